import { describe, expect, it } from 'vitest';
import { ADDRESSING, DiagnoseGuest, PROTECTION, SPECIFICATION } from '../../support/diagnose.js';

const PAGE = 0x4000;
const BLOCK = 0x5000;

/** Puts a file of lines into the user's reader; answers its number. */
function makeFile(
  guest: DiagnoseGuest,
  kind: 'printer' | 'punch',
  lines: readonly string[],
  tag?: string,
): number {
  const { spool } = guest.system.services;
  const [printer, punch] = ['00E', '00D'];
  const address = kind === 'printer' ? printer : punch;
  const { user, vm } = guest;
  user.enter(`spool ${address} to *`);
  if (tag !== undefined) user.enter(`tag dev ${address} ${tag}`);
  const vdev = vm.devices.get(parseInt(address, 16))!;
  const put = (text: string): void => {
    const bytes = Uint8Array.from([...text].map((letter) => 0x80 + (letter.charCodeAt(0) & 0x7f)));
    if (vdev.kind === 'printer') spool.printer(vm, vdev).printLine(bytes, { space: 1 }, 0x09);
    else if (vdev.kind === 'punch') spool.punch(vm, vdev).punchCard(bytes);
  };
  lines.forEach(put);
  user.enter(`close ${address}`);
  return Math.max(...spool.manager.files('reader', 'ALICE').map(({ id }) => id));
}

describe("DIAGNOSE X'14'", () => {
  const call = (guest: DiagnoseGuest, subfunction: number, rx: number, reader = 0xc): number[] => {
    const end = guest.call(0x14, 2, 4, { 2: rx, 4: reader, 5: subfunction });
    expect(end.check).toBeUndefined();
    return [end.conditionCode, end.gpr[5]];
  };
  const check = (guest: DiagnoseGuest, subfunction: number, rx: number): number | undefined =>
    guest.call(0x14, 2, 4, { 2: rx, 4: 0xc, 5: subfunction }).check;

  it('reads the pages of a file one after the other, back and again, until CLOSE', () => {
    const guest = new DiagnoseGuest();
    const lines = Array.from({ length: 120 }, (_, index) => `LINE ${index} ${'.'.repeat(60)}`);
    makeFile(guest, 'printer', lines);
    const manager = guest.system.services.spool.manager;
    const { firstPage, lastPage, pages } = manager.files('reader', 'ALICE')[0];
    expect(pages).toBeGreaterThan(2);
    const shown = (): number[] => guest.bytes(PAGE, 16);
    const page = (number: number): number[] => [...manager.readPage(number).subarray(0, 16)];
    expect(call(guest, 0x00, PAGE)).toEqual([0, 0]);
    expect(shown()).toEqual(page(firstPage));
    // the first page has none before it: it comes again, with condition code 1
    expect(call(guest, 0x18, PAGE)[0]).toBe(1);
    expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(call(guest, 0x18, PAGE)[0]).toBe(0);
    expect(shown()).toEqual(page(firstPage));
    for (let left = pages - 1; left > 0; left--) expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(shown()).toEqual(page(lastPage));
    expect(call(guest, 0x00, PAGE)[0]).toBe(1);
    expect(call(guest, 0x14, PAGE)[0]).toBe(0);
    expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(shown()).toEqual(page(firstPage));
    // the reader is busy, and the file is there until CLOSE
    expect(call(guest, 0x04, BLOCK)).toEqual([3, 12]);
    expect(manager.files('reader', 'ALICE')).toHaveLength(1);
    guest.user.enter('close rdr');
    expect(manager.files('reader', 'ALICE')).toHaveLength(0);
    expect(call(guest, 0x00, PAGE)[0]).toBe(2);
  });

  it('gives as many copies as the file has, with SPOOL CONT without an end between', () => {
    const guest = new DiagnoseGuest();
    makeFile(guest, 'punch', ['A']);
    makeFile(guest, 'punch', ['B']);
    expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(call(guest, 0x10, 2)[0]).toBe(0);
    // the end comes between copies
    expect(call(guest, 0x00, PAGE)[0]).toBe(1);
    expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(call(guest, 0x00, PAGE)[0]).toBe(1);
    guest.user.enter('spool rdr cont');
    expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(call(guest, 0x00, PAGE)[0]).toBe(1);
    expect(check(guest, 0x10, 0)).toBeUndefined();
  });

  it('gives blocks of print and punch files apart, and of the successor with its tag', () => {
    const guest = new DiagnoseGuest();
    expect(call(guest, 0x04, BLOCK)[0]).toBe(2);
    const print = makeFile(guest, 'printer', ['X', 'Y'], 'NODE1 SMITH');
    const punch = makeFile(guest, 'punch', ['A']);
    expect(call(guest, 0x08, BLOCK)[0]).toBe(0);
    expect([guest.bytes(BLOCK + 38, 2), guest.bytes(BLOCK + 40, 1)]).toEqual([[0, punch], [0x82]]);
    expect(call(guest, 0x08, BLOCK)[0]).toBe(1);
    expect(call(guest, 0x04, BLOCK)[0]).toBe(0);
    expect(guest.bytes(BLOCK + 38, 4)).toEqual([0, print, 0x41, 0xc1]);
    expect(guest.text(BLOCK + 16, 16)).toBe('ALICE   ALICE   ');
    expect(guest.text(BLOCK + 72, 16)).toBe('10/28/8012:34:56');
    expect(guest.word(BLOCK + 32)).toBe(2);
    const successor = (id: number): number[] => {
      const end = guest.call(0x14, 2, 4, { 2: BLOCK, 4: id, 5: 0xfff });
      return [end.conditionCode, guest.bytes(BLOCK + 39, 1)[0]];
    };
    expect(successor(0)).toEqual([0, print]);
    expect(guest.text(BLOCK + 116, 12)).toBe('NODE1 SMITH ');
    expect(successor(print)).toEqual([0, punch]);
    expect(successor(punch)[0]).toBe(1);
    expect(successor(9900)[0]).toBe(2);
    // select: the other file is the first
    expect(call(guest, 0x0c, punch)[0]).toBe(0);
    expect(call(guest, 0x0c, 9000)[0]).toBe(2);
    expect(successor(0)).toEqual([0, punch]);
  });

  it('refuses what is wrong', () => {
    const guest = new DiagnoseGuest();
    expect(guest.call(0x14, 2, 5, { 2: PAGE, 5: 0xc, 6: 0 }).check).toBe(SPECIFICATION);
    expect(check(guest, 0x02, PAGE)).toBe(SPECIFICATION);
    expect(check(guest, 0x24, PAGE)).toBe(SPECIFICATION);
    expect(check(guest, -4, PAGE)).toBe(SPECIFICATION);
    expect(check(guest, 0x00, PAGE + 8)).toBe(SPECIFICATION);
    expect(check(guest, 0x00, 0x800000)).toBe(ADDRESSING);
    expect(check(guest, 0x04, BLOCK + 0xff0)).toBe(SPECIFICATION);
    expect(guest.call(0x14, 2, 4, { 2: BLOCK, 4: 9901, 5: 0xfff }).check).toBe(SPECIFICATION);
    expect(call(guest, 0x00, PAGE, 0x777)).toEqual([3, 4]);
    expect(call(guest, 0x00, PAGE, 0x00d)).toEqual([3, 8]);
    for (const subfunction of [0x10, 0x14, 0x18]) expect(call(guest, subfunction, PAGE)[0]).toBe(2);
    makeFile(guest, 'printer', ['X']);
    expect(guest.call(0x14, 2, 4, { 2: BLOCK, 4: 0xc, 5: 4 }, 5).check).toBe(PROTECTION);
    expect(call(guest, 0x00, PAGE)[0]).toBe(0);
    expect(check(guest, 0x10, 0)).toBe(SPECIFICATION);
  });
});
