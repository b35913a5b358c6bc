import { describe, expect, it } from 'vitest';
import { inPerRange } from '../../../src/s370/per.js';
import { CpuBench } from '../../support/cpu-bench.js';

const BRANCH = 0x80;
const FETCH = 0x40;
const STORE = 0x20;
const REGISTER = 0x10;
/** EC mode, PER on, at X'200'. */
const PER = '4008000000000200';

/** A machine that monitors `events` in a range, and general registers of a mask. */
function monitoring(events: number, start = 0, end = 0xffffff, registers = 0xffff): CpuBench {
  const b = new CpuBench();
  b.cpu.cr[9] = (events << 24) | registers;
  b.cpu.cr[10] = start;
  b.cpu.cr[11] = end;
  return b;
}

describe('the monitored range', () => {
  it('includes both ends, wraps around, and meets operands that begin before it', () => {
    expect(inPerRange(0x300, 0x30f, 0x30f, 1)).toBe(true);
    expect(inPerRange(0x300, 0x30f, 0x310, 1)).toBe(false);
    expect(inPerRange(0x300, 0x30f, 0x2fd, 3)).toBe(false);
    expect(inPerRange(0x300, 0x30f, 0x2fd, 4)).toBe(true);
    expect(inPerRange(0xfffff0, 0x10, 0x8, 1)).toBe(true);
    expect(inPerRange(0xfffff0, 0x10, 0xfffff8, 1)).toBe(true);
    expect(inPerRange(0xfffff0, 0x10, 0x100, 1)).toBe(false);
    expect(inPerRange(0x10, 0x20, 0xfffffe, 0x20)).toBe(true);
  });
});

describe('successful branching', () => {
  it.each([
    ['BC 15', '47F00300', true],
    ['BC 0', '47000300', false],
    ['BC to the next instruction', '47F00204', true],
    ['BCR 15,0', '07F0', false],
    ['BALR 1,0', '0510', false],
    ['BALR 1,2', '0512', true],
    ['BCT that falls through', '46300300', false],
    ['BCT that branches', '46400300', true],
    ['BCTR 4,0', '0640', false],
    ['BXLE', '87360300', true],
    ['BXH', '86360300', false],
  ])('%s', (_, hex, taken) => {
    const b = monitoring(BRANCH, 0x900, 0x901);
    b.cpu.gpr[2] = 0x300;
    b.cpu.gpr[3] = 1;
    b.cpu.gpr[4] = 7;
    b.cpu.gpr[7] = 100;
    b.put(0x200, hex);
    const exit = b.run(PER);
    if (taken) {
      expect(exit).toMatchObject({ kind: 'program', code: 0x80, perCode: BRANCH, perAddress: 0x200 });
      expect(exit).toMatchObject({ ilc: hex.length / 4 });
    } else expect(exit.kind).toBe('budget');
  });

  it('has the PSW behind the branch', () => {
    const b = monitoring(BRANCH);
    b.put(0x200, '47F00300');
    b.run(PER);
    expect(b.cpu.psw.instructionAddress).toBe(0x300);
  });

  it('counts the subject of an EXECUTE', () => {
    const b = monitoring(BRANCH);
    b.put(0x200, '44000300');
    b.put(0x300, '47F00400');
    expect(b.run(PER)).toMatchObject({ code: 0x80, perCode: BRANCH, perAddress: 0x200, ilc: 2 });
    expect(b.cpu.psw.instructionAddress).toBe(0x400);
  });
});

describe('instruction fetching', () => {
  it('happens where the first byte lies in the range', () => {
    const b = monitoring(FETCH, 0x204, 0x205);
    b.put(0x200, '41100001 41200002');
    expect(b.run(PER, 1).kind).toBe('budget');
    expect(b.cpu.run(1)).toMatchObject({ kind: 'program', code: 0x80, perCode: FETCH, perAddress: 0x204 });
    expect(b.cpu.psw.instructionAddress).toBe(0x208);
    expect(b.cpu.gpr[2]).toBe(2);
  });

  it('includes the subject of an EXECUTE, at the address of the EXECUTE', () => {
    const b = monitoring(FETCH, 0x300, 0x301);
    b.put(0x200, '44000300');
    b.put(0x300, '1812');
    expect(b.run(PER)).toMatchObject({ code: 0x80, perCode: FETCH, perAddress: 0x200, ilc: 2 });
  });

  it('joins program exceptions, those of instructions that nobody has too', () => {
    const b = monitoring(FETCH);
    b.put(0x200, '00000000');
    expect(b.run(PER)).toMatchObject({ code: 0x81, perCode: FETCH, perAddress: 0x200, ilc: 1 });
    b.put(0x200, '80000300');
    expect(b.run('4009000000000200')).toMatchObject({ code: 0x82, perCode: FETCH, ilc: 2 });
    b.put(0x200, 'AF050123');
    b.cpu.cr[8] = 0xffff;
    expect(b.run(PER)).toMatchObject({ code: 0xc0, perCode: FETCH, monitorClass: 5, monitorCode: 0x123 });
  });

  it('does not happen when the instruction cannot be fetched', () => {
    const b = monitoring(FETCH);
    expect(b.run('4008000000000201')).toMatchObject({ kind: 'program', code: 6, perCode: 0 });
  });
});

describe('storage alteration', () => {
  it.each([
    ['STC at the end', '4210030F', true],
    ['STC behind', '42100310', false],
    ['STH into it', '401002FF', true],
    ['ST before it', '501002FC', false],
    ['ST across the start', '501002FD', true],
    ['STM around it', '901002E0', true],
    ['MVI', '92AA0304', true],
    ['MVC', 'D20F02F5 0600', true],
    ['MVC before', 'D20F02F0 0600', false],
    ['XC with itself', 'D70F0300 0300', true],
    ['TM', '91FF0304', false],
    ['CLC', 'D50F0300 0600', false],
    ['CVD', '4E1002F9', true],
    ['OI with 0', '96000304', true],
    ['STCM without bytes', 'BE100304', false],
  ])('%s', (_, hex, altered) => {
    const b = monitoring(STORE, 0x300, 0x30f);
    b.put(0x200, hex);
    const exit = b.run(PER);
    if (altered) expect(exit).toMatchObject({ code: 0x80, perCode: STORE, perAddress: 0x200 });
    else expect(exit.kind).toBe('budget');
  });

  it('sees every store, not only the first of a block', () => {
    const b = monitoring(STORE, 0x300, 0x303);
    b.put(0x200, '92010400 92020300 92030301');
    expect(b.run(PER, 1).kind).toBe('budget');
    expect(b.cpu.run(1)).toMatchObject({ perCode: STORE, perAddress: 0x204 });
    expect(b.cpu.run(1)).toMatchObject({ perCode: STORE, perAddress: 0x208 });
  });

  it('goes by logical addresses', () => {
    const b = monitoring(STORE, 0x2300, 0x2303);
    b.translate([0, 1, 5]);
    b.put(0x200, '92010300');
    b.cpu.gpr[1] = 0x2000;
    expect(b.run('4408000000000200').kind).toBe('budget');
    b.put(0x200, '92011300');
    expect(b.run('4408000000000200')).toMatchObject({ code: 0x80, perCode: STORE });
    expect(b.hex(0x5300, 1)).toBe('01');
  });

  it('does not include what a nullified instruction would have stored', () => {
    const b = monitoring(STORE | FETCH, 0, 0xffffff);
    b.translate([0, 1]);
    b.put(0x200, 'D2071FFC F000');
    b.cpu.gpr[1] = 0x1000;
    expect(b.run('4408000000000200')).toMatchObject({ code: 0x91, perCode: FETCH });
    expect(b.cpu.psw.instructionAddress).toBe(0x200);
  });

  it('does not include the CSW and other words of I/O instructions', () => {
    const b = monitoring(STORE);
    b.put(0x200, 'B2030000');
    expect(b.run(PER).kind).toBe('budget');
  });
});

describe('general-register alteration', () => {
  it.each([
    ['LR', '1811', 0x4000],
    ['CR', '1912', 0],
    ['LTR with itself', '1211', 0x4000],
    ['M alters a pair', '5C200600', 0x3000],
    ['LM wraps around', '98E10600', 0xc003],
    ['BCTR without branch', '0610', 0x4000],
    ['ICM without bytes', 'BF100600', 0],
    ['ICM', 'BF110600', 0x4000],
    ['MVCL of nothing', '0E24', 0x3c00],
    ['ST', '50100600', 0],
    ['CS that swaps', 'BA120700', 0],
    ['CS that does not', 'BA320700', 0x1000],
    ['TRT that finds nothing', 'DD00 0704 0800', 0],
    ['TRT that finds', 'DD00 0600 0800', 0x6000],
    ['IPK', 'B20B0000', 0x2000],
    ['LCTL', 'B7990704', 0],
  ])('%s', (_, hex, mask) => {
    for (let register = 0; register < 16; register++) {
      const bit = 0x8000 >> register;
      const b = monitoring(REGISTER, 0, 0, bit);
      b.put(0x600, 'FF');
      b.put(0x8ff, 'EE');
      b.cpu.gpr[3] = 9;
      b.put(0x200, hex);
      const exit = b.run(PER);
      if ((mask & bit) !== 0) expect(exit).toMatchObject({ code: 0x80, perCode: REGISTER });
      else expect(exit.kind).toBe('budget');
    }
  });

  it('joins overflow, which completes, but not a divide exception, which suppresses', () => {
    const b = monitoring(REGISTER);
    b.cpu.gpr[1] = 0x7fffffff;
    b.put(0x200, '1A11');
    expect(b.run('4008080000000200')).toMatchObject({ code: 0x88, perCode: REGISTER });
    b.put(0x200, '1D24');
    expect(b.run(PER)).toMatchObject({ code: 0x09, perCode: 0 });
  });

  it('includes the register of CVB, which keeps what fits', () => {
    const b = monitoring(REGISTER);
    b.put(0x200, '4F100300');
    b.put(0x300, '000003000000000C');
    expect(b.run(PER)).toMatchObject({ code: 0x89, perCode: REGISTER });
  });
});

describe('PER as a whole', () => {
  it('reports all events of an instruction at once', () => {
    const b = monitoring(BRANCH | FETCH | REGISTER);
    b.put(0x200, '45100300');
    expect(b.run(PER)).toMatchObject({ code: 0x80, perCode: BRANCH | FETCH | REGISTER });
  });

  it('is off in BC mode and without the PSW bit', () => {
    const b = monitoring(0xf0);
    b.put(0x200, '45100300');
    expect(b.run('4000000000000200').kind).toBe('budget');
    expect(b.run('0008000000000200').kind).toBe('budget');
  });

  it('follows the SVC interruption, with the SVC new PSW as old PSW', () => {
    const b = monitoring(FETCH, 0x200, 0x201);
    b.put(0x60, '00080000 00000600');
    b.put(0x68, '000A0000 00000068');
    b.put(0x200, '0A05');
    b.cpu.loadPsw(0x40080000, 0x200);
    expect(b.bare.run(10)).toMatchObject({ kind: 'disabled-wait' });
    expect(b.hex(0x20, 8)).toBe('4008000000000202');
    expect(b.hex(0x28, 8)).toBe('0008000000000600');
    expect(b.hex(0x88, 8)).toBe('0002000500020080');
    expect(b.hex(0x96, 6)).toBe('400000000200');
  });

  it('joins the format error of an SVC new PSW and of a PSW that LPSW loads', () => {
    const b = monitoring(FETCH, 0x200, 0x201);
    b.put(0x60, '80080000 00000600');
    b.put(0x68, '000A0000 00000068');
    b.put(0x200, '0A05');
    b.cpu.loadPsw(0x40080000, 0x200);
    b.bare.run(10);
    expect(b.hex(0x8c, 4)).toBe('00020086');
    b.put(0x200, '82000060');
    b.cpu.loadPsw(0x40080000, 0x200);
    b.bare.run(10);
    expect(b.hex(0x8c, 4)).toBe('00040086');
    expect(b.hex(0x28, 8)).toBe('8008000000000600');
  });

  it('is ruled by the PSW and the control registers from before the instruction', () => {
    const b = monitoring(FETCH);
    b.put(0x300, '00080000 00000600 40080000 00000600');
    b.put(0x200, '82000300');
    expect(b.run(PER)).toMatchObject({ code: 0x80, perCode: FETCH, perAddress: 0x200, ilc: 2 });
    expect(b.cpu.psw.instructionAddress).toBe(0x600);
    b.put(0x200, '82000308');
    expect(b.run('0008000000000200').kind).toBe('budget');
    b.put(0x310, '00000000');
    b.put(0x200, 'B7990310 0700');
    expect(b.run(PER)).toMatchObject({ perCode: FETCH });
    expect(b.cpu.run(1).kind).toBe('budget');
  });

  it('interrupts MVCL at the end of a unit that is behind when the next one meets an exception', () => {
    const b = monitoring(STORE);
    b.translate([0, 1, 2, 3]);
    b.cpu.gpr.set([0x3f00, 0x200, 0x1000, 0x200], 4);
    b.put(0x200, '0E46');
    expect(b.run('4408000000000200')).toMatchObject({ code: 0x80, perCode: STORE, ilc: 1 });
    expect(b.cpu.psw.instructionAddress).toBe(0x200);
    expect([...b.cpu.gpr.subarray(4, 8)]).toEqual([0x4000, 0x100, 0x1100, 0x100]);
    expect(b.cpu.run(1)).toMatchObject({ code: 0x11, perCode: 0, translationAddress: 0x4000 });
  });

  it('leaves no trace when it is turned off again', () => {
    const b = monitoring(STORE, 0x300, 0x303);
    b.put(0x200, '92020300');
    expect(b.run(PER).kind).toBe('program');
    b.put(0x200, '1B1107F1');
    b.put(0, '1B11');
    expect(b.run('0008000000000200', 100).kind).toBe('program');
    b.put(0x200, '92020300');
    expect(b.run('0008000000000200').kind).toBe('budget');
  });
});
