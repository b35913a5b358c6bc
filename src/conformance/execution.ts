/** Runs one case on this machine step by step, so that explanations can tell what was executed and what it refers to. */

import { BareMachine } from '../s370/bare-machine.js';
import type { Cpu } from '../s370/cpu.js';
import { applyPrefix, Translator } from '../s370/dat.js';
import { instructionLength } from '../s370/instructions/formats.js';
import type { Machine } from '../s370/machine.js';
import { ImageBuilder, storagePatches } from './case-image.js';
import { machineForCases, type CaseMachineOptions } from './local-machine.js';
import {
  BLOCK,
  MAIN_STORAGE,
  SANDBOX,
  SANDBOX_BLOCKS,
  STORAGE_END_WINDOW,
  type MachineCase,
} from './machine-case.js';
import { indexedAddress, operandAreas, type Area } from './operand-areas.js';

/** A 2K block that an area has a part in. */
export interface AreaBlock {
  /** Logical address of its first byte. */
  readonly logical: number;
  /** Absolute address of the block; -1 when translation or the end of storage stands before it. */
  readonly absolute: number;
  /** Access exceptions that a reference to it can be. */
  readonly exceptions: readonly number[];
  /** It is a page translation exception because the page table is too short. */
  readonly tooLong: boolean;
}

/** An area with the blocks it is in, as they were before the instruction. */
export interface Reach extends Area {
  readonly blocks: readonly AreaBlock[];
}

/** An instruction, and the state in which it was executed. */
export interface Step {
  /** Logical address. */
  readonly address: number;
  /** First word of the PSW before the instruction. */
  readonly high: number;
  readonly prefix: number;
  /** General and control registers before the instruction. */
  readonly gpr: Int32Array;
  readonly cr: Int32Array;
  /** The instruction as far as translation and storage let it be seen, whatever its key. */
  readonly bytes: Uint8Array;
  /** Of EXECUTE: where its subject is. */
  readonly subjectAddress: number | undefined;
  /** What was executed: the instruction, or the subject of EXECUTE with the register ORed into it. Empty when it is not there. */
  readonly executed: Uint8Array;
  readonly reach: readonly Reach[];
  /** The first word of the operand that comes first, as far as it can be seen. */
  readonly operand: Uint8Array;
}

/** What happened in a case. */
export interface Execution {
  /** In the order of their execution; the last is the one that ended the case, unless an interruption came after it. */
  readonly steps: readonly Step[];
  /** Logical address that the access exception at the end is about. */
  readonly exceptionAddress: number;
}

/** More than cases take that end; a loop is not looked at to its end. */
const MOST_STEPS = 3000;
/** Longer operands are looked at in part. */
const MOST_BLOCKS = 12;
const LONGEST_INSTRUCTION = 6;
const NOT_OPEN = 0x08;
const CHANGED = 0x02;
const EMPTY_BLOCK = new Uint8Array(BLOCK);
const LONG_TIME = 0x7000000000000000n;
const NEVER = 0xffffffffffffff00n;
const EXECUTE = 0x44;
const CR0_LOW_ADDRESS_PROTECTION = 0x10000000;

/** EC mode, supervisor state, DAT off: as the driver is. */
const plain = ({ extendedControl, dat, problemState }: Cpu['psw']): boolean =>
  extendedControl && !dat && !problemState;

/** Executes cases step by step. */
export class CaseTracer {
  private readonly machine: Machine;
  private readonly bare: BareMachine;
  private readonly builder = new ImageBuilder();
  private readonly image = this.builder.build([]).bytes;
  private readonly translator: Translator;
  private exceptionAddress = 0;

  constructor(options: CaseMachineOptions = {}) {
    this.machine = machineForCases(options);
    this.bare = new BareMachine(this.machine);
    const { storage } = this.machine;
    // Only looks: a walk through the tables must not record references.
    this.translator = new Translator({
      contains: (absolute, length) => storage.contains(absolute, length),
      fetchWord: (absolute) => storage.fetchWord(absolute),
      fetchHalf: (absolute) => storage.fetchHalf(absolute),
    });
    this.bare.onProgramInterruption = ({ translationAddress }) => {
      this.exceptionAddress = translationAddress;
    };
  }

  trace(machineCase: MachineCase): Execution {
    this.layOut(machineCase);
    this.exceptionAddress = 0;
    const { cpu } = this.machine;
    const { psw } = cpu;
    const steps: Step[] = [];
    for (let ended = false; !ended && steps.length < MOST_STEPS;) {
      const before = cpu.instructionsExecuted;
      const step = this.look(cpu);
      this.bare.run(1);
      const inDriver = psw.key === 0 && plain(psw) && this.builder.isDriver(psw.instructionAddress);
      // When the driver has executed something already, a pending interruption came before the instruction.
      if (!inDriver || psw.instructionAddress === this.builder.endedAt) steps.push(step);
      ended = inDriver || cpu.instructionsExecuted === before;
    }
    return { steps, exceptionAddress: this.exceptionAddress };
  }

  private layOut(machineCase: MachineCase): void {
    const { psw, gpr, fpr, cr, prefix, keys } = machineCase;
    const { storage, cpu } = this.machine;
    this.machine.systemReset();
    this.closeBlocks();
    storage.copyIn(0, this.image);
    storage.copyIn(MAIN_STORAGE - STORAGE_END_WINDOW, new Uint8Array(STORAGE_END_WINDOW));
    for (const { address, bytes } of storagePatches(machineCase)) storage.copyIn(address, bytes);
    for (let block = 0; block < SANDBOX_BLOCKS; block++) storage.setKey(SANDBOX + block * BLOCK, keys[block]);
    cpu.setPrefix(prefix);
    cpu.gpr.set(gpr);
    cpu.fpr.set(fpr);
    cpu.cr.set(cr);
    cpu.timer.set(LONG_TIME);
    cpu.setClockComparator(NEVER);
    cpu.loadPsw(psw[0], psw[1]);
    cpu.startOperating();
  }

  /** Takes back what the case before has changed outside of the sandbox: keys, and what is in blocks with a change bit. */
  private closeBlocks(): void {
    const { storage } = this.machine;
    for (let at = 0; at < MAIN_STORAGE; at += BLOCK) {
      const key = storage.keys[at / BLOCK];
      if (key === NOT_OPEN) continue;
      if ((key & CHANGED) !== 0) storage.copyIn(at, EMPTY_BLOCK);
      storage.setKey(at, NOT_OPEN);
    }
  }

  private look(cpu: Cpu): Step {
    const address = cpu.psw.instructionAddress;
    const { gpr } = cpu;
    const bytes = this.instruction(cpu, address);
    const { high } = cpu.storePsw();
    const reach: Reach[] = [];
    const add = (area: Area): void => {
      reach.push({ ...area, blocks: this.blocks(cpu, area) });
    };
    const addInstruction = (kind: Area['kind'], from: number, found: Uint8Array): void => {
      add({
        kind,
        address: from,
        // What can't be seen may be of any length: a part of it may have been fetched before its page was lost.
        length: found.length === 0 ? LONGEST_INSTRUCTION : instructionLength(found[0]),
        store: false,
      });
    };
    addInstruction('instruction', address, bytes);
    let executed = bytes;
    let subjectAddress: number | undefined;
    if (bytes[0] === EXECUTE && bytes.length === 4) {
      subjectAddress = indexedAddress(bytes, gpr);
      executed = this.instruction(cpu, subjectAddress);
      addInstruction('subject', subjectAddress, executed);
      const r1 = bytes[1] >> 4;
      if (executed.length > 1 && r1 !== 0) executed[1] |= gpr[r1] & 0xff;
    }
    if (executed.length > 0 && executed.length === instructionLength(executed[0])) {
      for (const operand of operandAreas(executed, gpr, cpu.cr[0])) add(operand);
    } else executed = new Uint8Array(0);
    const first = reach.find(({ kind }) => kind === 'operand');
    return {
      address,
      high,
      prefix: cpu.prefix,
      gpr: gpr.slice(),
      cr: cpu.cr.slice(),
      bytes,
      subjectAddress,
      executed,
      reach,
      operand: this.bytesFrom(cpu, first?.address ?? 0, first === undefined ? 0 : Math.min(first.length, 4)),
    };
  }

  private instruction(cpu: Cpu, address: number): Uint8Array {
    const bytes: number[] = [];
    for (let i = 0; i < 6 && (i === 0 || i < instructionLength(bytes[0])); i++) {
      const { absolute } = this.block(cpu, (address + i) & 0xffffff, false);
      if (absolute < 0) break;
      bytes.push(this.machine.storage.fetchByte(absolute | ((address + i) & (BLOCK - 1))));
    }
    return Uint8Array.from(bytes);
  }

  /** Bytes of logical storage up to one that cannot be seen. */
  private bytesFrom(cpu: Cpu, address: number, length: number): Uint8Array {
    const bytes: number[] = [];
    for (let i = 0; i < length; i++) {
      const logical = (address + i) & 0xffffff;
      const { absolute } = this.block(cpu, logical, false);
      if (absolute < 0) break;
      bytes.push(this.machine.storage.fetchByte(absolute | (logical & (BLOCK - 1))));
    }
    return Uint8Array.from(bytes);
  }

  private blocks(cpu: Cpu, { kind, address, length, store, key, space }: Area): AreaBlock[] {
    const blocks: AreaBlock[] = [];
    const end = (address & (BLOCK - 1)) + length;
    for (let from = 0; from < end && blocks.length < MOST_BLOCKS; from += BLOCK) {
      const at = from === 0 ? address : ((address & -BLOCK) + from) & 0xffffff;
      const translated = kind !== 'real' && (cpu.psw.dat || kind === 'translated');
      blocks.push(this.block(cpu, at, store, translated, key, space));
    }
    return blocks;
  }

  /** The block of a logical address and what a reference to it would be. */
  private block(
    cpu: Cpu,
    logical: number,
    store: boolean,
    translated = cpu.psw.dat,
    accessKey = cpu.psw.key,
    space: 1 | 7 = cpu.psw.secondarySpace ? 7 : 1,
  ): AreaBlock {
    const { translator } = this;
    const { cr, prefix, storage } = cpu;
    const exceptions: number[] = [];
    let real = logical;
    let tooLong = false;
    let forbidden = store && logical < 512 && (cr[0] & CR0_LOW_ADDRESS_PROTECTION) !== 0;
    if (translated) {
      translator.segmentProtected = false;
      const exception = translator.translate(logical, cr[0], cr[space], prefix);
      ({ real } = translator);
      tooLong = exception === 0x11 && translator.lengthViolation;
      if (exception !== 0) exceptions.push(exception);
      forbidden ||= store && translator.segmentProtected;
    }
    let absolute = exceptions.length > 0 ? -1 : applyPrefix(real, prefix) & -BLOCK;
    if (absolute >= MAIN_STORAGE) {
      exceptions.push(0x05);
      absolute = -1;
    } else if (absolute >= 0) {
      const key = storage.keys[absolute / BLOCK];
      forbidden ||= accessKey !== 0 && accessKey !== key >> 4 && (store || (key & NOT_OPEN) !== 0);
    }
    if (forbidden) exceptions.push(0x04);
    return { logical: logical & -BLOCK, absolute, exceptions, tooLong };
  }
}
