import { spawnSync } from 'node:child_process';

/** What a tool of Hercules said. Its messages go to either stream. */
export interface ToolResult {
  readonly status: number | null;
  readonly text: string;
}

/** Runs one of Hercules' utilities (`dasdinit`, `cckdcdsk`, `hetmap`). */
export function herculesTool(name: string, ...words: string[]): ToolResult {
  const { status, stdout, stderr } = spawnSync(name, words, { encoding: 'utf8', timeout: 60_000 });
  return { status, text: `${stdout}${stderr}` };
}

/** Are Hercules' utilities on this host? When not, says once what the tests skip for. */
export function hasHerculesTools(): boolean {
  const there = spawnSync('cckdcdsk', ['-v'], { encoding: 'utf8' }).error === undefined;
  if (!there)
    process.stderr.write("skipped: comparisons with Hercules' utilities, which are not installed\n");
  return there;
}
