import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/s370/index.js';
import type { Exit } from '../../../src/s370/index.js';
import { CpuBench } from '../../support/cpu-bench.js';

const EXTENDED = 0x00800000;
const code = (exit: Exit): number => (exit.kind === 'program' ? exit.code : 0);

/**
 * A 360/67 in extended mode. Segment table at X'10000', page table of segment 0 at X'11000' and of segment X'800'
 * (32-bit addresses from X'80000000') at X'12000', each with 16 pages; `frames` says where they are.
 */
function bench(frames: readonly (number | undefined)[] = []): CpuBench {
  const b = new CpuBench({ model: findModel('2067')! });
  const table = (origin: number): void => {
    for (let page = 0; page < 16; page++) {
      const frame = page < frames.length ? frames[page] : page;
      b.storage.storeHalf(origin + 2 * page, frame === undefined ? 8 : frame << 4);
    }
  };
  for (let segment = 0; segment < 4096; segment++) b.storage.storeWord(0x10000 + 4 * segment, 1);
  b.storage.storeWord(0x10000, 0x0f018000);
  b.storage.storeWord(0x10000 + 4 * 0x800, 0x0f019000);
  table(0x18000);
  table(0x19000);
  control(b, 0, 0xff010000 | 0);
  control(b, 6, EXTENDED | 0xc0);
  return b;
}

/** LMC of one register. */
function control(b: CpuBench, register: number, value: number): Exit {
  b.storage.storeWord(0x900, value);
  b.put(0x200, `B8${register.toString(16)}${register.toString(16)}0900`);
  b.cpu.loadPsw(0, 0x200);
  return { ...b.cpu.run(1) };
}

describe('360/67: control registers', () => {
  it('LMC and STMC keep what is installed', () => {
    const b = new CpuBench({ model: findModel('2067')! });
    b.put(0x900, '0F010000 11111111 22222222 33333333 FF000000 55555555 FF8FFFFF 77777777');
    b.execute('B8070900');
    expect(b.cpu.psw.extendedControl).toBe(true);
    b.put(0x200, 'B00F0A00');
    b.cpu.loadPsw(0, 0x200);
    b.cpu.run(1);
    expect(b.hex(0xa00, 32)).toBe('0F010000000000002222222200000000FF00000000000000F08000FF00000000');
    expect(b.hex(0xa20, 32)).toBe('00'.repeat(32));
  });

  it('wants segment tables on a 64-byte boundary and operands on a word boundary', () => {
    const b = new CpuBench({ model: findModel('2067')! });
    expect(code(control(b, 0, 0x00010020))).toBe(0x07);
    expect(b.cpu.cr[0]).toBe(0);
    expect(code(b.execute('B8660902'))).toBe(0x06);
    expect(code(b.execute('B0660902'))).toBe(0x06);
  });

  it('wraps around from register 15 to 0', () => {
    const b = new CpuBench({ model: findModel('2067')! });
    b.put(0x900, '01020300 0000003F');
    expect(code(b.execute('B8F00900'))).toBe(0x07);
    b.put(0x900, '0000003F 01020340');
    expect(b.execute('B8F00900').kind).toBe('budget');
    expect(b.cpu.cr[0]).toBe(0x01020340);
  });

  it('is privileged', () => {
    const b = new CpuBench({ model: findModel('2067')! });
    b.put(0x200, 'B8660900');
    expect(code(b.run('0001000000000200'))).toBe(0x02);
  });
});

describe('360/67: extended PSW', () => {
  it('stores codes in low storage, and ILC, condition code and program mask in the first word', () => {
    const b = bench();
    b.put(0x60, '00020000 00000060');
    b.put(0x400, '0A7B');
    b.cpu.loadPsw(0x00c83a00, 0x400);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x60 });
    expect(b.hex(0x20, 8)).toBe('00C87A0000000402');
    expect(b.hex(0x10, 2)).toBe('007B');
  });

  it('takes external interruptions that PSW and CR6 allow', () => {
    const b = bench();
    b.put(0x58, '00020000 00000058');
    b.put(0x400, '47F00400');
    b.cpu.signalExternal(0x21);
    control(b, 6, EXTENDED | 0x01);
    b.cpu.signalExternal(0x40);
    b.cpu.loadPsw(0x01000000, 0x400);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x58 });
    expect(b.hex(0x0e, 2)).toBe('0001');
  });

  it('takes the masks of channels from CR4', () => {
    const b = bench();
    control(b, 4, 0xa1000000 | 0);
    b.cpu.loadPsw(0x02000000, 0x400);
    expect(b.cpu.channelMask() >>> 0).toBe(0xa1000000);
    b.cpu.loadPsw(0, 0x400);
    expect(b.cpu.channelMask()).toBe(0);
  });

  it.each(['80000000 00000400', '00000001 00000400', '00000000 01000400'])('%s is not a PSW', (psw) => {
    expect(code(bench().run(psw.replace(' ', '')))).toBe(0x06);
  });

  it('returns to the standard PSW', () => {
    const b = bench();
    control(b, 6, 0);
    expect(b.cpu.psw.format).toBe('system-360');
    b.put(0x400, '0A01');
    b.put(0x60, '00020000 00000060');
    b.cpu.loadPsw(0xff0c0000 | 0, 0x0f000400);
    b.bare.run(10);
    expect(b.hex(0x20, 8)).toBe('FF0C00014F000402');
  });
});

describe('360/67: translation with 24-bit addresses', () => {
  it('translates and leaves the PSW behind an instruction that meets an unavailable page', () => {
    const b = bench([0, undefined, 5]);
    b.put(0x68, '00020000 00000068');
    b.put(0x5010, 'CAFEBABE');
    b.put(0x400, '58102010 5810F234');
    b.cpu.gpr[2] = 0x2000;
    b.cpu.gpr[15] = 0x1000;
    b.cpu.loadPsw(0x04000000, 0x400);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x68 });
    expect(b.cpu.gpr[1] >>> 0).toBe(0xcafebabe);
    expect(b.hex(0x12, 2)).toBe('0011');
    expect(b.hex(0x28, 8)).toBe('0400800000000408');
    expect(b.hex(0x90, 4)).toBe('00000000');
  });

  it('tells the address in CR2', () => {
    const b = bench([0, undefined, 5]);
    b.put(0x400, '58101234');
    b.cpu.gpr[1] = 7;
    const exit = b.run('0400000000000400');
    expect(exit).toMatchObject({ kind: 'program', code: 0x06 });
    b.put(0x400, '5810F234');
    b.cpu.gpr[15] = 0x1000;
    expect(b.run('0400000000000400')).toMatchObject({ kind: 'program', code: 0x11, ilc: 2 });
    expect(b.cpu.cr[2]).toBe(0x1234);
    expect(b.psw()).toBe('04000000 00000404');
    expect(b.cpu.gpr[1]).toBe(7);
  });

  it('tells segments from pages', () => {
    const b = bench();
    b.put(0x400, '5810F000');
    b.cpu.gpr[15] = 0x100000;
    expect(b.run('0400000000000400')).toMatchObject({ code: 0x10 });
    expect(b.cpu.cr[2]).toBe(0x100000);
    b.cpu.gpr[15] = 0x10000;
    expect(b.run('0400000000000400')).toMatchObject({ code: 0x11 });
  });

  it('keeps the PSW at an instruction that cannot be fetched, with ILC 0', () => {
    const b = bench([0, undefined]);
    expect(b.run('0400000000001400')).toMatchObject({ code: 0x11, ilc: 0 });
    expect(b.psw()).toBe('04000000 00001400');
    b.put(0xffe, '5810');
    expect(b.run('0400000000000FFE')).toMatchObject({ code: 0x11, ilc: 0 });
    expect(b.psw()).toBe('04000000 00000FFE');
    expect(b.cpu.cr[2]).toBe(0x1000);
  });

  it('LRA', () => {
    const b = bench([0, undefined, 5]);
    const lra = (address: number): [number, number] => {
      b.cpu.gpr[2] = address;
      b.put(0x400, 'B1102000');
      b.run('0000000000000400');
      return [b.cpu.psw.conditionCode, b.cpu.gpr[1]];
    };
    expect(lra(0x2345)).toEqual([0, 0x5345]);
    expect(lra(0x1000)).toEqual([2, 0x18002]);
    expect(lra(0x100000)).toEqual([1, 0x10004]);
    expect(lra(0x10000)).toEqual([2, 0x18020]);
    control(b, 0, 0x00010000);
    expect(lra(0xf00000)).toEqual([1, 0x1003c]);
  });

  it('is purged when CR0 is loaded', () => {
    const b = bench();
    b.put(0x3000, '11111111');
    b.put(0x4000, '22222222');
    b.put(0x400, '5810F000');
    b.cpu.gpr[15] = 0x3000;
    b.run('0400000000000400');
    expect(b.cpu.gpr[1]).toBe(0x11111111);
    b.storage.storeHalf(0x18006, 0x40);
    control(b, 0, 0xff010000 | 0);
    b.run('0400000000000400');
    expect(b.cpu.gpr[1]).toBe(0x22222222);
  });
});

describe('360/67: 32-bit addresses', () => {
  const WIDE = '0C00000000000400';

  it('LA, BAL, BAS, BALR and BASR have 32 bits', () => {
    const b = bench();
    b.cpu.gpr[2] = 0xfffff000 | 0;
    b.put(0x400, '41102FFF 45300410');
    b.put(0x410, '4D400420');
    b.put(0x420, '0550 0D60');
    b.run(WIDE, 5);
    expect(b.cpu.gpr[1]).toBe(-1);
    expect([3, 4, 5, 6].map((r) => b.cpu.gpr[r])).toEqual([0x408, 0x414, 0x422, 0x424]);
  });

  it('addresses wrap around at 4G', () => {
    const b = bench();
    b.put(0x800, '12345678');
    b.cpu.gpr[2] = -16;
    b.put(0x400, '58102810');
    b.run(WIDE);
    expect(b.cpu.gpr[1]).toBe(0x12345678);
  });

  it('reaches 4096 segments, executes there, and branches between', () => {
    const b = bench([0, 1, 2, 7]);
    // the page at X'80003000' is frame 7
    b.put(0x7000, '5810F010 5010F014 07FE');
    b.put(0x7010, '89ABCDEF');
    b.cpu.gpr[15] = 0x80003000 | 0;
    b.put(0x400, '05EF 1821');
    b.run(WIDE, 4);
    expect(b.cpu.psw.instructionAddress).toBe(0x402);
    b.cpu.run(1);
    expect(b.cpu.gpr[2] >>> 0).toBe(0x89abcdef);
    expect(b.hex(0x7014, 4)).toBe('89ABCDEF');
    expect(b.storage.getKey(0x7000) & 6).toBe(6);
  });

  it('reports the whole address of a missing page and segment', () => {
    const b = bench([0, undefined]);
    b.put(0x400, '5810F678');
    b.cpu.gpr[15] = 0x80001000 | 0;
    expect(b.run(WIDE)).toMatchObject({ code: 0x11, ilc: 2 });
    expect(b.cpu.cr[2] >>> 0).toBe(0x80001678);
    b.cpu.gpr[15] = 0x7ff00000;
    expect(b.run(WIDE)).toMatchObject({ code: 0x10 });
    expect(b.cpu.cr[2] >>> 0).toBe(0x7ff00678);
    expect(b.run('0C00000080001400')).toMatchObject({ code: 0x11, ilc: 0 });
    expect(b.psw()).toBe('0C000000 80001400');
  });

  it('checks the length of the segment table', () => {
    const b = bench();
    control(b, 0, 0x00010000);
    b.put(0x400, '5810F000');
    b.cpu.gpr[15] = 0x01000000;
    expect(b.run(WIDE)).toMatchObject({ code: 0x10 });
    b.put(0x400, 'B110F000');
    b.run(WIDE);
    expect(b.cpu.psw.conditionCode).toBe(3);
  });

  it('without translation they are real addresses', () => {
    const b = bench();
    b.put(0x400, '5810F000');
    b.cpu.gpr[15] = 0x00800000;
    expect(b.run('0800000000000400')).toMatchObject({ code: 0x05 });
    b.cpu.gpr[15] = 0x01000400;
    expect(b.run('0800000000000400')).toMatchObject({ code: 0x05 });
    expect(b.run('0000000000000400')).toMatchObject({ kind: 'budget' });
    expect(b.cpu.gpr[1]).toBe(0x5810f000);
  });

  it('operands cross pages, and the change of a key is noticed', () => {
    const b = bench([0, 1, 2, 7, 9]);
    b.cpu.gpr[15] = 0x80003ffc | 0;
    b.put(0x7ffc, 'C1C2C3C4');
    b.put(0x9000, 'C5C6C7C8');
    b.put(0x400, 'D207 0800 F000 D201F006 0800');
    b.run(WIDE, 2);
    expect(b.hex(0x800, 8)).toBe('C1C2C3C4C5C6C7C8');
    expect(b.hex(0x9000, 4)).toBe('C5C6C1C2');
    b.storage.setKey(0x9000, 0xf8);
    expect(b.run('0C10000000000400')).toMatchObject({ code: 0x04 });
  });

  it('TRT and EDMK put 32-bit addresses into register 1', () => {
    const b = bench([0, 1, 2, 7]);
    b.put(0x7000, '000001');
    b.put(0x801, 'EE');
    b.cpu.gpr[1] = -1;
    b.cpu.gpr[15] = 0x80003000 | 0;
    b.put(0x400, 'DD02F000 0800');
    b.run(WIDE);
    expect(b.cpu.gpr[1] >>> 0).toBe(0x80003002);
    expect(b.cpu.gpr[2] & 0xff).toBe(0xee);
  });

  it('SSM goes back to 24 bits', () => {
    const b = bench([0, 1, 2, 3]);
    b.put(0x800, '04');
    b.put(0x3400, '80000800 41100000');
    b.put(0x400, '80000800');
    b.cpu.gpr[15] = -1;
    expect(b.run(WIDE)).toMatchObject({ kind: 'budget' });
    b.put(0x404, '4110F001');
    b.cpu.run(1);
    expect(b.cpu.gpr[1]).toBe(0);
    b.put(0x404, '4110F000');
    b.run('0400000000000404');
    expect(b.cpu.gpr[1]).toBe(0xffffff);
  });

  it('interruptions find their PSWs and keep 32-bit addresses', () => {
    const b = bench([0, 1, 2, 7]);
    b.put(0x60, '00020000 00000060');
    b.put(0x7000, '0A05');
    b.cpu.loadPsw(0x0c000000, 0x80003000 | 0);
    expect(b.bare.run(10)).toEqual({ kind: 'disabled-wait', code: 0x60 });
    expect(b.hex(0x20, 8)).toBe('0C00400080003002');
    b.put(0x404, '82000020');
    b.cpu.loadPsw(0, 0x404);
    b.cpu.run(1);
    expect(b.cpu.psw.instructionAddress >>> 0).toBe(0x80003002);
    expect(b.cpu.psw.wide).toBe(true);
  });
});
