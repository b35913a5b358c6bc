import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { RealOutput } from '../../../../src/cp/spool/real-output.js';
import { Printer } from '../../../../src/s370/index.js';
import { CpSystem } from '../../../support/cp-system.js';

/**
 * A real printer 00E prints a file of ALICE's, pages of ten lines; after line `at` the operator gives commands. What was
 * printed, and what the operator was told.
 */
function printing(
  commands: readonly string[],
  {
    copies = 1,
    at = 40,
    during,
  }: { copies?: number; at?: number; during?: (driver: RealOutput) => void } = {},
) {
  const lines: { readonly text: string; readonly command: number }[] = [];
  const paper = {
    printLine: (data: Uint8Array, _carriage: unknown, command: number) => {
      lines.push({ text: ebcdic037.decode(data).trimEnd(), command });
      if (lines.length !== at) return;
      const driver = system.services.unitRecord?.find(0x00e);
      if (driver instanceof RealOutput) during?.(driver);
      system.machine.events.schedule(0, () => {
        for (const line of commands) operator.terminal.lineTyped(line);
      });
    },
  };
  const printer = new Printer(paper, '1403');
  const system = new CpSystem({ services: { separator: false }, devices: new Map([[0x00e, printer]]) });
  const operator = system.user('OPERATOR');
  const alice = system.user('ALICE');
  alice.enter(`spool prt copy ${copies}`);
  const vdev = system.vm('ALICE').devices.get(0x00e);
  if (vdev?.kind !== 'printer') throw new Error('ALICE has no printer');
  const sink = system.services.spool.printer(system.vm('ALICE'), vdev);
  const carriage = { space: 1 } as const;
  for (let page = 1; page <= 20; page++) {
    for (let line = 1; line <= 10; line++) {
      sink.printLine(ebcdic037.encode(`PAGE ${page} LINE ${line}`), carriage, line === 10 ? 0x89 : 0x09);
    }
  }
  operator.clear();
  alice.enter('close prt');
  system.settle(30);
  const count = (text: string): number => lines.filter((line) => line.text === text).length;
  return { system, operator, alice, lines, count };
}

describe('the operator and a real printer', () => {
  test('FLUSH of a copy, and of the file', () => {
    const copy = printing(['flush 00e'], { copies: 2 });
    expect(copy.operator.text).toMatch(/PRT {2}00E FLUSHED {3}ALICE/);
    expect(copy.count('PAGE 1 LINE 1')).toBe(2);
    expect(copy.count('PAGE 20 LINE 10')).toBe(1);
    expect(copy.operator.answer('flush 00e')).toBe('PRT 00E NOT ACTIVE');
    const file = printing(['flush 00e hold all', 'flush 00e all'], { copies: 2 });
    expect(file.operator.text).toContain('CONFLICTING OPTION - HOLD');
    expect(file.count('PAGE 1 LINE 1')).toBe(1);
    expect(file.count('PAGE 20 LINE 10')).toBe(0);
    expect(file.alice.answer('query files')).toContain('NO PRT');
  });

  test('FLUSH HOLD keeps the file', () => {
    const { operator, alice, count } = printing(['flush 00e hold']);
    expect(operator.text).toContain('FILE HELD');
    expect(count('PAGE 20 LINE 10')).toBe(0);
    expect(alice.answer('query files')).toContain('001 PRT');
  });

  test('REPEAT prints more copies, and with HOLD keeps the file', () => {
    const { operator, alice, count } = printing(['repeat 00e 2 hold', 'repeat 00e 100', 'repeat 00e now']);
    expect(operator.text).toContain('REPEATED');
    expect(operator.text).toContain('COPIES MISSING OR INVALID');
    expect(operator.text).toContain('INVALID OPTION - NOW');
    expect(count('PAGE 20 LINE 10')).toBe(3);
    expect(alice.answer('query files')).toContain('001 PRT');
  });

  test('SPACE takes the carriage control away', () => {
    const { lines } = printing(['space 00e']);
    expect(lines.at(-1)).toEqual({ text: 'PAGE 20 LINE 10', command: 0x09 });
    expect(lines.slice(0, 30).some(({ command }) => command === 0x89)).toBe(true);
  });

  test('BACKSPAC by pages, to the beginning, and from the end', () => {
    const pages = printing(['backspac 00e 2'], { at: 64 });
    expect(pages.operator.text).toContain('BACKSPACE');
    // by then page 20 has begun: it and the one before come again
    expect(pages.count('PAGE 19 LINE 1')).toBe(2);
    expect(pages.count('PAGE 18 LINE 1')).toBe(1);
    expect(pages.count('PAGE 20 LINE 10')).toBe(1);
    const file = printing(['backspac 00e file']);
    expect(file.count('PAGE 1 LINE 1')).toBe(2);
    const end = printing(['backspac 00e 2 eof']);
    expect(end.count('PAGE 19 LINE 1')).toBe(2);
    const skipped = printing([], { during: (driver) => driver.backspace(2, true) });
    expect(skipped.count('PAGE 4 LINE 1')).toBe(1);
    expect(skipped.count('PAGE 15 LINE 1')).toBe(0);
    expect(skipped.count('PAGE 19 LINE 1')).toBe(1);
    expect(end.operator.answer('backspac 00e')).toBe('PRT 00E NOT ACTIVE');
    expect(end.operator.answer('backspac')).toBe('RADDR MISSING OR INVALID');
    expect(end.operator.answer('backspac fff')).toBe('DEV FFF DOES NOT EXIST');
  });
});
