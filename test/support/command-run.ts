import type { Command } from 'commander';
import { vi } from 'vitest';

/** What a command wrote to standard output, its exit code, and its error. */
export interface CommandRun {
  readonly output: string;
  readonly exitCode: number;
  readonly error: string | undefined;
}

/** Runs one of cp370's commands in this process. */
export async function runCommand(command: Command, words: readonly string[]): Promise<CommandRun> {
  const parts: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    parts.push(typeof text === 'string' ? text : Buffer.from(text).toString('latin1'));
    return true;
  });
  const before = process.exitCode;
  process.exitCode = 0;
  let error: string | undefined;
  try {
    command.exitOverride();
    for (const subcommand of command.commands) subcommand.exitOverride();
    await command.parseAsync([...words], { from: 'user' });
  } catch (caught) {
    error = (caught as Error).message;
  } finally {
    write.mockRestore();
  }
  const exitCode = error === undefined ? Number(process.exitCode) : 1;
  process.exitCode = before;
  return { output: parts.join(''), exitCode, error };
}
