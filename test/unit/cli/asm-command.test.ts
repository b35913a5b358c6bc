import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asmCommand } from '../../../src/cli/asm-command.js';
import { readDeck } from '../../../src/asm/index.js';

let directory: string;
let messages: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-asm-'));
  messages = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    messages += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(directory, { recursive: true });
});

const file = (name: string): string => join(directory, name);
const assembleFiles = async (...args: string[]): Promise<void> => {
  await asmCommand().parseAsync(['node', 'asm', ...args]);
};

describe('cp370 asm', () => {
  it('makes a deck and a listing, with macros from a library directory', async () => {
    writeFileSync(file('prog.asm'), 'PROG CSECT\n TWICE 3\n COPY DATA\n END PROG\n');
    writeFileSync(file('twice.mac'), ' MACRO\n TWICE &R\n AR &R,&R\n MEND\n');
    writeFileSync(file('data.copy'), " DC C'X'\n");
    await assembleFiles(file('prog.asm'), '--listing', file('prog.listing'), '-I', directory, '--no-date');
    const [module] = readDeck(readFileSync(file('prog.text')));
    expect(module.items[0]).toMatchObject({ name: 'PROG', length: 3 });
    expect(readFileSync(file('prog.listing'), 'utf8')).toContain('AR    3,3');
    expect(messages).toContain('return code 0');
    expect(process.exitCode).toBe(0);
  });

  it('names file, line and call of every finding and fails with the return code', async () => {
    writeFileSync(file('bad.asm'), 'BAD CSECT\n L 1,NOSUCH\n WRONG\n END\n');
    writeFileSync(file('wrong.mac'), ' MACRO\n WRONG\n LR 1,77\n MEND\n');
    await assembleFiles(file('bad.asm'), '-o', file('out.text'));
    expect(messages).toContain(`${file('bad.asm')}:2: IFO188 severity 8: SYMBOL NOSUCH IS NOT DEFINED\n`);
    expect(messages).toContain(
      `WRONG:3: IFO210 severity 8: REGISTER 77 IS NOT VALID (called at ${file('bad.asm')}:3)`,
    );
    expect(process.exitCode).toBe(8);
    expect(existsSync(file('out.text'))).toBe(true);
  });

  it('joins the decks of several files', async () => {
    writeFileSync(file('a.asm'), 'A CSECT\n LR 1,1\n END\n');
    writeFileSync(file('b.asm'), 'B CSECT\n LR 2,2\n END\n');
    await assembleFiles(file('a.asm'), file('b.asm'), '-o', file('both.text'));
    const modules = readDeck(readFileSync(file('both.text')));
    expect(modules.map((m) => m.items[0].name)).toEqual(['A', 'B']);
  });
});
