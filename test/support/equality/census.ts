/**
 * What happens in programs of the equality property: each is executed one instruction at a time on a machine of its own, and
 * what changes from one to the next is counted. So the description can say how often the property has met something, and a
 * test that it meets everything.
 */

import { BareMachine } from '../../../src/s370/index.js';
import { instructionLength } from '../../../src/s370/instructions/formats.js';
import { EXTENDED_OPCODES, INSTRUCTION_BY_OPCODE } from '../../../src/s370/instructions/table.js';
import { BLOCK_SHIFT, BLOCK_SIZE } from '../../../src/s370/layout.js';
import { act, equalityMachine, loadMachine } from './bare.js';
import { imageOf, PAGE_TABLE, startOf } from './image.js';
import type { Program } from './program.js';

const EXTERNAL_HANDLER = 0x6c0;
const IO_HANDLER = 0x6c8;
const INTERVAL_TIMER = 0x50;
const PAGE_TABLE_SIZE = 0x20;
/** In the system mask of EC mode. */
const PER_MASK = 0x40;
/** ACC and F of a storage key. */
const PROTECTION = 0xf8;

const PROGRAM_INTERRUPTIONS: Readonly<Record<number, string>> = {
  0x01: 'operation exception',
  0x02: 'privileged operation',
  0x03: 'execute exception',
  0x04: 'protection',
  0x05: 'addressing',
  0x06: 'specification',
  0x07: 'data exception',
  0x08: 'fixed-point overflow',
  0x09: 'fixed-point divide',
  0x0a: 'decimal overflow',
  0x0b: 'decimal divide',
  0x0c: 'exponent overflow',
  0x0d: 'exponent underflow',
  0x0e: 'significance',
  0x0f: 'floating-point divide',
  0x10: 'segment fault',
  0x11: 'page fault',
  0x12: 'translation specification',
  0x13: 'special operation',
  0x40: 'monitor event',
};

const COUNTED_INSTRUCTIONS: ReadonlySet<string> = new Set(
  'EX SVC LPSW SSM STNSM STOSM SSK RRB PTLB IPTE LCTL SIO MC SPM STCK SPT SCKC SPKA MVCL CLCL'.split(' '),
);

/** Counts by name. */
export class Census {
  readonly counts = new Map<string, number>();
  programs = 0;
  instructions = 0;

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  /** Executes a program and counts. */
  take(program: Program): void {
    this.programs++;
    let cards = 0;
    const machine = equalityMachine(program, false, () => {
      this.count('cards read into code');
      return cards++;
    });
    const bare = new BareMachine(machine);
    bare.onProgramInterruption = ({ code }) => {
      if ((code & 0x80) !== 0) this.count('program events (PER)');
      const name = PROGRAM_INTERRUPTIONS[code & 0x7f];
      if (name !== undefined) this.count(`exception: ${name}`);
    };
    loadMachine(machine, program, imageOf(program));
    if (program.model !== undefined) this.count('programs on a model with less facilities');
    if (program.speed !== undefined) this.count('programs with quick devices and timers');
    if (program.cpus > 1) this.count('programs with two CPUs');
    for (const { budget, action } of program.steps) {
      this.count('stops');
      if (budget === 1) this.count('budgets of one instruction');
      if (action.kind !== 'none') this.count(`host: ${action.kind}`);
      for (let n = 0; n < budget; n++) {
        const end = this.step(program, bare);
        if (end === 'budget') continue;
        if (end === 'wait') machine.idle();
        break;
      }
      act(machine, bare, program, action);
    }
  }

  private step(program: Program, bare: BareMachine): string {
    const { machine } = bare;
    const { storage, cpu } = machine;
    const { psw, cr, fetchMap } = cpu;
    this.instructions++;
    const before = {
      address: psw.instructionAddress,
      dat: psw.dat,
      key: psw.key,
      extendedControl: psw.extendedControl,
      cr0: cr[0],
      cr1: cr[1],
      timer: storage.fetchWord(INTERVAL_TIMER),
    };
    /** Storage from a logical address to the end of its block, or nothing. */
    const bytesAt = (logical: number): Uint8Array => {
      const host = fetchMap[(logical & 0xffffff) >>> BLOCK_SHIFT];
      const offset = logical & (BLOCK_SIZE - 1);
      return host < 0
        ? new Uint8Array(0)
        : new Uint8Array(storage.buffer, host + offset, BLOCK_SIZE - offset);
    };
    const bytes = bytesAt(before.address);
    const opcode =
      bytes.length < 2 ? -1 : EXTENDED_OPCODES.has(bytes[0]) ? (bytes[0] << 8) | bytes[1] : bytes[0];
    const mnemonic = INSTRUCTION_BY_OPCODE.get(opcode)?.mnemonic;
    if (mnemonic !== undefined && COUNTED_INSTRUCTIONS.has(mnemonic)) this.count(`instruction: ${mnemonic}`);
    if (before.extendedControl && (psw.systemMask & PER_MASK) !== 0) this.count('instructions with PER');
    if (psw.problemState) this.count('instructions in the problem state');
    if (before.dat) this.count('instructions with DAT');
    const watched = [
      new Watched(
        'stores into the next instruction',
        bytesAt(before.address + (bytes.length === 0 ? 2 : instructionLength(bytes[0]))).subarray(0, 6),
      ),
      new Watched('stores into code', bytesAt(startOf(program) & ~(BLOCK_SIZE - 1))),
      new Watched(
        'stores into the page table',
        new Uint8Array(storage.buffer, storage.base + PAGE_TABLE, PAGE_TABLE_SIZE),
      ),
    ];
    const protection = storage.keys.reduce((sum, key, block) => sum + (block + 1) * (key & PROTECTION), 0);
    const end = bare.run(1).kind;
    const now = psw.instructionAddress;
    if (now === EXTERNAL_HANDLER) this.count('external interruptions');
    if (now === IO_HANDLER) this.count('I/O interruptions');
    if (storage.fetchWord(INTERVAL_TIMER) !== before.timer) this.count('changes of the interval timer');
    for (const { name, changed } of watched) if (changed) this.count(name);
    if (storage.keys.reduce((sum, key, block) => sum + (block + 1) * (key & PROTECTION), 0) !== protection) {
      this.count('changes of storage keys');
    }
    if (psw.dat !== before.dat) this.count('DAT on or off');
    if (psw.key !== before.key) this.count('changes of the PSW key');
    if (psw.extendedControl !== before.extendedControl) this.count('changes of BC and EC mode');
    if (cr[0] !== before.cr0) this.count('changes of CR0');
    if (cr[1] !== before.cr1) this.count('changes of CR1');
    return end;
  }
}

/** Bytes that may change. */
class Watched {
  private readonly before: Uint8Array;

  constructor(
    readonly name: string,
    private readonly bytes: Uint8Array,
  ) {
    this.before = bytes.slice();
  }

  get changed(): boolean {
    return Buffer.compare(this.before, this.bytes) !== 0;
  }
}
