import { describe, expect, it } from 'vitest';
import { findModel, type Exit } from '../../../src/s370/index.js';
import { CpuBench } from '../../support/cpu-bench.js';

const bench = (type = '2065'): CpuBench => new CpuBench({ model: findModel(type)! });
const code = (exit: Exit): number => (exit.kind === 'program' ? exit.code : 0);

describe('System/360: operands on their boundaries', () => {
  it.each([
    ['48100801', 'LH'],
    ['40100801', 'STH'],
    ['58100802', 'L'],
    ['50100801', 'ST'],
    ['98120802', 'LM'],
    ['90120802', 'STM'],
    ['4E100804', 'CVD'],
    ['4F100804', 'CVB'],
    ['68000804', 'LD'],
    ['60000804', 'STD'],
    ['78000802', 'LE'],
    ['54100802', 'N'],
  ])('%s (%s) off its boundary is a specification exception and changes nothing', (instruction) => {
    const b = bench();
    b.put(0x800, '0011223344556677 000000000000123C');
    b.cpu.gpr[1] = 0x5555aaaa;
    expect(code(b.execute(instruction))).toBe(0x06);
    expect(b.cpu.gpr[1]).toBe(0x5555aaaa);
    expect(b.hex(0x800, 16)).toBe('0011223344556677000000000000123C');
    expect(b.psw()).toBe('00000000 00000204');
  });

  it.each(['58100804', 'D2030801 0806', '41100801', '42100801', '47F00806'])('%s is fine', (instruction) => {
    expect(bench().execute(instruction).kind).toBe('budget');
  });

  it('System/370 does not mind', () => {
    const b = bench('3158');
    b.put(0x800, '00112233445566');
    expect(b.execute('58100801').kind).toBe('budget');
    expect(b.cpu.gpr[1]).toBe(0x11223344);
  });
});

describe('System/360: PSW', () => {
  it('has an ASCII bit and no EC mode', () => {
    const b = bench();
    b.put(0x60, '00020000 00000060');
    b.put(0x200, '0A7B');
    b.cpu.loadPsw(0xfff80000 | 0, 0x2f000200);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x60 });
    expect(b.hex(0x20, 8)).toBe('FFF8007B6F000202');
    expect(b.hex(0x88, 4)).toBe('00000000');
  });

  it('masks channels by bits 0-6', () => {
    const b = bench();
    b.cpu.loadPsw(0x82000000 | 0, 0);
    expect(b.cpu.channelMask() >>> 0).toBe(0x83ffffff);
    b.cpu.loadPsw(0x40000000, 0);
    expect(b.cpu.channelMask()).toBe(0x40000000);
  });

  it('takes every external interruption under bit 7', () => {
    const b = bench();
    b.put(0x58, '00020000 00000058');
    b.cpu.signalExternal(0xc1);
    b.cpu.loadPsw(0x01000000, 0x200);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x58 });
    expect(b.hex(0x18, 8)).toBe('010000C100000200');
  });

  it('stores the unit of IPL behind the first byte of the PSW, whatever bit 12 says', () => {
    const b = bench();
    b.put(0, '00080000 00000400');
    b.bare.completeIpl(0x00c);
    expect(b.hex(0, 4)).toBe('0008000C');
    expect(b.hex(0xb8, 4)).toBe('00000000');
    expect(b.cpu.psw.ascii).toBe(true);
  });

  it('takes machine checks under bit 13, and stores no System/370 machine-check code', () => {
    const b = bench();
    b.put(0x70, '00020000 00000070');
    b.put(0x200, '47F00200');
    b.cpu.loadPsw(0, 0x200);
    b.machine.raiseMachineCheck('warning');
    expect(b.bare.run(10)).toEqual({ kind: 'budget' });
    b.cpu.loadPsw(0x00040000, 0x200);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x70 });
    expect(b.hex(0x30, 8)).toBe('0004000000000200');
    expect(b.hex(0xe8, 8)).toBe('0000000000000000');
  });

  it('restarts with the PSW at 0 and keeps no old one; cannot store its status', () => {
    const b = bench();
    b.put(0, '00020000 00000ABC 1111111122222222');
    b.bare.restart();
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0xabc });
    expect(b.hex(8, 8)).toBe('1111111122222222');
    expect(() => b.machine.storeStatus()).toThrow('a 360/65 cannot store its status');
  });

  it('has no key without the protection feature', () => {
    const b = new CpuBench({ model: findModel('2040')!, absentFacilities: new Set(['storage-protection']) });
    b.put(0x200, '1B11');
    expect(code(b.run('0010000000000200'))).toBe(0x06);
    expect(code(b.execute('0812'))).toBe(0x01);
  });
});

describe('System/360: decimal results in ASCII-8', () => {
  const ascii = '0008000000000200';
  it.each([
    ['FA110800 0810', '123C', '005A', '128A'],
    ['FB110800 0810', '003C', '005A', '002B'],
    ['F8110800 0810', 'FFFF', '007D', '007B'],
    ['FC100800 0811', '004F', '3C2B', '008B'],
  ])('%s', (instruction, first, second, result) => {
    const b = bench();
    b.put(0x800, first);
    b.put(0x810, second);
    b.put(0x200, instruction);
    b.run(ascii);
    expect(b.hex(0x800, 2)).toBe(result);
  });

  it('CVD, UNPK and ED', () => {
    const b = bench();
    b.cpu.gpr[1] = -27;
    b.put(0x200, '4E100800');
    b.run(ascii);
    expect(b.hex(0x800, 8)).toBe('000000000000027B');
    b.put(0x200, 'F3310810 0806');
    b.run(ascii);
    expect(b.hex(0x810, 4)).toBe('505052B7');
    b.put(0x820, '40202120');
    b.put(0x200, 'DE030820 0806');
    b.run(ascii);
    expect(b.hex(0x820, 4)).toBe('40405257');
    b.put(0x200, '4E100800');
    b.run('0000000000000200');
    expect(b.hex(0x807, 1)).toBe('7D');
  });
});

describe('System/360: instructions', () => {
  it('ignores the second byte of I/O instructions', () => {
    const b = bench();
    for (const instruction of ['9C010190', '9D01 0190', '9E01 0190', '9F01 0100']) {
      expect(b.execute(instruction).kind).toBe('budget');
      expect(b.cpu.psw.conditionCode).toBe(3);
    }
  });

  it('SSK and ISK have the bits that the model has', () => {
    for (const [type, key] of [
      ['2050', 0xa0],
      ['2065', 0xa8],
    ] as const) {
      const b = bench(type);
      b.cpu.gpr[1] = 0xae;
      b.cpu.gpr[2] = 0x800;
      b.execute('0812');
      expect(b.storage.getKey(0x800) & 0xf8).toBe(key);
      b.cpu.gpr[1] = -1;
      b.execute('0912');
      expect(b.cpu.gpr[1] >>> 0).toBe(0xffffff00 + key);
    }
  });

  it('SSM knows no suppression', () => {
    const b = bench();
    b.put(0x800, 'FF');
    b.cpu.cr[0] = 0x40000000;
    expect(b.execute('80000800').kind).toBe('budget');
    expect(b.cpu.psw.systemMask).toBe(0xff);
  });

  it('moves the interval timer with the line frequency', () => {
    const b = bench();
    b.storage.storeWord(0x50, 0x00010000);
    b.put(0x200, '47F00200');
    b.cpu.loadPsw(0, 0x200);
    // A sixtieth of a second is 9450 instructions of this model.
    b.cpu.run(9000);
    b.machine.poll();
    expect(b.storage.fetchWord(0x50)).toBe(0x00010000);
    b.cpu.run(900);
    b.machine.poll();
    expect(b.storage.fetchWord(0x50)).toBe(0x00010000 - 5 * 256);
  });
});
