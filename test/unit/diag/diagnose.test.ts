import { beforeEach, describe, expect, it } from 'vitest';
import { DiagnoseException, DiagnoseTable } from '../../../src/diag/index.js';
import type { CpServices, SpoolReadOutcome, SynchronousIo } from '../../../src/diag/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';

/** A virtual machine as hypercalls see it: storage of 64K and scripted services. */
class Guest implements CpServices {
  readonly bytes = new Uint8Array(0x10000);
  readonly gpr = new Int32Array(16);
  readonly table = new DiagnoseTable();
  readonly sessions = new Map<string, unknown>();
  readonly userid = 'TEST';
  errorMessages: 'on' | 'off' | 'code' | 'text' = 'on';
  display: CpServices['display'];
  conditionCode: number | undefined;
  commands: string[] = [];
  enteredCp = 0;
  released: number[] = [];
  io: SynchronousIo = { kind: 'ended', cswHigh: 0x1000, cswLow: 0x0c000000, sense: undefined };
  spool: SpoolReadOutcome | undefined;
  response: string[] = [];
  returnCode = 0;

  readonly storage: CpServices['storage'] = {
    size: this.bytes.length,
    contains: (address, length = 1) => address + length <= this.bytes.length,
    fetchWord: (address) => new DataView(this.bytes.buffer).getInt32(address),
    storeWord: (address, value) => new DataView(this.bytes.buffer).setInt32(address, value),
    copyOut: (address, length) => {
      if (address + length > this.bytes.length) throw new DiagnoseException(5);
      return this.bytes.slice(address, address + length);
    },
    copyIn: (address, bytes) => {
      if (address + bytes.length > this.bytes.length) throw new DiagnoseException(5);
      this.bytes.set(bytes, address);
    },
    store: (address, bytes) => this.storage.copyIn(address, bytes),
    checkStore: (address, length) => {
      if (address + length > this.bytes.length) throw new DiagnoseException(5);
    },
    permits: () => true,
    releasePages: (first, last) => void this.released.push(first, last),
  };

  hasClass(letters: string): boolean {
    return letters.includes('G');
  }
  communicate(parameters: number): number {
    return parameters === 0x100 ? 5 : 99;
  }
  setConditionCode(conditionCode: 0 | 1 | 2 | 3): void {
    this.conditionCode = conditionCode;
  }
  timeOfDay(): { milliseconds: number; zoneMinutes: number } {
    return { milliseconds: Date.UTC(1980, 9, 28, 23, 59, 58), zoneMinutes: 60 };
  }
  virtualCpu(): number {
    return 1234567.8;
  }
  totalCpu(): number {
    return 2345678.9;
  }
  cpuIdentification(): Uint8Array {
    return Uint8Array.of(0xff, 1, 2, 3, 0x31, 0x58, 0x00, 0x00);
  }
  consoleFunction(line: string): ReturnType<CpServices['consoleFunction']> {
    this.commands.push(line);
    return { returnCode: this.returnCode, response: this.response, replaced: line === 'IPL' };
  }
  enterControlProgram(): void {
    this.enteredCp++;
  }
  device(address: number): ReturnType<CpServices['device']> {
    if (address === -1 || address === 9) return { address: 9, virtual: 0x80000000 | 0, real: 0x40040250 };
    if (address === 0xc) return { address, virtual: 0x20820000, real: undefined };
    if (address === 0x191) return { address, virtual: 0x04100000, real: 0x04100100 };
    return undefined;
  }
  disk(address: number): ReturnType<CpServices['disk']> {
    return address === 0x191 ? { cylinders: 5, readOnly: true, dasd: true } : undefined;
  }
  synchronousIo(): SynchronousIo {
    return this.io;
  }
  spoolReader(): 'ok' | 'not-attached' {
    return this.spool === undefined ? 'not-attached' : 'ok';
  }
  readSpool(): SpoolReadOutcome {
    return this.spool ?? { conditionCode: 2 };
  }
  nextSpoolFile(): SpoolReadOutcome {
    return { conditionCode: 1 };
  }
  readonly realStorage = { size: 0x20000, fetchByte: (address: number) => address & 0xff };
  channelProgram(): 'ended' {
    return 'ended';
  }
  modifyChannelProgram(): void {
    // there is none
  }
  startConsole(): 0 {
    return 0;
  }
  blockDevice(): undefined {
    return undefined;
  }
  setPa2External(): void {
    // no display
  }
  readonly accounting = undefined;
  readonly logicalDevices = undefined;
  readonly errorArea = { facts: () => undefined, read: () => 'outside' as const, clear: () => undefined };
  errorRecording(): void {
    // SVC 76 is not issued here
  }
  activateDirectory(): 'no-directory' {
    return 'no-directory';
  }
  updateDirectory(): number {
    return 30;
  }
  savedSystem(name: string, action: string): ReturnType<CpServices['savedSystem']> {
    if (name !== 'CMSSEG') return { kind: 'unknown' };
    return { kind: 'found', start: 0x100000, end: 0x10ffff, attached: action !== 'find', inside: false };
  }

  /** DIAGNOSE rx,ry,code. */
  call(code: number, rx: number, ry: number): void {
    this.table.execute({ rx, ry, code, gpr: this.gpr, services: this });
  }

  text(address: number, length: number): string {
    return ebcdic037.decode(this.bytes, address, address + length);
  }
}

let guest: Guest;
beforeEach(() => {
  guest = new Guest();
});

const specification = (action: () => void): void => expect(action).toThrow(new DiagnoseException(6));

describe('DIAGNOSE', () => {
  it('has a table: unknown codes and codes that are no multiple of 4 are specification exceptions', () => {
    specification(() => guest.call(0xfc, 2, 3));
    specification(() => guest.call(0x0e, 2, 3));
    expect(
      () => new DiagnoseTable([{ code: 0x80, name: 'x', classes: 'any', execute: () => undefined }]),
    ).toThrow(RangeError);
    const table = new DiagnoseTable([{ code: 0x1fc, name: 'x', classes: 'A', execute: () => undefined }]);
    expect(() => table.execute({ rx: 0, ry: 0, code: 0x1fc, gpr: guest.gpr, services: guest })).toThrow(
      new DiagnoseException(2),
    );
  });

  it("X'00' stores the extended identification, as much as fits", () => {
    guest.gpr[2] = 0x1000;
    guest.gpr[3] = 40;
    guest.call(0x00, 2, 3);
    expect(guest.text(0x1000, 8)).toBe('VM/370  ');
    expect(guest.bytes[0x100b]).toBe(0xff);
    expect(guest.text(0x1010, 8)).toBe('TEST    ');
    expect(guest.gpr[3]).toBe(0);
    guest.gpr[2] = 0x2000;
    guest.gpr[3] = 10;
    guest.call(0x00, 2, 3);
    expect([guest.gpr[3], guest.bytes[0x200a]]).toEqual([0, 0]);
    guest.gpr[2] = 0x1004;
    guest.gpr[3] = 8;
    specification(() => guest.call(0x00, 2, 3));
    guest.gpr[2] = 0x1000;
    guest.gpr[3] = 0;
    specification(() => guest.call(0x00, 2, 3));
  });

  it("X'08' carries out commands and returns their code", () => {
    guest.bytes.set(ebcdic037.encode('Q TIME'), 0x1000);
    guest.bytes[0x1006] = 0x15;
    guest.bytes.set(ebcdic037.encode('FOO'), 0x1007);
    guest.gpr[2] = 0x1000;
    guest.gpr[3] = 10;
    guest.returnCode = 1;
    guest.call(0x08, 2, 3);
    expect(guest.commands).toEqual(['Q TIME', 'FOO']);
    expect(guest.gpr[3]).toBe(1);
    guest.gpr[3] = 0;
    guest.call(0x08, 2, 3);
    expect(guest.enteredCp).toBe(1);
    guest.gpr[3] = 133;
    specification(() => guest.call(0x08, 2, 3));
    guest.gpr[2] = 0xffff;
    guest.gpr[3] = 5;
    expect(() => guest.call(0x08, 2, 3)).toThrow(new DiagnoseException(5));
  });

  it("X'08' puts responses into a buffer", () => {
    guest.bytes.set(ebcdic037.encode('Q'), 0x1000);
    guest.response = ['ONE', 'TWO'];
    guest.gpr.set([0x1000, 0x2000], 2);
    guest.gpr.set([0x40000001, 100], 6);
    guest.call(0x08, 2, 6);
    expect(guest.text(0x2000, 3)).toBe('ONE');
    expect(guest.bytes[0x2003]).toBe(0x15);
    expect([guest.gpr[6], guest.gpr[7], guest.conditionCode]).toEqual([0, 8, 0]);
    guest.gpr.set([0x40000001, 5], 6);
    guest.call(0x08, 2, 6);
    expect([guest.gpr[7], guest.conditionCode]).toEqual([3, 1]);
    guest.gpr[7] = 8193;
    guest.gpr[6] = 0x40000001;
    specification(() => guest.call(0x08, 2, 6));
    guest.gpr[3] = 0x40000001;
    specification(() => guest.call(0x08, 2, 3));
    guest.gpr[15] = 0x40000001;
    specification(() => guest.call(0x08, 2, 15));
  });

  it("X'0C' stores date, time and CPU times of the zone", () => {
    guest.gpr[2] = 0x1000;
    guest.call(0x0c, 2, 0);
    expect(guest.text(0x1000, 16)).toBe('10/29/8000:59:58');
    const view = new DataView(guest.bytes.buffer);
    expect([view.getBigUint64(0x1010), view.getBigUint64(0x1018)]).toEqual([1234567n, 2345678n]);
    guest.gpr[2] = 0x1004;
    specification(() => guest.call(0x0c, 2, 0));
  });

  it("X'10' releases pages", () => {
    guest.gpr.set([0x2000, 0x4000], 2);
    guest.call(0x10, 2, 3);
    expect(guest.released).toEqual([0x2000, 0x4000]);
    guest.gpr[3] = 0x4001;
    specification(() => guest.call(0x10, 2, 3));
    guest.gpr[3] = 0x1000;
    specification(() => guest.call(0x10, 2, 3));
    guest.gpr[3] = 0x1000000;
    expect(() => guest.call(0x10, 2, 3)).toThrow(new DiagnoseException(5));
  });

  it("X'14' reads the spool", () => {
    specification(() => guest.call(0x14, 2, 5));
    guest.gpr.set([0x3000, 0, 0xd, 0], 2);
    guest.call(0x14, 2, 4);
    expect([guest.gpr[5], guest.conditionCode]).toEqual([4, 3]);
    guest.spool = { conditionCode: 0, data: Uint8Array.of(1, 2, 3) };
    guest.gpr[5] = 0;
    guest.call(0x14, 2, 4);
    expect([...guest.bytes.subarray(0x3000, 0x3003), guest.conditionCode]).toEqual([1, 2, 3, 0]);
  });

  it("X'18' checks the chain before it runs it", () => {
    const chain = (command = 0x06, count = 800, cylinder = 2): void => {
      guest.bytes.set([0x07, 0, 0x20, 0, 0x40, 0, 0, 6], 0x1000);
      guest.bytes.set([0x31, 0, 0x20, 2, 0x40, 0, 0, 5], 0x1008);
      guest.bytes.set([0x08, 0, 0x10, 8, 0, 0, 0, 0], 0x1010);
      guest.bytes.set([command, 0, 0x30, 0, 0x20, 0, count >> 8, count & 255], 0x1018);
      guest.bytes.set([0, 0, 0, cylinder, 0, 0, 1], 0x2000);
    };
    const outcome = (device = 0x191, address = 0x1000, transfers = 1): number[] => {
      guest.gpr.set([device, address], 2);
      guest.gpr[15] = transfers;
      guest.call(0x18, 2, 3);
      return [guest.conditionCode!, guest.gpr[15]];
    };
    chain();
    expect(outcome(0x222)).toEqual([1, 1]);
    expect(outcome(0x009)).toEqual([1, 2]);
    expect(outcome(0x191, 0x1004)).toEqual([2, 5]);
    expect(outcome()).toEqual([0, 0]);
    expect(outcome(0x191, 0x1000, 0)).toEqual([2, 11]);
    expect(outcome(0x191, 0x1000, 16)).toEqual([2, 11]);
    chain(0x05);
    expect(outcome()).toEqual([1, 3]);
    chain(0x06, 800, 5);
    expect(outcome()).toEqual([1, 4]);
    chain(0x0e);
    expect(outcome()).toEqual([2, 7]);
    chain(0x06, 0);
    expect(outcome()).toEqual([2, 8]);
    chain(0x06, 2049);
    expect(outcome()).toEqual([2, 9]);
    // A second transfer of the same track needs no seek; SEEK HEAD must stay on the cylinder.
    chain();
    guest.bytes[0x101c] = 0x60;
    guest.bytes.set(guest.bytes.slice(0x1008, 0x1020), 0x1020);
    guest.bytes.set([0x08, 0, 0x10, 0x20, 0, 0, 0, 0], 0x1028);
    guest.bytes[0x1034] = 0x20;
    expect(outcome()).toEqual([2, 11]);
    expect(outcome(0x191, 0x1000, 2)).toEqual([0, 0]);
    guest.bytes.set(guest.bytes.slice(0x1020, 0x1038), 0x1028);
    guest.bytes.set([0x08, 0, 0x10, 0x28, 0, 0, 0, 0], 0x1030);
    guest.bytes.set([0x1b, 0, 0x21, 0, 0x40, 0, 0, 6], 0x1020);
    guest.bytes.set([0, 0, 0, 2, 0, 5], 0x2100);
    expect(outcome(0x191, 0x1000, 2)).toEqual([0, 0]);
    guest.bytes[0x2103] = 3;
    expect(outcome(0x191, 0x1000, 2)).toEqual([2, 12]);
    chain();
    guest.bytes.set([0x08, 0, 0x10, 0, 0, 0, 0, 0], 0x1010);
    expect(outcome()).toEqual([2, 7]);
    chain();
    guest.io = { kind: 'busy' };
    expect(outcome()).toEqual([1, 5]);
    guest.io = { kind: 'ended', cswHigh: 0x1020, cswLow: 0x0e000000, sense: Uint8Array.of(8, 0) };
    expect(outcome()).toEqual([3, 13]);
    expect([...guest.bytes.subarray(0x40, 0x48)]).toEqual([0, 0, 0x10, 0x20, 0x0e, 0, 0, 0]);
  });

  it("X'20' tells unit exception, wrong length and errors apart", () => {
    const outcome = (cswLow: number, sense?: Uint8Array): number[] => {
      guest.io = { kind: 'ended', cswHigh: 0, cswLow, sense };
      guest.gpr.set([0x181, 0x1000], 2);
      guest.gpr[15] = 0;
      guest.call(0x20, 2, 3);
      return [guest.conditionCode!, guest.gpr[15]];
    };
    expect(outcome(0x0c000000)).toEqual([0, 0]);
    expect(outcome(0x0d000000)).toEqual([2, 2]);
    expect(outcome(0x0c400010)).toEqual([2, 3]);
    expect(outcome(0x0e000000, Uint8Array.of(0x40, 0x12))).toEqual([3, 13]);
    expect(guest.gpr[3]).toBe(0x4012);
    guest.io = { kind: 'not-attached' };
    guest.call(0x20, 2, 3);
    expect([guest.conditionCode, guest.gpr[15]]).toEqual([1, 1]);
  });

  it("X'24' tells what a device is", () => {
    guest.gpr[2] = -1;
    guest.call(0x24, 2, 4);
    expect([guest.gpr[2], guest.gpr[4] >>> 0, guest.gpr[5], guest.conditionCode]).toEqual([
      9, 0x80000000, 0x40040250, 0,
    ]);
    guest.gpr[2] = 0xc;
    guest.call(0x24, 2, 4);
    expect([guest.gpr[4], guest.conditionCode]).toEqual([0x20820000, 2]);
    guest.gpr[2] = 0x777;
    guest.call(0x24, 2, 4);
    expect(guest.conditionCode).toBe(3);
    guest.gpr[2] = 0x191;
    guest.gpr[0] = 7;
    guest.call(0x24, 2, 15);
    expect([guest.gpr[15], guest.gpr[0]]).toEqual([0x04100000, 7]);
  });

  it("X'58' writes on a display, and says when there is none", () => {
    guest.bytes.set([0x19, 0, 0x20, 0, 0, 0x83, 0, 5], 0x1000);
    guest.bytes.set(ebcdic037.encode('HELLO'), 0x2000);
    guest.gpr.set([0x1000, 9], 2);
    guest.call(0x58, 2, 3);
    // unit check in the CSW
    expect([guest.conditionCode, guest.bytes[0x44]]).toEqual([1, 0x02]);
    const shown: unknown[] = [];
    guest.display = {
      rows: 24,
      columns: 80,
      displayData: (line, data, erase) => void shown.push(line, ebcdic037.decode(data), erase),
      clear: () => void shown.push('clear'),
    };
    guest.call(0x58, 2, 3);
    guest.bytes[0x1005] = 0xff;
    guest.call(0x58, 2, 3);
    expect([shown, guest.conditionCode]).toEqual([[3, 'HELLO', true, 'clear'], 0]);
    // a count of zero, and a CCW that is on no doubleword, are program checks
    guest.bytes.set([0x83, 0, 0], 0x1005);
    guest.call(0x58, 2, 3);
    expect([guest.conditionCode, guest.bytes[0x45]]).toEqual([1, 0x20]);
    guest.gpr[2] = 0x1004;
    guest.call(0x58, 2, 3);
    expect(guest.conditionCode).toBe(1);
    guest.gpr[3] = 0x777;
    guest.call(0x58, 2, 3);
    expect(guest.conditionCode).toBe(3);
  });

  it("X'5C' edits a message as SET EMSG says", () => {
    const edit = (setting: Guest['errorMessages']): number[] => {
      guest.errorMessages = setting;
      guest.gpr.set([0x1000, 30], 2);
      guest.call(0x5c, 2, 3);
      return [guest.gpr[2], guest.gpr[3]];
    };
    expect(edit('on')).toEqual([0x1000, 30]);
    expect(edit('off')).toEqual([0x1000, 0]);
    expect(edit('code')).toEqual([0x1000, 10]);
    expect(edit('text')).toEqual([0x100b, 19]);
  });

  it("X'60' gives the storage size", () => {
    guest.call(0x60, 2, 3);
    expect(guest.gpr[2]).toBe(0x10000);
  });

  it("X'64' finds and loads segments", () => {
    guest.bytes.set(ebcdic037.encode('CMSSEG', 8), 0x1000);
    const use = (action: number, name = 0x1000): number[] => {
      guest.gpr.set([name, action], 2);
      guest.call(0x64, 2, 3);
      return [guest.conditionCode!, guest.gpr[2], guest.gpr[3]];
    };
    expect(use(12)).toEqual([1, 0x100000, 0x10ffff]);
    expect(use(0)).toEqual([0, 0x100000, 0x10ffff]);
    expect(use(8)).toEqual([0, 0x1000, 8]);
    expect(use(0, 0x2000)).toEqual([2, 0x2000, 44]);
    specification(() => use(16));
    specification(() => use(0, 0x1004));
  });
});
