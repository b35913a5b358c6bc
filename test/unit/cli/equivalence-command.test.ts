import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { equivalenceCommand } from '../../../src/cli/equivalence-command.js';

/** Runs the command; answers its output and exit code. */
async function run(...args: string[]): Promise<{ text: string; code: number }> {
  let text = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await equivalenceCommand().exitOverride().parseAsync(args, { from: 'user' });
    return { text, code: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

describe('equivalence', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cp370-equivalence-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says how many programs were compared, and what CP had to do for them', async () => {
    const { text, code } = await run('--cases', '20', '--seed', '3');
    expect(code).toBe(0);
    expect(text).toContain('guest, seed 3: 20 programs');
    expect(text).toContain('no difference');
    expect(text).toMatch(/Without the Control Program: \d\d\.\d\d % of \d+ instructions/);
  });

  it('runs programs at the second level and without CP', async () => {
    expect((await run('--cases', '5', '--level', '2')).text).toContain('second-level guest, seed 370');
    expect((await run('--cases', '5', '--level', '0', '--compiled')).text).toContain('compiled, seed 370');
  });

  it('does not write over a deck', async () => {
    const deck = join(folder, 'a.deck');
    writeFileSync(deck, 'mine');
    const { text, code } = await run('--cases', '5', '--deck', deck);
    expect(code).toBe(2);
    expect(text).toContain('exists; --force replaces it');
    expect(readFileSync(deck, 'utf8')).toBe('mine');
  });

  it('refuses numbers that are none', async () => {
    await expect(run('--cases', 'many')).rejects.toThrow('whole number');
  });
});
