import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/asm/index.js';
import { DiagnoseException, DiagnoseTable, makeAssemblerDiagnose } from '../../../src/diag/index.js';
import type { CpServices } from '../../../src/diag/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';

/** A guest of 64K that issues DIAGNOSE X'100', R2 = list at X'100', R3 = function, buffer at X'1000'. */
class Guest {
  readonly storage = new DataView(new ArrayBuffer(0x10000));
  readonly gpr = new Int32Array(16);
  conditionCode = -1;
  readonly table = new DiagnoseTable([makeAssemblerDiagnose(assemble)]);
  readonly services: CpServices;

  constructor() {
    const bytes = new Uint8Array(this.storage.buffer);
    const inside = (address: number, length: number): number => {
      if (address < 0 || address + length > bytes.length) throw new DiagnoseException(5);
      return address;
    };
    this.services = {
      sessions: new Map<string, unknown>(),
      timeOfDay: () => ({ milliseconds: Date.UTC(1979, 3, 1, 12, 0), zoneMinutes: 0 }),
      setConditionCode: (cc: number) => {
        this.conditionCode = cc;
      },
      storage: {
        size: bytes.length,
        fetchWord: (a: number) => this.storage.getInt32(inside(a, 4)),
        storeWord: (a: number, v: number) => {
          this.storage.setInt32(inside(a, 4), v);
        },
        copyOut: (a: number, n: number) => bytes.slice(inside(a, n), a + n),
        copyIn: (a: number, b: Uint8Array) => {
          bytes.set(b, inside(a, b.length));
        },
      },
    } as unknown as CpServices;
  }

  /** Condition code of one call. */
  call(func: number, records: readonly string[] = [], length = 80, count = records.length): number {
    this.storage.setInt32(0x108, 0x1000);
    this.storage.setInt32(0x10c, length);
    this.storage.setInt32(0x110, count);
    const bytes = new Uint8Array(this.storage.buffer);
    records.forEach((record, i) => {
      bytes.set(ebcdic037.encode(record, length), 0x1000 + i * length);
    });
    this.gpr[2] = 0x100;
    this.gpr[3] = func;
    this.conditionCode = -1;
    this.table.execute({ rx: 2, ry: 3, code: 0x100, gpr: this.gpr, services: this.services });
    return this.conditionCode;
  }

  name(name?: string): string {
    const bytes = new Uint8Array(this.storage.buffer);
    if (name !== undefined) bytes.set(ebcdic037.encode(name, 8), 0x100);
    return ebcdic037.decode(bytes, 0x100, 0x108).trimEnd();
  }

  record(index: number, length: number): Uint8Array {
    return new Uint8Array(this.storage.buffer, 0x1000 + index * length, length);
  }
}

const SOURCE = ['TEST     CSECT', '         GREET HELLO', '         COPY  TAIL', '         END'];
const MACRO = ['         MACRO', '         GREET &WHOM', "         DC    C'&WHOM'", '         MEND'];

describe("DIAGNOSE X'100'", () => {
  it('asks for members and gives the deck, the listing and the return code', () => {
    const guest = new Guest();
    guest.name('TEST');
    expect(guest.call(0, ['LIST,XREF'])).toBe(0);
    expect(guest.call(4, SOURCE)).toBe(0);
    const library = new Map([
      ['GREET', MACRO],
      ['TAIL', ["         DC    F'1'"]],
    ]);
    const asked: string[] = [];
    while (guest.call(8) === 1) {
      const name = guest.name();
      asked.push(name);
      const lines = library.get(name);
      if (lines === undefined) expect(guest.call(20)).toBe(0);
      else {
        expect(guest.call(12, lines)).toBe(0);
        expect(guest.call(16)).toBe(0);
      }
    }
    expect(asked.sort()).toEqual(['GREET', 'TAIL']);
    expect(guest.storage.getInt32(0x114)).toBe(0);
    expect(guest.storage.getInt32(0x118)).toBe(0);
    expect(guest.call(24, [], 80, 20)).toBe(0);
    const cards = guest.storage.getInt32(0x110);
    expect(cards).toBeGreaterThanOrEqual(3);
    expect([...guest.record(0, 4)]).toEqual([0x02, 0xc5, 0xe2, 0xc4]);
    expect(guest.call(24, [], 80, 20)).toBe(1);
    expect(guest.call(28, [], 121, 400)).toBe(0);
    expect(guest.call(32, [], 80, 5)).toBe(1);
    expect(guest.call(36)).toBe(0);
    expect(guest.call(4, SOURCE)).toBe(2);
    expect(guest.gpr[3]).toBe(4);
  });

  it('counts flagged statements and gives terminal lines', () => {
    const guest = new Guest();
    guest.call(0, ['NOLIST']);
    guest.call(4, ['A        CSECT', '         L     1,MISSING', '         END']);
    expect(guest.call(8)).toBe(0);
    expect(guest.storage.getInt32(0x114)).toBe(8);
    expect(guest.storage.getInt32(0x118)).toBe(1);
    expect(guest.call(28, [], 121, 10)).toBe(1);
    expect(guest.call(32, [], 80, 5)).toBe(0);
    expect(ebcdic037.decode(guest.record(0, 80))).toMatch(/MISSING/);
  });

  it('refuses calls out of order and impossible lists', () => {
    const guest = new Guest();
    expect(guest.call(8)).toBe(2);
    guest.call(0, ['LIST']);
    expect(guest.call(24, [], 80, 1)).toBe(2);
    expect(guest.gpr[3]).toBe(12);
    expect(guest.call(12, ['X'])).toBe(2);
    expect(guest.gpr[3]).toBe(8);
    expect(guest.call(4, [], 257, 1)).toBe(3);
    expect(guest.call(4, [], 80, 200_000)).toBe(3);
    expect(() => guest.call(4, [], 80, 2000)).toThrow(DiagnoseException);
    expect(() => guest.call(40)).toThrow(DiagnoseException);
    guest.gpr[2] = 0x102;
    guest.gpr[3] = 0;
    const at = { rx: 2, ry: 3, code: 0x100, gpr: guest.gpr, services: guest.services };
    expect(() => {
      guest.table.execute(at);
    }).toThrow(DiagnoseException);
    expect(() => {
      guest.table.execute({ ...at, rx: 3 });
    }).toThrow(DiagnoseException);
  });
});
