import { describe, expect, it } from 'vitest';
import { pageRecords } from '../../../../src/cp/recording/error-page.js';
import { BackingError, CkdDisk } from '../../../../src/s370/index.js';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem, TEST_DIRECTORY } from '../../../support/cp-system.js';
import { DiagnoseGuest, PRIVILEGED, SPECIFICATION } from '../../../support/diagnose.js';
import type { MemoryTracks } from '../../../support/memory-volumes.js';
import { memoryPack } from '../../../support/virtual-machine.js';

/** A pack with a cylinder that the host can't read. */
function damagedPack(): MemoryTracks {
  const pack = memoryPack('BADPAK');
  const read = pack.readTrack.bind(pack);
  pack.readTrack = (cylinder, head) => {
    if (cylinder === 12) throw new BackingError('badpak: cannot be read', 'equipment-check');
    return read(cylinder, head);
  };
  return pack;
}

const DIRECTORY = TEST_DIRECTORY.replace('ABCDEG', 'ABCDEFG').replace(
  'MDISK 191 3330 010 005 SCRTCH MR RPASS WPASS MPASS',
  'MDISK 291 3330 010 005 BADPAK MR\n MDISK 191 3330 010 005 SCRTCH MR',
);

const guestOf = (userid = 'ALICE', classes?: string): DiagnoseGuest =>
  new DiagnoseGuest(userid, {
    directory:
      classes === undefined
        ? DIRECTORY
        : DIRECTORY.replace('512K 16M G\n ACCOUNT 42', `512K 16M ${classes}\n ACCOUNT 42`),
    devices: new Map([[0x152, new CkdDisk(damagedPack())]]),
  });

/** Records as DIAGNOSE X'30' of the page at an address shows them. */
function recordsAt(guest: DiagnoseGuest, place: number): Uint8Array[] {
  const end = guest.call(0x30, 2, 4, { 2: place, 4: 0x5000 });
  expect(end.conditionCode).toBe(0);
  return pageRecords(Uint8Array.from(guest.bytes(0x5000, 4096)));
}

/** Reads with DIAGNOSE X'18' from cylinder 2 of minidisk 291: the cylinder that is damaged. */
function readDamaged(guest: DiagnoseGuest): number {
  guest.put(0x1000, [0, 0, 0, 2, 0, 0, 1]);
  guest.put(0x1010, [0x07, 0, 0x10, 0, 0x40, 0, 0, 6, 0x31, 0, 0x10, 2, 0x40, 0, 0, 5]);
  guest.put(0x1020, [0x08, 0, 0x10, 0x18, 0, 0, 0, 0, 0x06, 0, 0x20, 0, 0x20, 0, 3, 0x20]);
  return guest.call(0x18, 2, 4, { 2: 0x291, 4: 0x1010, 15: 1 }).conditionCode;
}

describe("DIAGNOSE X'1C', X'2C' and X'30'", () => {
  it('tell of the area, read and clear it', () => {
    const guest = new DiagnoseGuest('OPERATOR', { directory: DIRECTORY });
    const start = guest.call(0x2c, 2, 4, { 2: 1, 4: 0 });
    expect([start.gpr[2], start.gpr[4], start.conditionCode]).toEqual([0x00130100, 2, 0]);
    const both = guest.call(0x2c, 2, 4, { 2: 6, 4: 0x12345678 });
    expect([both.gpr[2], both.gpr[4]]).toEqual([0x00130100, 0x12345600]);
    expect(guest.call(0x2c, 2, 4, { 2: 4, 4: 0x77 }).gpr[2]).toBe(4);
    for (const code of [0, 3, 5, 8]) expect(guest.call(0x2c, 2, 4, { 2: code }).check).toBe(SPECIFICATION);
    expect(recordsAt(guest, 0x00130100)).toEqual([]);
    const read = (place: number, buffer = 0x5000) => guest.call(0x30, 2, 4, { 2: place, 4: buffer });
    expect(read(0x00133a00).conditionCode).toBe(1);
    expect(read(0x00130000).conditionCode).toBe(2);
    expect([read(0x00120100).conditionCode, read(0x00120100).gpr[5]]).toEqual([3, 4]);
    expect(read(0x00130101).check).toBe(SPECIFICATION);
    expect(read(0x00130100, 0x5001).check).toBe(SPECIFICATION);
    expect(guest.call(0x30, 2, 15, { 2: 0x00130100, 15: 0x5000 }).check).toBe(SPECIFICATION);
    for (const code of [0, 3]) expect(guest.call(0x1c, 2, 4, { 2: code }).check).toBe(SPECIFICATION);
    expect(guest.call(0x1c, 2, 4, { 2: 2 }).check).toBeUndefined();
  });

  it('are for classes C, E and F', () => {
    const guest = new DiagnoseGuest();
    for (const code of [0x1c, 0x2c, 0x30]) expect(guest.call(code, 2, 4, { 2: 1 }).check).toBe(PRIVILEGED);
  });

  it('find nothing on a system without an area', () => {
    const packs = {
      cp: memoryPack('CPPACK', '3330', [{ kind: 'temporary', from: 1, to: 10 }]),
      scratch: memoryPack('SCRTCH'),
    };
    const guest = new DiagnoseGuest('OPERATOR', { directory: DIRECTORY, packs });
    const { gpr } = guest.call(0x2c, 2, 4, { 2: 1, 4: 9 });
    expect([gpr[2], gpr[4]]).toEqual([0, 0]);
    expect(guest.call(0x30, 2, 4, { 2: 0x00130100, 4: 0x5000 }).conditionCode).toBe(3);
  });
});

describe('a device that fails', () => {
  it("gives an OBR record when a DIAGNOSE's operation ends in equipment check", () => {
    const guest = guestOf('ALICE', 'FG');
    expect(readDamaged(guest)).toBe(3);
    const [record, ...rest] = recordsAt(guest, 0x00130100);
    expect(rest).toEqual([]);
    const view = new DataView(record.buffer);
    expect(record.length).toBe(132);
    expect([...record.subarray(0, 3)]).toEqual([0x30, 0x66, 0x40]);
    expect(ebcdic037.decode(record, 24, 32)).toBe('ALICE   ');
    // the READ failed, on device 152 of type 3330, volume BADPAK, real cylinder 12
    expect(record[44] & 0x02).toBe(0x02);
    expect([view.getUint16(50), view.getUint16(54), view.getUint16(58)]).toEqual([0x152, 0x2009, 0x152]);
    expect(ebcdic037.decode(record, 64, 70)).toBe('BADPAK');
    expect([...record.subarray(73, 77)]).toEqual([0, 12, 0, 0]);
    expect(view.getUint16(62)).toBe(24);
    expect(record[88] & 0x10).toBe(0x10);
  });

  it('gives none when the operation is the guest’s, unless SET RECORD asks for it', () => {
    const guest = guestOf('ALICE', 'CFG');
    guest.put(0x48, [0, 0, 0x10, 0x10]);
    guest.put(0x1000, [0, 0, 0, 2, 0, 0, 1]);
    guest.put(0x1010, [0x07, 0, 0x10, 0, 0x40, 0, 0, 6, 0x31, 0, 0x10, 2, 0x40, 0, 0, 5]);
    guest.put(0x1020, [0x08, 0, 0x10, 0x18, 0, 0, 0, 0, 0x06, 0, 0x20, 0, 0x20, 0, 3, 0x20]);
    const sio = (): void => {
      // SIO 291; TIO 291, again until it ends; LPSW
      guest.put(
        0x200,
        [0x9c, 0, 0x02, 0x91, 0x9d, 0, 0x02, 0x91, 0x47, 0x20, 0x02, 0x04, 0x82, 0, 0x02, 0x80],
      );
      guest.put(0x280, [0, 2, 0, 0, 0, 0, 0, 0xaa]);
      guest.vm.psw.load(0, 0x200);
      guest.system.cp.beginExecution(guest.vm);
      guest.system.runUntil(() => guest.vm.state === 'cp');
    };
    sio();
    expect(recordsAt(guest, 0x00130100)).toEqual([]);
    guest.user.clear();
    expect(guest.user.answer('set record on 152 limit 2 byte 0 bit 3')).toBe('');
    sio();
    sio();
    sio();
    expect(recordsAt(guest, 0x00130100)).toHaveLength(2);
    expect(guest.user.answer('set record off')).toBe('');
    sio();
    expect(recordsAt(guest, 0x00130100)).toHaveLength(2);
  });
});

describe('SVC 76', () => {
  const svc76 = (guest: DiagnoseGuest, registers: readonly [number, number]): number | undefined => {
    guest.put(0x200, [0x0a, 76, 0x82, 0, 0x02, 0x80]);
    guest.put(0x280, [0, 2, 0, 0, 0, 0, 0, 0xaa]);
    guest.put(0x60, [0, 2, 0, 0, 0, 0, 0x0b, 0xad]);
    guest.vm.gpr.set(registers);
    guest.vm.gpr[15] = 99;
    guest.vm.psw.load(0, 0x200);
    guest.system.cp.beginExecution(guest.vm);
    guest.system.runUntil(() => guest.vm.state === 'cp');
    return guest.vm.psw.instructionAddress === 0xaa ? guest.vm.gpr[15] : undefined;
  };
  const obr = (address: number): Uint8Array => {
    const record = new Uint8Array(132).fill(0);
    record[0] = 0x30;
    record.set([0, address >> 8, address & 0xff], 0x31);
    record.set([0, address >> 8, address & 0xff], 0x39);
    record.set([0, 2, 0, 5], 0x49);
    return record;
  };

  it('gives CP a record, in which virtual addresses become real ones', () => {
    const guest = guestOf('ALICE', 'CG');
    guest.put(0x3000, obr(0x291));
    expect(svc76(guest, [-132, 0x3000])).toBe(0);
    const [record] = recordsAt(guest, 0x00130100);
    expect(record[1]).toBe(0x66);
    expect(ebcdic037.decode(record, 24, 32)).toBe('ALICE   ');
    expect([...record.subarray(0x31, 0x34), ...record.subarray(0x39, 0x3c)]).toEqual([
      0, 1, 0x52, 0, 1, 0x52,
    ]);
    expect(ebcdic037.decode(record, 64, 70)).toBe('BADPAK');
    // virtual cylinder 2 is cylinder 12
    expect([...record.subarray(0x49, 0x4d)]).toEqual([0, 12, 0, 5]);
    expect(
      guest.system.log.some((line) => line.endsWith('DMKVER575I I/O ERROR ADD=152, USERID=ALICE   ')),
    ).toBe(true);
  });

  it('is the guest’s own when it has no good record', () => {
    const guest = guestOf();
    guest.put(0x3000, obr(0x00e));
    expect(svc76(guest, [-132, 0x3000])).toBeUndefined();
    guest.put(0x3000, obr(0x291));
    expect(svc76(guest, [132, 0x3000])).toBeUndefined();
    expect(svc76(guest, [-64, 0x3000])).toBeUndefined();
    expect(svc76(guest, [-132, 0x7ffff])).toBeUndefined();
    guest.put(0x3000, [0x20]);
    expect(svc76(guest, [-132, 0x3000])).toBeUndefined();
  });

  it('is a virtual CP’s own after DIAGNOSE X‘48’, but for the one that it issues itself', () => {
    const guest = guestOf();
    guest.put(0x3000, obr(0x291));
    guest.call(0x48, 2, 3, { 2: 8 });
    expect(svc76(guest, [-132, 0x3000])).toBeUndefined();
    guest.call(0x48, 2, 3, { 2: 4 });
    expect(svc76(guest, [-132, 0x3000])).toBe(0);
    expect(svc76(guest, [-132, 0x3000])).toBeUndefined();
  });
});

describe('a machine check', () => {
  it('that the machine corrected is recorded until there are twelve', () => {
    const guest = guestOf('ALICE', 'CFG');
    guest.call(0x60, 2, 3);
    for (let count = 0; count < 14; count++) {
      guest.system.machine.raiseMachineCheck('system-recovery');
      expect(guest.call(0x60, 2, 3).gpr[2]).toBe(0x80000);
    }
    const records = recordsAt(guest, 0x00130100);
    expect(records.map((record) => record[0])).toEqual(Array.from({ length: 12 }, () => 0x10));
    expect(guest.system.log.filter((line) => line.includes('DMKMCH613I'))).toHaveLength(1);
    expect(guest.user.answer('set mode retry record')).toBe(
      'DMKMCI618I INSTRUCTION RETRY NOW IN RECORD MODE',
    );
    expect(guest.user.answer('set mode main q')).toBe('DMKMCI618I MAIN STORAGE NOW IN QUIET MODE');
  });

  it('that damaged what ran resets that virtual machine alone', () => {
    const guest = guestOf('ALICE', 'CFG');
    guest.put(0x200, [0x47, 0xf0, 0x02, 0x00]);
    guest.vm.psw.load(0, 0x200);
    guest.system.cp.beginExecution(guest.vm);
    guest.system.settle(0.01);
    guest.system.machine.raiseMachineCheck('instruction-processing-damage');
    guest.system.runUntil(() => guest.vm.state === 'cp');
    expect(guest.user.text).toContain('DMKMCH619I MACHINE CHECK; OPERATION TERMINATED');
    expect(
      guest.system.log.some((line) => line.includes('DMKMCH616I MACHINE CHECK; USER ALICE    TERMINATED')),
    ).toBe(true);
    const [record] = recordsAt(guest, 0x00130100);
    expect(new DataView(record.buffer).getUint32(48) >>> 30).toBe(1);
  });
});

describe('SET RECORD and SET MODE', () => {
  const operator = () => new CpSystem({ directory: DIRECTORY }).user('OPERATOR');
  it.each([
    ['set record', 'OPERAND MISSING OR INVALID'],
    ['set record maybe', 'INVALID OPTION - MAYBE'],
    ['set record on', 'RADDR MISSING OR INVALID'],
    ['set record on 777 limit 1 byte 0 bit 0', 'DEV 777 DOES NOT EXIST'],
    ['set record on 150 byte 0 bit 0', 'OPERAND MISSING OR INVALID'],
    ['set record on 150 limit 1 byte 24 bit 0', 'INVALID OPTION - 24'],
    ['set record on 150 limit 1 byte 1 bit 8', 'INVALID OPTION - 8'],
    ['set record on 150 limit 1 byte 1 bit 1 and or', 'CONFLICTING OPTION - OR'],
    ['set record on 150 limit 1 byte 1 bit 1 and byte 2 bit 2', ''],
    ['set mode', 'OPERAND MISSING OR INVALID'],
    ['set mode cache record', 'INVALID OPTION - CACHE'],
    ['set mode main', 'OPERAND MISSING OR INVALID'],
    ['set mode main loud', 'INVALID OPTION - LOUD'],
  ])('%s', (command, answer) => {
    expect(operator().answer(command)).toBe(answer);
  });
});
