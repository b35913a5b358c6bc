import { describe, expect, it } from 'vitest';
import { CpuBench } from '../../../support/cpu-bench.js';

/** EC mode, DAT on, at X'200'. */
const EC_DAT = '0408000000000200';
const PROBLEM = '0409000000000200';
const SECONDARY = '0408800000000200';

/**
 * Primary space (ASN 1): page n is frame n. Secondary space (ASN 2): page n is frame n + X'20', table at X'12000'.
 * ASN first table at X'14000', second table at X'15000'; authorization index 1 has both authorities over ASN 2.
 */
function spaces(): CpuBench {
  const b = new CpuBench();
  b.translate([0, 1, 2, 3, 4, 5]);
  b.storage.storeWord(0x12000, 0xf0013000 | 0);
  for (let page = 0; page < 16; page++)
    b.storage.storeHalf(0x13000 + 2 * page, page === 15 ? 8 : (page + 0x20) << 4);
  b.put(0x14000, '00015000');
  // ASN 2: authority table X'16000', AX 5, length 0, segment table, linkage table
  b.put(0x15020, '00016000 00050000 00012000 80017000');
  // ASN 3: invalid; ASN 4: reserved bit
  b.put(0x15030, '80000000');
  b.put(0x15040, '00016001 00000000');
  b.put(0x16000, '30');
  b.cpu.cr[0] = 0x0c8000e0;
  b.cpu.cr[3] = 0x80000001 | 0;
  b.cpu.cr[4] = 0x00010001;
  b.cpu.cr[7] = 0x00012000;
  b.cpu.cr[14] = 0xc2080014 | 0;
  return b;
}

function run(b: CpuBench, hex: string, psw = EC_DAT) {
  b.put(0x200, hex);
  return b.run(psw);
}

describe('the secondary space', () => {
  it('is where instructions and operands are when PSW bit 16 is on', () => {
    const b = spaces();
    b.put(0x22004, '11223344');
    b.put(0x20200, '5810F004 B130F004');
    b.cpu.gpr[15] = 0x2000;
    expect(b.run(SECONDARY, 2).kind).toBe('budget');
    expect(b.cpu.gpr[1]).toBe(0x11223344);
    expect(b.cpu.gpr[3]).toBe(0x22004);
    expect(b.psw().slice(0, 8)).toBe('04088000');
  });

  it('SAC goes there and back, IAC tells', () => {
    const b = spaces();
    b.put(0x20204, 'B2240010');
    b.cpu.gpr[1] = 0x11111111;
    expect(run(b, 'B2190100').kind).toBe('budget');
    expect(b.cpu.psw.secondarySpace).toBe(true);
    b.cpu.run(1);
    expect(b.cpu.gpr[1]).toBe(0x11110111);
    expect(b.cpu.psw.conditionCode).toBe(1);
    expect(run(b, 'B2190200')).toMatchObject({ kind: 'program', code: 6 });
    b.cpu.cr[0] &= ~0x04000000;
    expect(run(b, 'B2190100')).toMatchObject({ code: 0x13 });
    b.cpu.cr[0] |= 0x04000000;
    expect(run(b, 'B2190100', '0008000000000200')).toMatchObject({ code: 0x13 });
  });

  it('is not known without the facility', () => {
    const b = new CpuBench({ absentFacilities: new Set(['dual-address-space']) });
    b.put(0x200, 'B2190100');
    expect(b.run('0008000000000200')).toMatchObject({ code: 1 });
    expect(b.run('0008800000000200')).toMatchObject({ code: 6 });
  });
});

describe('ASNs', () => {
  it('EPAR and ESAR give them, in problem state only by authority', () => {
    const b = spaces();
    b.cpu.cr[3] |= 7;
    run(b, 'B2260010');
    expect(b.cpu.gpr[1]).toBe(1);
    expect(run(b, 'B2270010', PROBLEM).kind).toBe('budget');
    expect(b.cpu.gpr[1]).toBe(7);
    b.cpu.cr[0] &= ~0x08000000;
    expect(run(b, 'B2270010', PROBLEM)).toMatchObject({ code: 2 });
  });

  it('SSAR sets the secondary space', () => {
    const b = spaces();
    b.cpu.cr[7] = 0;
    b.cpu.gpr[1] = 2;
    expect(run(b, 'B2250010').kind).toBe('budget');
    expect(b.cpu.cr[7]).toBe(0x12000);
    expect(b.cpu.cr[3]).toBe(0x80000002 | 0);
    b.cpu.gpr[1] = 1;
    run(b, 'B2250010');
    expect(b.cpu.cr[7]).toBe(b.cpu.cr[1]);
  });

  it('SSAR meets invalid entries, reserved bits, and a lack of authority', () => {
    const b = spaces();
    b.cpu.gpr[1] = 3;
    expect(run(b, 'B2250010')).toMatchObject({ code: 0x21, translationAddress: 3 });
    expect(b.cpu.psw.instructionAddress).toBe(0x200);
    b.cpu.gpr[1] = 4;
    expect(run(b, 'B2250010')).toMatchObject({ code: 0x17 });
    b.cpu.gpr[1] = 0x40;
    b.put(0x14004, '80000000');
    expect(run(b, 'B2250010')).toMatchObject({ code: 0x20, translationAddress: 0x40 });
    b.cpu.gpr[1] = 2;
    b.put(0x16000, '20');
    expect(run(b, 'B2250010')).toMatchObject({ code: 0x25, translationAddress: 2 });
    b.cpu.cr[14] &= ~0x80000;
    expect(run(b, 'B2250010')).toMatchObject({ code: 0x13 });
  });

  it('record a reference to every table that they look at', () => {
    const b = spaces();
    const { storage } = b.machine;
    const tables = [0x14000, 0x15000, 0x16000];
    for (const table of tables) storage.setKey(table, 0);
    b.cpu.gpr[1] = 2;
    run(b, 'B2250010');
    expect(tables.map((table) => storage.getKey(table))).toEqual([4, 4, 4]);
  });

  it('LASP loads all of them, or says what is missing', () => {
    const b = spaces();
    b.put(0x1000, '8000000200070001');
    b.cpu.gpr[15] = 0x1000;
    expect(run(b, 'E500F0000002').kind).toBe('budget');
    expect(b.cpu.psw.conditionCode).toBe(2);
    b.put(0x16001, 'FF');
    expect(run(b, 'E500F0000003').kind).toBe('budget');
    expect(b.cpu.psw.conditionCode).toBe(0);
    expect([...b.cpu.cr.subarray(3, 5)]).toEqual([0x80000002 | 0, 0x00070001]);
    expect(b.cpu.cr[7]).toBe(0x12000);
    b.put(0x1000, '8000000100070003');
    run(b, 'E500F0000000');
    expect(b.cpu.psw.conditionCode).toBe(1);
  });
});

describe('moves between spaces', () => {
  it('MVCP brings to primary, MVCS to secondary', () => {
    const b = spaces();
    b.put(0x23000, 'AABBCCDD');
    b.cpu.gpr.set([0x3000, 4, 0], 5);
    expect(run(b, 'DA67 5100 5000').kind).toBe('budget');
    expect(b.hex(0x3100, 4)).toBe('AABBCCDD');
    expect(b.cpu.psw.conditionCode).toBe(0);
    b.cpu.gpr[6] = 300;
    expect(run(b, 'DB67 5200 5100').kind).toBe('budget');
    expect(b.hex(0x23200, 4)).toBe('AABBCCDD');
    expect(b.cpu.psw.conditionCode).toBe(3);
  });

  it('use the key in R3 for the other space, if the mask allows it', () => {
    const b = spaces();
    b.storage.setKey(0x23000, 0x38);
    b.cpu.gpr.set([0x3000, 4, 0x30], 5);
    expect(run(b, 'DA67 5100 5000').kind).toBe('budget');
    b.cpu.gpr[7] = 0x40;
    expect(run(b, 'DA67 5100 5000')).toMatchObject({ code: 4 });
    expect(run(b, 'DA67 5100 5000', PROBLEM)).toMatchObject({ code: 2 });
    b.cpu.gpr[7] = 0;
    expect(run(b, 'DA67 5100 5000', PROBLEM).kind).toBe('budget');
  });

  it('nullify when a page of either space is not there', () => {
    const b = spaces();
    b.cpu.gpr.set([0xeff0, 0x20, 0], 5);
    b.cpu.gpr[8] = 0x3000;
    expect(run(b, 'DA67 8000 5000')).toMatchObject({ code: 0x11, translationAddress: 0xf00f });
    expect(b.hex(0x3000, 4)).toBe('00000000');
  });

  it('change nothing, and record no change, when the source is not there', () => {
    const b = spaces();
    const { storage } = b.machine;
    storage.setKey(0x3000, 0);
    b.cpu.gpr.set([0x3000, 4, 0, 0xf000], 5);
    // Page 15 is invalid; the target comes first.
    expect(run(b, 'DA67 5100 8000')).toMatchObject({ kind: 'program', code: 0x11 });
    expect(storage.getKey(0x3000) & 0x02).toBe(0);
  });

  it('MVCK works without DAT, with a key for the source', () => {
    const b = new CpuBench();
    b.storage.setKey(0x3000, 0x58);
    b.put(0x3000, 'C1C2');
    b.cpu.gpr.set([0x3000, 2, 0x50], 5);
    b.put(0x200, 'D967 0400 5000');
    expect(b.run('0000000000000200').kind).toBe('budget');
    expect(b.hex(0x400, 2)).toBe('C1C2');
    b.cpu.gpr[7] = 0x60;
    expect(b.run('0000000000000200')).toMatchObject({ code: 4 });
  });
});

describe('program linkage', () => {
  /** Program-call number X'102': linkage entry 1, entry 2. */
  function linked(entry: string): CpuBench {
    const b = spaces();
    b.cpu.cr[5] = 0x80017000 | 0;
    b.put(0x17000, '80000000 00018001');
    b.put(0x18020, entry);
    b.cpu.cr[3] = 0x80000005 | 0;
    return b;
  }

  it('PC to the same space links, raises the key mask and goes to supervisor state', () => {
    const b = linked('80000000 00000400 12345678 00FF0000');
    expect(run(b, 'B2180102', PROBLEM).kind).toBe('budget');
    expect(b.cpu.psw.instructionAddress).toBe(0x400);
    expect(b.cpu.psw.problemState).toBe(false);
    expect([b.cpu.gpr[3], b.cpu.gpr[4], b.cpu.gpr[14]]).toEqual([0x80000001 | 0, 0x12345678, 0x205]);
    expect(b.cpu.cr[3]).toBe(0x80ff0001 | 0);
    expect(b.cpu.cr[7]).toBe(b.cpu.cr[1]);
  });

  it('PC to another space switches to it, and PT comes back', () => {
    const b = linked('80000002 00000400 00000000 00000000');
    const primary = b.cpu.cr[1];
    expect(run(b, 'B2180102').kind).toBe('budget');
    expect([b.cpu.cr[1], b.cpu.cr[4], b.cpu.cr[5], b.cpu.cr[7]]).toEqual([
      0x12000,
      0x00050002,
      0x80017000 | 0,
      primary,
    ]);
    // back to ASN 1: its entry, and the authority of index 5
    b.put(0x15010, '00016000 00010000 00010000 80017000');
    b.put(0x16001, '20');
    b.put(0x20400, 'B228003E');
    expect(b.cpu.run(1).kind).toBe('budget');
    expect(b.cpu.cr[1]).toBe(0x10000);
    expect(b.cpu.cr[4]).toBe(0x00010001);
    expect(b.cpu.cr[3] & 0xffff).toBe(1);
    expect(b.cpu.psw.instructionAddress).toBe(0x204);
  });

  it('meets its exceptions', () => {
    expect(run(linked('00000000 00000400'), 'B2180102', PROBLEM)).toMatchObject({ code: 2 });
    expect(run(linked('80000000 01000400'), 'B2180102')).toMatchObject({ code: 0x1f });
    expect(run(linked('80000000 00000400'), 'B2180002')).toMatchObject({
      code: 0x22,
      translationAddress: 2,
    });
    const b = linked('80000000 00000400');
    b.cpu.gpr[1] = 0x2000;
    expect(run(b, 'B2181102')).toMatchObject({ code: 0x22, translationAddress: 0x2102 });
    expect(run(b, 'B2180108')).toMatchObject({ code: 0x23, translationAddress: 0x108 });
    expect(b.cpu.psw.instructionAddress).toBe(0x200);
    expect(run(b, 'B2180102', SECONDARY.replace('8000', '0000'))).toMatchObject({ kind: 'budget' });
    b.cpu.cr[5] = 0;
    expect(run(b, 'B2180102')).toMatchObject({ code: 0x13 });
    expect(run(b, 'B2180102', '0008000000000200')).toMatchObject({ code: 0x13 });
    const t = linked('80000000 00000400');
    t.cpu.gpr[1] = 0x80000001 | 0;
    t.cpu.gpr[2] = 0x400;
    expect(run(t, 'B2280012', PROBLEM)).toMatchObject({ code: 2 });
    t.cpu.gpr[2] = 0x01000400;
    expect(run(t, 'B2280012')).toMatchObject({ code: 6 });
  });

  it('tells of the switch when a segment table asks for it, after completion', () => {
    const b = linked('80000002 00000400 00000000 00000000');
    b.put(0x15028, '00012001');
    expect(run(b, 'B2180102')).toMatchObject({ code: 0x1c, ilc: 2, translationAddress: 1 });
    expect(b.cpu.psw.instructionAddress).toBe(0x400);
    expect(b.cpu.cr[1]).toBe(0x12001);
  });

  it('is a successful branch for PER', () => {
    const b = linked('80000000 00000400 12345678 00FF0000');
    b.cpu.cr[9] = 0x90000800 | 0;
    expect(run(b, 'B2180102', '4408000000000200')).toMatchObject({ code: 0x80, perCode: 0x90, ilc: 2 });
  });
});

describe('keys of the PSW in problem state', () => {
  it('SPKA sets keys of the mask, IPK needs the extraction authority', () => {
    const b = spaces();
    b.cpu.cr[3] = 0x10000000;
    expect(run(b, 'B20A0030', PROBLEM).kind).toBe('budget');
    expect(b.cpu.psw.key).toBe(3);
    expect(run(b, 'B20A0040', PROBLEM)).toMatchObject({ code: 2 });
    expect(run(b, 'B20B0000', PROBLEM).kind).toBe('budget');
    b.cpu.cr[0] &= ~0x08000000;
    expect(run(b, 'B20B0000', PROBLEM)).toMatchObject({ code: 2 });
  });

  it('both are privileged without the facility', () => {
    const b = new CpuBench({ absentFacilities: new Set(['dual-address-space']) });
    b.cpu.cr[3] = -1;
    b.cpu.cr[0] = 0x08000000;
    for (const hex of ['B20A0030', 'B20B0000']) {
      b.put(0x200, hex);
      expect(b.run('0001000000000200')).toMatchObject({ code: 2 });
    }
  });
});

describe('INSERT VIRTUAL STORAGE KEY', () => {
  it('gives access control and fetch protection of a virtual block', () => {
    const b = spaces();
    b.storage.setKey(0x3800, 0x5e);
    b.cpu.gpr[1] = 0x11111111;
    b.cpu.gpr[2] = 0x3900;
    expect(run(b, 'B2230012').kind).toBe('budget');
    expect(b.cpu.gpr[1]).toBe(0x11111158);
    expect(run(b, 'B2230012', '0008000000000200')).toMatchObject({ code: 0x13 });
    b.cpu.gpr[2] = 0xe000;
    expect(run(b, 'B2230012')).toMatchObject({ code: 0x11, translationAddress: 0xe000 });
  });
});
