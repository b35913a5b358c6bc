import { guestAddress } from '../../src/cp/vmachine/guest-address.js';
import type { Vmblok } from '../../src/cp/index.js';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { CpSystem, TEST_DIRECTORY } from './cp-system.js';
import type { CpSystemOptions, Typewriter } from './cp-system.js';

const PROGRAM = 0x200;
const REGISTERS = 0x300;
const LINK = 0x340;
const ENDED = 0xaa;
const CHECKED = 0xbad;

/** What one DIAGNOSE left. */
export interface DiagnoseEnd {
  readonly gpr: Int32Array;
  readonly conditionCode: number;
  /** Program interruption code; undefined when there was none. */
  readonly check: number | undefined;
}

/** A virtual machine of a whole CP that executes one DIAGNOSE after the other. */
export class DiagnoseGuest {
  readonly system: CpSystem;
  readonly user: Typewriter;

  constructor(userid = 'ALICE', options: CpSystemOptions = {}) {
    this.system = new CpSystem({ directory: DIAGNOSE_DIRECTORY, ...options });
    this.user = this.system.user(userid);
  }

  get vm(): Vmblok {
    return this.user.vm!;
  }

  put(address: number, bytes: ArrayLike<number> | string): void {
    const data = typeof bytes === 'string' ? ebcdic037.encode(bytes) : Uint8Array.from(bytes);
    this.vm.storage.copyIn(guestAddress(address), data);
  }

  bytes(address: number, length: number): number[] {
    return [...this.vm.storage.copyOut(guestAddress(address), length)];
  }

  text(address: number, length: number): string {
    return ebcdic037.decode(Uint8Array.from(this.bytes(address, length)));
  }

  word(address: number): number {
    return this.vm.storage.fetchWord(guestAddress(address));
  }

  putWord(address: number, value: number): void {
    this.vm.storage.storeWord(guestAddress(address), value);
  }

  /** Executes DIAGNOSE with these registers and PSW key. */
  call(
    code: number,
    rx: number,
    ry: number,
    registers: Readonly<Record<number, number>> = {},
    key = 0,
  ): DiagnoseEnd {
    const { vm } = this;
    // DIAG; STM 0,15; BALR 1,0; ST 1; LPSW
    const stm = [0x90, 0x0f, REGISTERS >> 8, REGISTERS & 0xff];
    const st = [0x50, 0x10, LINK >> 8, LINK & 0xff];
    this.put(PROGRAM, [
      ...[0x83, (rx << 4) | ry, code >> 8, code & 0xff],
      ...[...stm, 0x05, 0x10, ...st, 0x82, 0, 0x02, 0x80],
    ]);
    this.put(0x280, [0, 2, 0, 0, 0, 0, 0, ENDED]);
    this.put(0x68, [0, 2, 0, 0, 0, 0, CHECKED >> 8, CHECKED & 0xff]);
    // the block with the results takes stores with every key
    vm.storage.setKey(guestAddress(0), key << 4);
    for (const [register, value] of Object.entries(registers)) vm.gpr[Number(register)] = value;
    vm.psw.load(key << 20, PROGRAM);
    this.system.cp.beginExecution(vm);
    this.system.runUntil(() => vm.state === 'cp' || vm.state === 'gone');
    const checked = vm.psw.instructionAddress === CHECKED;
    const gpr = checked
      ? vm.gpr.slice()
      : Int32Array.from({ length: 16 }, (_, register) => this.word(REGISTERS + 4 * register));
    return {
      gpr,
      conditionCode: (this.word(LINK) >>> 28) & 3,
      check: checked ? this.word(0x28) & 0xffff : undefined,
    };
  }
}

export const ADDRESSING = 5;
export const PROTECTION = 4;
export const SPECIFICATION = 6;
export const PRIVILEGED = 2;
export const OPERAND = 0x15;

/** The usual users; ALICE has OPTION ACCT. */
export const DIAGNOSE_DIRECTORY = TEST_DIRECTORY.replace(
  ' ACCOUNT 42 BIN7\n',
  ' ACCOUNT 42 BIN7\n OPTION ACCT\n',
);
