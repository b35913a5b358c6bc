import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Historical software for tests, outside the repository: `~/.cp370/workloads`, or what CP370_WORKLOADS names. */
const FOLDER = process.env.CP370_WORKLOADS ?? join(homedir(), '.cp370', 'workloads');

/** SHA-256 of the pack that Hercules 3.13 restores from the VS1 starter tape, on one that `dasdinit -a` made. */
export const VS1_RESTORED_BY_HERCULES = '5f99fad9eed41294757d838f56c132039ecdaa6b96cc5340c9019f4bc6ce443d';

/** Path of a workload. */
export function workload(...names: string[]): string {
  return join(FOLDER, ...names);
}

/** Is the workload there? When not, says once what the tests skip for. */
export function hasWorkload(...names: string[]): boolean {
  const path = workload(...names);
  const there = existsSync(path);
  if (!there) process.stderr.write(`skipped: ${path} is not here (CP370_WORKLOADS names another folder)\n`);
  return there;
}
