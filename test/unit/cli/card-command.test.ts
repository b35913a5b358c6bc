import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardCommand } from '../../../src/cli/media/card-command.js';
import { ebcdic037, ebcdic1047 } from '../../../src/ebcdic/index.js';
import { runCommand } from '../../support/command-run.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-card-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string) => join(directory, name);
const card = (...words: string[]) => runCommand(cardCommand(), words);

describe('cp370 card', () => {
  it('converts text to images and back', async () => {
    writeFileSync(file('job'), '//JOB1 JOB\n//STEP EXEC PGM=IEFBR14\n/*\n');
    expect((await card('convert', file('job'), file('deck'), '--to', 'ebcdic')).output).toMatch(
      /3 cards \(ebcdic\)/,
    );
    expect(readFileSync(file('deck'))).toHaveLength(240);
    expect(ebcdic037.decode(readFileSync(file('deck')), 0, 10)).toBe('//JOB1 JOB');
    await card('convert', file('deck'), file('back'), '--to', 'ascii');
    expect(readFileSync(file('back'))).toEqual(readFileSync(file('job')));
    expect((await card('convert', file('deck'), file('back'), '--to', 'ascii')).error).toMatch(
      /exists already/,
    );
    await card('convert', file('deck'), file('back'), '--to', 'ascii', '--crlf', '--force');
    expect(readFileSync(file('back'), 'latin1')).toContain('//JOB1 JOB\r\n');
    await card('make', file('job'), file('made'));
    expect(readFileSync(file('made')).equals(readFileSync(file('deck')))).toBe(true);
  });

  it('knows both code pages', async () => {
    writeFileSync(file('text'), 'A[1]\n');
    await card('convert', file('text'), file('deck'), '--to', 'ebcdic', '--code-page', '1047');
    expect(readFileSync(file('deck'))).toEqual(Buffer.from(ebcdic1047.encode('A[1]', 80)));
    const back = await card('extract', file('deck'), '1', '--to', 'ascii', '--code-page', '1047');
    expect(back.output).toBe('A[1]\n');
    expect((await card('list', file('deck'), '--cards', '--code-page', '500')).error).toMatch(
      /500 is not known/,
    );
  });

  it('punches and reads card images', async () => {
    writeFileSync(file('text'), 'HELLO 123\n');
    await card('convert', file('text'), file('holes'), '--to', 'image');
    expect(readFileSync(file('holes'))).toHaveLength(160);
    expect(readFileSync(file('holes'))[0]).toBe(0x20);
    const back = await card('extract', file('holes'), '1', '--from', 'image', '--to', 'ascii');
    expect(back.output).toBe('HELLO 123\n');
    writeFileSync(file('holes'), Buffer.alloc(160, 0x3f));
    expect((await card('list', file('holes'), '--from', 'image')).error).toMatch(/card 1: holes that are no/);
  });

  it('says what cards are, copies and extracts them', async () => {
    const esd = new Uint8Array(80).fill(0x40);
    esd.set([0x02, 0xc5, 0xe2, 0xc4]);
    writeFileSync(file('object'), Buffer.concat([esd, ebcdic037.encode('', 80)]));
    writeFileSync(file('text'), 'HELLO\n//STEP EXEC\n');
    await card('copy', file('object'), file('text'), file('both'));
    const { output } = await card('list', file('both'));
    expect(output).toContain('4 cards (ebcdic)');
    for (const line of ['1 object deck: ESD', '1 blank', '1 text', '1 job control'])
      expect(output).toContain(line);
    expect((await card('extract', file('both'), '3-', '--to', 'ascii')).output).toBe('HELLO\n//STEP EXEC\n');
    expect((await card('extract', file('both'), '9')).error).toMatch(/not a number from 1 to 4/);
  });

  it('reports what is damaged', async () => {
    writeFileSync(file('cut'), Buffer.alloc(100, 0xc1));
    expect((await card('check', file('cut'))).error).toMatch(/cut, offset 80: the last card has 20 columns/);
    expect((await card('check', file('cut'), '--pad')).output).toMatch(/2 cards/);
    writeFileSync(file('long'), `${'X'.repeat(81)}\n`);
    expect((await card('check', file('long'))).error).toMatch(/long, line 1: more than 80 columns/);
    expect((await card('list', file('none'))).error).toMatch(/none/);
  });
});
