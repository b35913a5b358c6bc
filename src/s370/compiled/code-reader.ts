/** Guest code as the maps of a region's request show it now: instructions, words, and which bytes a region depends on. */

import { instructionLength } from '../instructions/formats.js';
import { ADDRESS_MASK, BLOCK_SHIFT, BLOCK_SIZE } from '../layout.js';
import type { KnownAddress, Literals } from './constants.js';
import { decodeInstruction, type DecodedInstruction } from './decode.js';
import type { CodeExtent, RegionRequest } from './region.js';
import type { StoredPsw } from './stored-psw.js';

/** Reads the code of one region. */
export class CodeReader {
  /** Host offset by logical block of all code that was noted. */
  readonly codeBlocks = new Map<number, number>();
  private readonly decoded = new Map<number, DecodedInstruction | null>();
  private noted: CodeExtent[] = [];

  constructor(private readonly request: RegionRequest) {}

  /** Decodes what lies at a logical address now; undefined when that is no instruction or may not be looked at. */
  decode(address: number): DecodedInstruction | undefined {
    const known = this.decoded.get(address);
    if (known !== undefined) return known ?? undefined;
    const decoded = this.decodeSubject(address, undefined);
    this.decoded.set(address, decoded ?? null);
    return decoded;
  }

  /** The same for the subject of an EXECUTE. */
  decodeSubject(address: number, executedBy: DecodedInstruction | undefined): DecodedInstruction | undefined {
    if ((address & 1) !== 0 || address > ADDRESS_MASK - 6) return undefined;
    const first = this.halfword(address);
    if (first < 0) return undefined;
    const length = instructionLength(first >>> 8);
    const second = length > 2 ? this.halfword(address + 2) : 0;
    const third = length > 4 ? this.halfword(address + 4) : 0;
    if (second < 0 || third < 0) return undefined;
    const i = decodeInstruction((first << 16) | second, third << 16, address, executedBy);
    return i !== undefined && this.request.installed?.(i.instruction.facility) === false ? undefined : i;
  }

  /** The region depends on the instruction at this address. */
  noteInstruction(address: number): void {
    this.note(address, instructionLength(this.halfword(address) >>> 8));
  }

  /** The region depends on these bytes. */
  note(address: number, length: number): void {
    const { fetchMap } = this.request;
    for (let at = address; at < address + length; at += 2) {
      const block = fetchMap[at >>> BLOCK_SHIFT];
      const host = block + (at & (BLOCK_SIZE - 1));
      this.codeBlocks.set(at >>> BLOCK_SHIFT, block);
      const last = this.noted.at(-1);
      if (last !== undefined && last.host + last.length === host) {
        this.noted[this.noted.length - 1] = { host: last.host, length: last.length + 2 };
      } else this.noted.push({ host, length: 2 });
    }
  }

  /** What was noted since this was asked last. */
  takeExtents(): readonly CodeExtent[] {
    const { noted } = this;
    this.noted = [];
    return noted;
  }

  /** Where a known address lies; undefined when it is not known, comes from a word in storage, or the maps have no block. */
  hostOf(address: KnownAddress | undefined): number | undefined {
    if (address === undefined || address.literal >= 0) return undefined;
    const host = this.hostAt(address.value);
    return host < 0 ? undefined : host;
  }

  /** Host offset of a logical address, negative when the maps have no block. */
  hostAt(address: number): number {
    const block = this.request.fetchMap[address >>> BLOCK_SHIFT];
    return block < 0 ? -1 : block + (address & (BLOCK_SIZE - 1));
  }

  /** The PSW at a host offset. */
  pswAt(host: number): StoredPsw {
    const { view } = this.request;
    return { high: view.getInt32(host), low: view.getInt32(host + 4) };
  }

  /** The word at a logical address, if it lies in one block and nothing stores into it again and again. */
  readonly literal: Literals = (address) => {
    const { view, avoided } = this.request;
    const host = this.hostAt(address);
    if (host < 0 || (address & 1) !== 0 || (address & (BLOCK_SIZE - 1)) > BLOCK_SIZE - 4) return undefined;
    return avoided(host) || avoided(host + 2) ? undefined : view.getInt32(host);
  };

  /** The halfword of code at an even logical address, or -1. */
  private halfword(address: number): number {
    const { view, avoided } = this.request;
    const host = this.hostAt(address);
    return host < 0 || avoided(host) ? -1 : view.getUint16(host);
  }
}
