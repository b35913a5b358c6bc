import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tapeCommand } from '../../../src/cli/media/tape-command.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { createTapeImage } from '../../../src/media/index.js';
import { runCommand } from '../../support/command-run.js';
import { hasHerculesTools, herculesTool } from '../../support/hercules-tools.js';
import { hasWorkload, workload } from '../../support/workloads.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-tape-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const hasHercules = hasHerculesTools();
const file = (name: string) => join(directory, name);
const tape = (...words: string[]) => runCommand(tapeCommand(), words);
const label = (text: string) => ebcdic037.encode(text, 80);

/** A labelled tape with a file of cards and one of variable records. */
function labelled(path: string): void {
  const reel = createTapeImage(path);
  reel.writeBlock(label('VOL1TAPE01'));
  reel.writeBlock(label('HDR1PAYROLL.CARDS     TAPE01'));
  reel.writeBlock(label('HDR2F0080000080'.padEnd(38) + 'B'));
  reel.writeMark();
  for (let block = 0; block < 3; block++) {
    const cards = Array.from({ length: 10 }, (_, i) => ebcdic037.encode(`CARD ${block * 10 + i}`, 80));
    reel.writeBlock(new Uint8Array(Buffer.concat(cards)));
  }
  reel.writeMark();
  reel.writeBlock(label('EOF1PAYROLL.CARDS     TAPE01'));
  reel.writeMark();
  reel.writeBlock(label('HDR1LINES             TAPE01'));
  reel.writeBlock(label('HDR2V0200000100'));
  reel.writeMark();
  reel.writeBlock(Uint8Array.of(0, 18, 0, 0, 0, 6, 0, 0, 0xc1, 0xc2, 0, 8, 0, 0, 0xc3, 0xc4, 0xc5, 0xc6));
  reel.writeMark();
  reel.writeMark();
  reel.close();
}

describe('cp370 tape', () => {
  it('makes tapes of every format, labelled as hetinit labels them', async () => {
    for (const name of ['a.aws', 'b.het', 'c.tap']) {
      expect((await tape('make', file(name), '--volume', 'work01', '--owner', 'OPER')).exitCode).toBe(0);
      expect((await tape('map', file(name))).output).toMatch(/1 +2 +160 +80 +VOL1 WORK01, HDR1 0000/);
      expect((await tape('make', file(name))).error).toMatch(/exists already/);
    }
    if (!hasHercules) return;
    herculesTool('hetinit', '-d', file('theirs.het'), 'WORK01', 'OPER');
    expect(readFileSync(file('a.aws')).equals(readFileSync(file('theirs.het')))).toBe(true);
    expect(herculesTool('tapemap', file('a.aws')).text).toContain('WORK01');
  });

  it('shows files, blocks and labels', async () => {
    labelled(file('reel.aws'));
    const { output, exitCode } = await tape('map', file('reel.aws'));
    expect(exitCode).toBe(0);
    expect(output.split('\n').slice(2, 5)).toEqual([
      '   1        3            240  80                VOL1 TAPE01, HDR1 PAYROLL.CARDS, HDR2 FB 80 800',
      '   2        3          2,400  800',
      '   3        1             80  80                EOF1 PAYROLL.CARDS',
    ]);
    expect((await tape('map', file('reel.aws'), '--labels')).output).toContain('file 1: HDR1PAYROLL.CARDS');
  });

  it('extracts files by number and name, records by label or option', async () => {
    labelled(file('reel.het'));
    const cards = await tape('extract', file('reel.het'), 'payroll.cards', '--text');
    expect(cards.output.split('\n').slice(0, 2)).toEqual(['CARD 0', 'CARD 1']);
    expect(cards.output.split('\n')).toHaveLength(31);
    expect((await tape('extract', file('reel.het'), 'LINES', '--text')).output).toBe('AB\nCDEF\n');
    expect(
      (await tape('extract', file('reel.het'), '2', '--recfm', 'U', '--text')).output.split('\n'),
    ).toHaveLength(4);
    await tape('extract', file('reel.het'), '2', '-o', file('cards'));
    expect(readFileSync(file('cards'))).toHaveLength(2400);
    expect((await tape('extract', file('reel.het'), '9')).error).toMatch(/no file 9/);
  });

  it('converts between formats and back to the same bytes', async () => {
    labelled(file('a.aws'));
    for (const [from, to] of [
      ['a.aws', 'b.het'],
      ['b.het', 'c.tap'],
      ['c.tap', 'd.aws'],
    ] as const) {
      expect((await tape('convert', file(from), file(to))).exitCode).toBe(0);
    }
    expect(readFileSync(file('d.aws')).equals(readFileSync(file('a.aws')))).toBe(true);
    await tape('copy', file('a.aws'), file('b.het'), file('both.tap'), '--files', '2');
    expect((await tape('map', file('both.tap'))).output).toMatch(
      /1 +3 +2,400[^]*2 +3 +2,400[^]*end of tape: 4,800/,
    );
    if (hasHercules) expect(herculesTool('hetmap', file('b.het')).text).toContain('PAYROLL.CARDS');
  });

  it('reports damage with its place, and rescues what comes before', async () => {
    labelled(file('a.aws'));
    truncateSync(file('a.aws'), 1500);
    const before = readFileSync(file('a.aws'));
    expect(await tape('map', file('a.aws'))).toMatchObject({ exitCode: 1 });
    const found = await tape('check', file('a.aws'), '--repair', file('b.aws'));
    expect(found.exitCode).toBe(1);
    expect(found.output).toMatch(/damage: .*a\.aws, offset 1070: a block of 800 bytes runs past the end/);
    expect(readFileSync(file('a.aws')).equals(before)).toBe(true);
    expect((await tape('check', file('b.aws'))).output).toMatch(/no damage found, 4 blocks/);
    expect((await tape('convert', file('a.aws'), file('c.het'))).error).toMatch(/offset 1070/);
    expect(existsSync(file('c.het'))).toBe(false);
    writeFileSync(file('no.aws'), 'This is no tape at all');
    expect((await tape('map', file('no.aws'))).error).toMatch(/offset 0: not an AWS tape/);
  });

  it.runIf(hasWorkload('osvs1', 'vs1r60_starter_3330.aws'))('maps the starter tape of OS/VS1', async () => {
    const { output } = await tape('map', workload('osvs1', 'vs1r60_starter_3330.aws'));
    expect(output).toMatch(/1 +739 +59,120 +80\n +2 +10,756 +12,329,761 +16 to 12,976\n/);
  });
});
