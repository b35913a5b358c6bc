/** What an instruction of a guest is about to do, read from its storage and registers. */

import { instructionLength } from '../../../s370/index.js';
import { GuestProgramCheck } from '../guest-program-check.js';
import { GuestAccessError } from '../guest-access-error.js';
import type { LogicalStorage } from '../logical-storage.js';
import type { Vmblok } from '../vmblok.js';

const BALR = 0x05;
const BCTR = 0x06;
const BCR = 0x07;
const SVC = 0x0a;
const BASR = 0x0d;
const EXECUTE = 0x44;
const BAL = 0x45;
const BCT = 0x46;
const BC = 0x47;
const BAS = 0x4d;
const SSM = 0x80;
const LPSW = 0x82;
const BXH = 0x86;
const BXLE = 0x87;
const STNSM = 0xac;
const STOSM = 0xad;

/** Where an instruction may lead to other than to the next one. */
export type Transfer =
  | { readonly kind: 'branch'; readonly target: number }
  /** LPSW: the new PSW. */
  | { readonly kind: 'psw'; readonly high: number; readonly low: number; readonly wait: boolean }
  /** SSM, STNSM, STOSM: the system mask to come. */
  | { readonly kind: 'mask'; readonly mask: number };

/** An instruction as it lies in storage, read where the guest would fetch it. */
export interface InstructionView {
  /** Logical address. */
  readonly address: number;
  /** Bytes that could be read: none when the address is odd or not there. */
  readonly bytes: Uint8Array;
  /** The subject of an EXECUTE, not yet modified, with the byte that register R1 puts over its second (when R1 is not 0). */
  readonly subject?: { readonly view: InstructionView; readonly modifier: number | undefined };
  readonly transfer?: Transfer;
}

/** Reads instructions of one guest. Nothing here changes anything of it. */
export class InstructionReader {
  constructor(
    private readonly vm: Vmblok,
    private readonly logical: LogicalStorage,
  ) {}

  /** The instruction at a logical address, with registers and PSW as they are now. */
  read(address: number): InstructionView {
    const bytes = this.bytes(address);
    if (bytes.length === 0) return { address, bytes };
    if (bytes[0] !== EXECUTE) return { address, bytes, ...this.transferOf(bytes) };
    if (bytes.length < 4) return { address, bytes };
    const at = this.indexedAddress(bytes);
    const subjectBytes = this.bytes(at);
    const register = bytes[1] >>> 4;
    const modifier = register === 0 ? undefined : this.vm.gpr[register] & 0xff;
    const effective = Uint8Array.from(subjectBytes);
    if (modifier !== undefined && effective.length > 1) effective[1] |= modifier;
    const isExecute = effective[0] === EXECUTE;
    const transfer = isExecute || effective.length === 0 ? {} : this.transferOf(effective);
    return { address, bytes, subject: { view: { address: at, bytes: subjectBytes }, modifier }, ...transfer };
  }

  /** Bytes of the instruction at an address: as many halfwords as can be read. */
  private bytes(address: number): Uint8Array {
    if (address % 2 !== 0) return new Uint8Array(0);
    const first = this.halfword(address);
    if (first === undefined) return new Uint8Array(0);
    const halves = [first];
    const length = instructionLength(first >>> 8);
    for (let offset = 2; offset < length; offset += 2) {
      const half = this.halfword((address + offset) & 0xffffff);
      if (half === undefined) break;
      halves.push(half);
    }
    return Uint8Array.from(halves.flatMap((half) => [half >>> 8, half & 0xff]));
  }

  private halfword(address: number): number | undefined {
    const bytes = this.data(address, 2);
    return bytes && (bytes[0] << 8) | bytes[1];
  }

  /** Data at a logical address, whatever their key; undefined when they are not there. */
  data(address: number, length: number): Uint8Array | undefined {
    const { psw } = this.vm;
    const { key } = psw;
    psw.key = 0;
    try {
      return this.logical.fetch(address, length);
    } catch (error) {
      if (error instanceof GuestProgramCheck || error instanceof GuestAccessError) return undefined;
      throw error;
    } finally {
      psw.key = key;
    }
  }

  /** Operand address of base and displacement at an offset. */
  baseAddress(bytes: Uint8Array, offset: number): number {
    const base = bytes[offset] >>> 4;
    const displacement = ((bytes[offset] & 15) << 8) | bytes[offset + 1];
    return ((base === 0 ? 0 : this.vm.gpr[base]) + displacement) & 0xffffff;
  }

  /** Operand address of the RX format. */
  indexedAddress(bytes: Uint8Array): number {
    const index = bytes[1] & 15;
    return (this.baseAddress(bytes, 2) + (index === 0 ? 0 : this.vm.gpr[index])) & 0xffffff;
  }

  private transferOf(bytes: Uint8Array): { readonly transfer?: Transfer } {
    const branch = (target: number): { readonly transfer: Transfer } => ({
      transfer: { kind: 'branch', target: target & 0xffffff },
    });
    const register = bytes[1] & 15;
    const mask = bytes[1] >>> 4;
    switch (bytes[0]) {
      case BCR:
        return mask === 0 || register === 0 ? {} : branch(this.vm.gpr[register]);
      case BALR:
      case BCTR:
      case BASR:
        return register === 0 ? {} : branch(this.vm.gpr[register]);
    }
    if (bytes.length < 4) return {};
    switch (bytes[0]) {
      case BC:
        return mask === 0 ? {} : branch(this.indexedAddress(bytes));
      case BAL:
      case BAS:
      case BCT:
        return branch(this.indexedAddress(bytes));
      case BXH:
      case BXLE:
        return branch(this.baseAddress(bytes, 2));
      case LPSW:
        return this.newPsw(this.baseAddress(bytes, 2));
      case SSM:
      case STNSM:
      case STOSM:
        return this.newMask(bytes);
    }
    return {};
  }

  private newPsw(address: number): { readonly transfer?: Transfer } {
    const bytes = address % 8 === 0 ? this.data(address, 8) : undefined;
    if (bytes === undefined) return {};
    const view = new DataView(bytes.buffer);
    const high = view.getInt32(0);
    return { transfer: { kind: 'psw', high, low: view.getInt32(4), wait: (high & 0x00020000) !== 0 } };
  }

  private newMask(bytes: Uint8Array): { readonly transfer?: Transfer } {
    const at = this.data(this.baseAddress(bytes, 2), 1);
    if (at === undefined) return {};
    const now = this.vm.psw.systemMask;
    const mask = bytes[0] === SSM ? at[0] : bytes[0] === STNSM ? now & bytes[1] : now | bytes[1];
    return { transfer: { kind: 'mask', mask } };
  }
}

/** SUPERVISOR CALL, by itself or as the subject of an EXECUTE. */
export function isSupervisorCall({ bytes, subject }: InstructionView): boolean {
  return (subject?.view.bytes[0] ?? bytes[0]) === SVC;
}
