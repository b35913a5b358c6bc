/**
 * Which instructions make a region: from the entry along the branches whose targets are known, basic block by basic
 * block, until something ends it. What is known of registers decides which targets are known, so both are found together.
 */

import { ADDRESS_MASK, BLOCK_SHIFT, BLOCK_SIZE } from '../layout.js';
import { instructionLength } from '../instructions/formats.js';
import { NEW_PSW_DISTANCE, SVC_OLD_PSW } from '../low-storage.js';
import { Constants, type KnownAddress, type Literals } from './constants.js';
import { decodeInstruction, type DecodedInstruction } from './decode.js';
import type { CodeExtent, RegionRequest } from './region.js';
import {
  addressOfPsw,
  EXTENDED_CONTROL,
  isStayingPsw,
  programMaskOfPsw,
  type StoredPsw,
} from './stored-psw.js';

/** How a basic block ends. */
export type BlockEnd =
  /** Into the next block. */
  | { readonly kind: 'fall'; readonly next: number }
  /** A branch, whose targets (none when they are not known) and successor follow from the instruction. */
  | {
      readonly kind: 'branch';
      readonly branch: DecodedInstruction;
      readonly target: KnownAddress | undefined;
      /** The branch leaves the region: a call of what is worth a region of its own. */
      readonly leaves: boolean;
      /**
       * Where a branch whose target is not known may well lead: behind calls that leave their link in its register, or
       * to the branches of a table.
       */
      readonly returns: readonly number[];
    }
  /** SVC or LPSW. */
  | {
      readonly kind: 'exchange';
      readonly instruction: DecodedInstruction;
      /** The mode of the PSWs. */
      readonly extendedControl: boolean;
      /** SVC: the new PSW, which is taken for constant. */
      readonly newPsw: StoredPsw | undefined;
      /** Where it may well lead. */
      readonly targets: readonly ExchangeTarget[];
    }
  /** The instruction at this address is none for compiled code. */
  | { readonly kind: 'stop'; readonly address: number; readonly control: boolean };

/** Where an exchange of PSWs leads. */
export interface ExchangeTarget {
  readonly address: number;
  readonly programMask: number;
}

/** A basic block. */
export interface BasicBlock {
  readonly address: number;
  readonly programMask: number;
  /** Without the branch, SVC or LPSW that ends it. */
  readonly instructions: readonly DecodedInstruction[];
  readonly end: BlockEnd;
  /** What is known of the registers at its beginning. */
  readonly constants: Constants;
  /** Host offset and length of each stretch of code. */
  readonly extents: readonly CodeExtent[];
  /** Blocks of the region that may follow. */
  readonly successors: readonly number[];
}

/** A region's basic blocks, the entry first, and what they lie in. */
export interface RegionShape {
  readonly blocks: ReadonlyMap<number, BasicBlock>;
  /** Addresses of blocks where it is entered; its entry is the first. */
  readonly entries: readonly number[];
  /** Host offset by logical block, but for the entry's. */
  readonly codeBlocks: ReadonlyMap<number, number>;
  /** Words in storage whose contents were taken for constant. */
  readonly literals: Literals;
  /** The stretches of these words. */
  readonly literalExtents: readonly CodeExtent[];
}

/** What the compiler can do with an instruction. */
export interface Repertoire {
  /** It has an emitter. */
  readonly emits: (i: DecodedInstruction) => boolean;
  /** The dispatcher may do it. */
  readonly controls: ReadonlySet<string>;
  /** Most instructions of a basic block. */
  readonly longestBlock: number;
}

/** Mnemonics that end a basic block, but for their forms that never branch. */
const BRANCHES: ReadonlySet<string> = new Set([
  'BC',
  'BCR',
  'BCT',
  'BCTR',
  'BAL',
  'BALR',
  'BAS',
  'BASR',
  'BXH',
  'BXLE',
]);

/** Branches whose target is in register R2, and never happen when that is register 0. */
const REGISTER_BRANCHES: ReadonlySet<string> = new Set(['BCR', 'BCTR', 'BALR', 'BASR']);

/** Branches that leave a link in R1. */
const CALLS: ReadonlySet<string> = new Set(['BAL', 'BALR', 'BAS', 'BASR']);

/** Most supervisor calls of a region that its LPSWs are compared with. */
const MOST_EXCHANGES = 6;
/** Registers 0, 1, 14 and 15: by the conventions of linkage a call changes them. */
const CHANGED_BY_CALLS = 0xc003;

/** Instructions of a subroutine that is made a part of the region that calls it, in a large program. */
const SMALL_SUBROUTINE = 12;

/** A call so many bytes ahead is a way around data, as a parameter list, that stand behind it. */
const AROUND_DATA = 256;

/** Most places of a region, besides its entry, where it is entered. */
const MOST_REENTRIES = 12;

/** Most branches of a branch table. */
const MOST_CASES = 12;

/** Most calls in a region whose returns stay in it, for each link register. */
const MOST_RETURNS = 6;

/** Does the instruction end a basic block? */
export function isBranch({ mnemonic, r1, r2 }: DecodedInstruction): boolean {
  if (!BRANCHES.has(mnemonic)) return false;
  if (REGISTER_BRANCHES.has(mnemonic) && r2 === 0) return false;
  return !((mnemonic === 'BC' || mnemonic === 'BCR') && r1 === 0);
}

/** Does the instruction exchange PSWs in a region? */
function isExchange({ mnemonic }: DecodedInstruction): boolean {
  return mnemonic === 'SVC' || mnemonic === 'LPSW';
}

/** The program mask that `next` is entered with from a block that ends so. */
function programMaskAt(end: BlockEnd, next: number, programMask: number): number {
  if (end.kind !== 'exchange') return programMask;
  return end.targets.find(({ address }) => address === next)?.programMask ?? programMask;
}

/** Does the branch always happen? */
export function isUnconditional({ mnemonic, r1 }: DecodedInstruction): boolean {
  if (mnemonic === 'BC' || mnemonic === 'BCR') return r1 === 15;
  return mnemonic === 'BAL' || mnemonic === 'BALR' || mnemonic === 'BAS' || mnemonic === 'BASR';
}

/** Where the branch leads, if that is known before it. */
function targetOf(branch: DecodedInstruction, constants: Constants): KnownAddress | undefined {
  const target = addressOf(branch, constants);
  // What BR finds in a register that was loaded from storage is a saved link, not an address constant.
  return branch.mnemonic === 'BCR' && target !== undefined && target.literal >= 0 ? undefined : target;
}

function addressOf(branch: DecodedInstruction, constants: Constants): KnownAddress | undefined {
  return REGISTER_BRANCHES.has(branch.mnemonic)
    ? constants.register(branch.r2)
    : constants.address(branch.operand2);
}

/** Forms the region of the request's entry; undefined when its first instruction is none for compiled code. */
export function formRegion(request: RegionRequest, repertoire: Repertoire): RegionShape | undefined {
  return new RegionFormer(request, repertoire).form();
}

class RegionFormer {
  private readonly entries = new Map<number, Constants>();
  /** The program mask that each entry is entered with. */
  private readonly masks = new Map<number, number>();
  /** Block by the address of each instruction that was walked over in it. */
  private readonly owners = new Map<number, number>();
  private readonly decoded = new Map<number, DecodedInstruction | null>();
  private readonly work: number[] = [];
  private readonly codeBlocks = new Map<number, number>();
  private extents: CodeExtent[] = [];
  private count = 0;
  /** Addresses behind calls whose target is known, by the register that has the link. */
  private readonly links = new Map<number, Set<number>>();
  /** Blocks that end with a branch to an unknown address in a register, by that register. */
  private readonly returning = new Map<number, Set<number>>();
  /** Behind supervisor calls, and blocks that end with an LPSW that may lead there. */
  private readonly behindCalls = new Map<number, ExchangeTarget>();
  private readonly resuming = new Set<number>();
  /** Words whose contents are branch targets: only those are taken for constant in the end. */
  private readonly committed = new Set<number>();
  /** Where the region is entered besides its entry, behind what leads out of it; and where it might be. */
  private readonly reentries: number[] = [];
  private readonly offered = new Map<number, Constants>();
  private readonly small = new Map<number, boolean>();

  constructor(
    private readonly request: RegionRequest,
    private readonly repertoire: Repertoire,
  ) {}

  form(): RegionShape | undefined {
    const { request } = this;
    const variable = request.constants ? request.variable : 0xffff;
    this.enter(request.entry, Constants.atEntry(request.gpr, variable), request.programMask);
    for (let address = this.next(); address !== undefined; address = this.next()) this.walk(address, true);
    const blocks = this.collect();
    const first = blocks.get(request.entry);
    if (isEmpty(first)) return undefined;
    this.extents = [];
    for (const address of this.committed) this.note(address, 4);
    const entries = [request.entry, ...this.reentries.filter((address) => !isEmpty(blocks.get(address)))];
    const block = request.entry >>> BLOCK_SHIFT;
    // The dispatcher has looked at the block it enters.
    if (entries.every((address) => address >>> BLOCK_SHIFT === block)) this.codeBlocks.delete(block);
    return {
      blocks,
      entries,
      codeBlocks: this.codeBlocks,
      literals: (address) => (this.committed.has(address) ? this.literal(address) : undefined),
      literalExtents: this.extents,
    };
  }

  /** The blocks that the entry reaches with what is known in the end. */
  private collect(): Map<number, BasicBlock> {
    const blocks = new Map<number, BasicBlock>();
    const waiting = [...this.reentries, this.request.entry];
    this.codeBlocks.clear();
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (blocks.has(address)) continue;
      const block = this.walk(address, false);
      blocks.set(address, block);
      waiting.push(...block.successors);
    }
    return blocks;
  }

  /** The next block to follow: those that are reached first, then places where the region could be entered as well. */
  private next(): number | undefined {
    for (const [address, constants] of this.offered) {
      if (this.work.length > 0) break;
      this.offered.delete(address);
      if (this.reentries.length === MOST_REENTRIES) continue;
      this.enter(address, constants, this.request.programMask);
      if (this.masks.get(address) === this.request.programMask) this.reentries.push(address);
    }
    return this.work.shift();
  }

  /** The region could be entered at `address` again, where what leads out of it with this knowledge comes back. */
  private offer(address: number, constants: Constants, programMask: number): void {
    const { request } = this;
    if ((address & 1) !== 0 || address === request.entry || programMask !== request.programMask) return;
    const variable = CHANGED_BY_CALLS | (request.constants ? (request.variableBehindCalls ?? 0) : 0xffff);
    const there = constants.atReturn(variable);
    if (this.reentries.includes(address)) this.enter(address, there, programMask);
    else if (this.offered.get(address)?.meet(there) === undefined) this.offered.set(address, there);
  }

  /** The block at `address` is reached with this knowledge and program mask. With another mask it is not reached at all. */
  private enter(address: number, constants: Constants, programMask: number): void {
    const known = this.entries.get(address);
    if (known !== undefined) {
      if (this.masks.get(address) === programMask && known.meet(constants)) this.work.push(address);
      return;
    }
    if (this.count >= this.request.limit || this.isBegun(address)) return;
    this.entries.set(address, constants.copy());
    this.masks.set(address, programMask);
    this.work.push(address);
    // The block that runs over this address ends here from now on, and has something to say about it.
    const owner = this.owners.get(address);
    if (owner !== undefined && owner !== address) this.work.push(owner);
  }

  /** Is the block better left to a region that begins there? */
  private isBegun(address: number): boolean {
    const { entry, fetchMap, begun } = this.request;
    const block = fetchMap[address >>> BLOCK_SHIFT];
    return address !== entry && block >= 0 && begun(block + (address & (BLOCK_SIZE - 1)), address);
  }

  /** Follows a block; when `entering` is true, its knowledge goes to its successors. */
  private walk(start: number, entering: boolean): BasicBlock {
    const begin = (this.entries.get(start) as Constants).copy();
    if (!entering) begin.forgetLiterals((literal) => !this.committed.has(literal));
    const constants = begin.copy();
    const programMask = this.masks.get(start) as number;
    const instructions: DecodedInstruction[] = [];
    this.extents = [];
    let address = start;
    let end: BlockEnd | undefined;
    while (end === undefined) {
      if (address !== start && this.entries.has(address)) {
        end = { kind: 'fall', next: address };
        break;
      }
      const i = this.at(address, constants);
      if (typeof i === 'boolean') {
        end = { kind: 'stop', address, control: i };
        if (entering) this.offerBehind(address, constants, programMask);
      } else if (isBranch(i)) {
        const target = targetOf(i, constants);
        const literal = target?.literal ?? -1;
        if (literal >= 0) this.committed.add(literal);
        const leaves = target !== undefined && this.isLeaving(i, target.value);
        if (entering && !leaves) this.noteCall(i, start, target);
        const returns = target === undefined ? [...this.returnsOf(i), ...this.casesOf(i, constants)] : [];
        end = { kind: 'branch', branch: i, target, leaves, returns };
        if (entering) this.owners.set(address, start);
        constants.execute(i, this.literal);
        if (entering && (leaves || target === undefined) && CALLS.has(i.mnemonic)) {
          this.offer(i.next & ADDRESS_MASK, constants, programMask);
        }
      } else if (isExchange(i)) {
        end = this.exchangeEnd(i, constants, programMask, entering ? start : undefined);
        if (entering) this.owners.set(address, start);
      } else if (instructions.length === this.repertoire.longestBlock - 1) {
        end = { kind: 'fall', next: address };
      } else {
        if (entering && !this.owners.has(address)) this.count++;
        if (entering) this.owners.set(address, start);
        instructions.push(i);
        constants.execute(i, this.literal);
        address = i.next;
      }
    }
    if (entering) this.enterSuccessors(end, constants, programMask);
    const successors = successorAddresses(end).filter(
      (next) => this.masks.get(next) === programMaskAt(end, next, programMask),
    );
    return {
      address: start,
      programMask,
      instructions,
      end,
      constants: begin,
      extents: this.extents,
      successors,
    };
  }

  private enterSuccessors(end: BlockEnd, constants: Constants, programMask: number): void {
    const returns = end.kind === 'branch' ? end.returns : [];
    for (const next of successorAddresses(end)) {
      const mask = programMaskAt(end, next, programMask);
      if (!returns.includes(next)) {
        this.enter(next, constants, mask);
        continue;
      }
      const there = constants.copy();
      if (end.kind === 'branch' && end.branch.mnemonic === 'BCR') there.assume(end.branch.r2, next);
      this.enter(next, there, mask);
    }
  }

  /**
   * The end of a block by SVC or LPSW. When the block is entered (`start`), what it tells about others is noted. A PSW
   * that lies elsewhere than where interruptions put it is taken for what it is now, and compared.
   */
  private exchangeEnd(
    i: DecodedInstruction,
    constants: Constants,
    programMask: number,
    start: number | undefined,
  ): BlockEnd {
    const { exchange } = this.request;
    const stop: BlockEnd = { kind: 'stop', address: i.address, control: true };
    if (exchange === undefined) return stop;
    const extendedControl = (exchange.high & EXTENDED_CONTROL) !== 0;
    const end = { kind: 'exchange', instruction: i, extendedControl } as const;
    if (i.mnemonic === 'SVC') {
      const newPsw = this.pswAt(exchange.lowStorage + SVC_OLD_PSW + NEW_PSW_DISTANCE);
      if (!isStayingPsw(newPsw, exchange.high)) return stop;
      if (start !== undefined) this.noteSupervisorCall(i, programMask);
      const target = { address: addressOfPsw(newPsw), programMask: programMaskOfPsw(newPsw) };
      return { ...end, newPsw, targets: [target] };
    }
    const host = this.hostOf(constants.address(i.operand1));
    if (host !== undefined && (host & 7) !== 0) return stop;
    if (host !== undefined && host !== exchange.lowStorage + SVC_OLD_PSW) {
      const psw = this.pswAt(host);
      const target = { address: addressOfPsw(psw), programMask: programMaskOfPsw(psw) };
      return { ...end, newPsw: undefined, targets: isStayingPsw(psw, exchange.high) ? [target] : [] };
    }
    if (start !== undefined) this.resuming.add(start);
    return { ...end, newPsw: undefined, targets: [...this.behindCalls.values()] };
  }

  /** Takes note of a supervisor call, and of LPSWs that may lead behind it. */
  private noteSupervisorCall({ next }: DecodedInstruction, programMask: number): void {
    const { behindCalls } = this;
    if (behindCalls.has(next) || behindCalls.size === MOST_EXCHANGES) return;
    behindCalls.set(next, { address: next & ADDRESS_MASK, programMask });
    this.work.push(...this.resuming);
  }

  private pswAt(host: number): StoredPsw {
    const { view } = this.request;
    return { high: view.getInt32(host), low: view.getInt32(host + 4) };
  }

  /** Where a known address lies; undefined when it is not known, comes from a word in storage, or the maps have no block. */
  private hostOf(address: KnownAddress | undefined): number | undefined {
    if (address === undefined || address.literal >= 0) return undefined;
    const block = this.request.fetchMap[address.value >>> BLOCK_SHIFT];
    return block < 0 ? undefined : block + (address.value & (BLOCK_SIZE - 1));
  }

  /** Takes note of a call whose target is known, and of branches that may return from one. */
  private noteCall(branch: DecodedInstruction, block: number, target: KnownAddress | undefined): void {
    const { mnemonic, r1, r2, next } = branch;
    if (mnemonic === 'BCR' && target === undefined) {
      const blocks = this.returning.get(r2);
      if (blocks === undefined) this.returning.set(r2, new Set([block]));
      else blocks.add(block);
      return;
    }
    if (target === undefined || !CALLS.has(mnemonic)) return;
    const links = this.links.get(r1) ?? new Set();
    this.links.set(r1, links);
    if (links.has(next) || links.size === MOST_RETURNS) return;
    links.add(next);
    for (const returning of this.returning.get(r1) ?? []) this.work.push(returning);
  }

  /** Unconditional branches that an indexed one may lead to: a branch table. */
  private casesOf({ mnemonic, r1, operand2 }: DecodedInstruction, constants: Constants): readonly number[] {
    if (mnemonic !== 'BC' || r1 !== 15 || operand2.index === 0 || operand2.base === 0) return [];
    const table =
      constants.address({ ...operand2, index: 0 }) ??
      constants.address({ ...operand2, base: operand2.index, index: 0 });
    const cases: number[] = [];
    for (let at = table?.value ?? -1; at >= 0 && cases.length < MOST_CASES; at += 4) {
      const i = this.decode(at);
      if (i?.mnemonic !== 'BC' || i.r1 !== 15) break;
      cases.push(at);
    }
    return cases;
  }

  /** Is the branch a call of something large, which is better left to a region of its own? */
  private isLeaving({ mnemonic, address, executedBy }: DecodedInstruction, target: number): boolean {
    if (this.request.economical !== true || !CALLS.has(mnemonic) || executedBy !== undefined) return false;
    if (target > address && target - address <= AROUND_DATA) return false;
    const known = this.small.get(target);
    if (known !== undefined) return !known;
    const small = this.isSmall(target);
    this.small.set(target, small);
    return !small;
  }

  /** Does the code from `address` on soon return, and call nothing? */
  private isSmall(address: number): boolean {
    for (let at = address, n = 0; n < SMALL_SUBROUTINE; n++) {
      const i = this.decode(at);
      if (i === undefined || CALLS.has(i.mnemonic)) return false;
      if (i.mnemonic === 'BCR' && i.r1 === 15 && i.r2 !== 0) return true;
      if (i.mnemonic !== 'EX' && !isBranch(i) && !this.repertoire.emits(i)) return false;
      at = i.next;
    }
    return false;
  }

  /** The instruction at `address` is left to others, which go on behind it. */
  private offerBehind(address: number, constants: Constants, programMask: number): void {
    const i = this.decode(address);
    if (i === undefined || i.mnemonic === 'LPSW') return;
    const behind = constants.copy();
    behind.execute(i, this.literal);
    this.offer(i.next & ADDRESS_MASK, behind, programMask);
  }

  private returnsOf({ mnemonic, r2 }: DecodedInstruction): readonly number[] {
    return mnemonic === 'BCR' ? [...(this.links.get(r2) ?? [])] : [];
  }

  /** The word at a logical address, if it lies in one block and nothing stores into it again and again. */
  private readonly literal: Literals = (address) => {
    const { fetchMap, view, avoided } = this.request;
    const block = fetchMap[address >>> BLOCK_SHIFT];
    const offset = address & (BLOCK_SIZE - 1);
    if (block < 0 || (address & 1) !== 0 || offset > BLOCK_SIZE - 4) return undefined;
    const host = block + offset;
    return avoided(host) || avoided(host + 2) ? undefined : view.getInt32(host);
  };

  /** The instruction at `address`; a boolean when it is none for compiled code: true when the dispatcher may do it. */
  private at(address: number, constants: Constants): DecodedInstruction | boolean {
    const { repertoire } = this;
    const i = this.decode(address);
    if (i === undefined) return false;
    if (i.mnemonic !== 'EX') {
      if (isBranch(i) || repertoire.emits(i) || (isExchange(i) && this.request.exchange !== undefined)) {
        this.note(address, i.next - address);
        return i;
      }
      return repertoire.controls.has(i.mnemonic);
    }
    const subjectAddress = constants.address(i.operand2);
    if (subjectAddress === undefined || !this.isCommitted(subjectAddress)) return false;
    const subject = this.decode(subjectAddress.value, i);
    if (
      subject === undefined ||
      subject.mnemonic === 'EX' ||
      isBranch(subject) ||
      !repertoire.emits(subject)
    ) {
      return false;
    }
    this.note(address, 4);
    this.note(subjectAddress.value, instructionLength(this.byteAt(subjectAddress.value)));
    return subject;
  }

  private isCommitted({ literal }: KnownAddress): boolean {
    return literal < 0 || this.committed.has(literal);
  }

  /** Decodes what lies at a logical address now; undefined when that is no instruction or may not be looked at. */
  private decode(address: number, executedBy?: DecodedInstruction): DecodedInstruction | undefined {
    const known = executedBy === undefined ? this.decoded.get(address) : undefined;
    if (known !== undefined) return known ?? undefined;
    const decoded = this.decodeNew(address, executedBy);
    if (executedBy === undefined) this.decoded.set(address, decoded ?? null);
    return decoded;
  }

  private decodeNew(
    address: number,
    executedBy: DecodedInstruction | undefined,
  ): DecodedInstruction | undefined {
    if ((address & 1) !== 0 || address > ADDRESS_MASK - 6) return undefined;
    const first = this.halfword(address);
    if (first < 0) return undefined;
    const length = instructionLength(first >>> 8);
    const second = length > 2 ? this.halfword(address + 2) : 0;
    const third = length > 4 ? this.halfword(address + 4) : 0;
    if (second < 0 || third < 0) return undefined;
    return decodeInstruction((first << 16) | second, third << 16, address, executedBy);
  }

  private byteAt(address: number): number {
    return this.halfword(address & ~1) >>> 8;
  }

  /** The halfword of code at an even logical address, or -1. */
  private halfword(address: number): number {
    const { fetchMap, view, avoided } = this.request;
    const block = fetchMap[address >>> BLOCK_SHIFT];
    if (block < 0) return -1;
    const host = block + (address & (BLOCK_SIZE - 1));
    return avoided(host) ? -1 : view.getUint16(host);
  }

  /** The region depends on these bytes. */
  private note(address: number, length: number): void {
    const { fetchMap } = this.request;
    for (let at = address; at < address + length; at += 2) {
      const block = fetchMap[at >>> BLOCK_SHIFT];
      const host = block + (at & (BLOCK_SIZE - 1));
      this.codeBlocks.set(at >>> BLOCK_SHIFT, block);
      const last = this.extents.at(-1);
      if (last !== undefined && last.host + last.length === host) {
        this.extents[this.extents.length - 1] = { host: last.host, length: last.length + 2 };
      } else this.extents.push({ host, length: 2 });
    }
  }
}

/** Is there nothing in the block for compiled code? */
function isEmpty(block: BasicBlock | undefined): boolean {
  return block === undefined || (block.instructions.length === 0 && block.end.kind === 'stop');
}

/** Addresses of blocks that may follow and are known. */
export function successorAddresses(end: BlockEnd): readonly number[] {
  if (end.kind === 'stop') return [];
  if (end.kind === 'fall') return [end.next];
  if (end.kind === 'exchange') {
    return end.targets.map(({ address }) => address).filter((address) => (address & 1) === 0);
  }
  const { branch, target, leaves, returns } = end;
  const next = isUnconditional(branch) ? [] : [branch.next & ADDRESS_MASK];
  if (target === undefined) return [...next, ...returns.filter((address) => !next.includes(address))];
  return leaves || (target.value & 1) !== 0 ? next : [...next, target.value];
}
