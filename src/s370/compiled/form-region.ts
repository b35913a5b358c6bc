/**
 * Which instructions make a region: from the entry along the branches whose targets are known, basic block by basic
 * block, until something ends it. What is known of registers decides which targets are known, so both are found together.
 */

import { ADDRESS_MASK, BLOCK_SHIFT } from '../layout.js';
import { isBranch, isCall, isExchange, targetOf } from './branches.js';
import { CodeReader } from './code-reader.js';
import { Constants } from './constants.js';
import type { DecodedInstruction } from './decode.js';
import { PswWays } from './psw-ways.js';
import type { RegionRequest } from './region.js';
import {
  isEmpty,
  programMaskAt,
  successorAddresses,
  type BasicBlock,
  type BlockEnd,
  type RegionShape,
} from './region-shape.js';
import { Subroutines } from './subroutines.js';

/** What the compiler can do with an instruction. */
export interface Repertoire {
  /** It has an emitter. */
  readonly emits: (i: DecodedInstruction) => boolean;
  /** The dispatcher may do it. */
  readonly controls: ReadonlySet<string>;
  /** Most instructions of a basic block. */
  readonly longestBlock: number;
}

/** Registers 0, 1, 14 and 15: by the conventions of linkage a call changes them. */
const CHANGED_BY_CALLS = 0xc003;

/** Most places of a region, besides its entry, where it is entered. */
const MOST_REENTRIES = 12;

/** Forms the region of the request's entry; undefined when its first instruction is none for compiled code. */
export function formRegion(request: RegionRequest, repertoire: Repertoire): RegionShape | undefined {
  return new RegionFormer(request, repertoire).form();
}

class RegionFormer {
  /** What is known at the beginning of each block, and the program mask that it is entered with. */
  private readonly entries = new Map<number, Constants>();
  private readonly masks = new Map<number, number>();
  /** Block by the address of each instruction that was walked over in it. */
  private readonly owners = new Map<number, number>();
  private readonly work: number[] = [];
  private count = 0;
  private readonly leftOut = new Set<number>();
  /** Words whose contents are branch targets: only those are taken for constant in the end. */
  private readonly committed = new Set<number>();
  /** Where the region is entered besides its entry, behind what leads out of it; and where it might be. */
  private readonly reentries: number[] = [];
  private readonly offered = new Map<number, Constants>();
  private readonly code: CodeReader;
  private readonly subroutines: Subroutines;
  private readonly pswWays: PswWays;

  constructor(
    private readonly request: RegionRequest,
    private readonly repertoire: Repertoire,
  ) {
    this.code = new CodeReader(request);
    this.subroutines = new Subroutines(this.code, repertoire.emits, request.economical === true);
    this.pswWays = new PswWays(this.code, request.exchange);
  }

  form(): RegionShape | undefined {
    const { request, code } = this;
    const variable = request.constants ? request.variable : 0xffff;
    this.enter(request.entry, Constants.atEntry(request.gpr, variable), request.programMask);
    for (let address = this.next(); address !== undefined; address = this.next()) this.walk(address, true);
    const blocks = this.collect();
    if (isEmpty(blocks.get(request.entry))) return undefined;
    for (const address of this.committed) code.note(address, 4);
    const entries = [request.entry, ...this.reentries.filter((address) => !isEmpty(blocks.get(address)))];
    const block = request.entry >>> BLOCK_SHIFT;
    // The dispatcher has looked at the block it enters.
    if (entries.every((address) => address >>> BLOCK_SHIFT === block)) code.codeBlocks.delete(block);
    return {
      blocks,
      entries,
      leftOut: [...this.leftOut],
      codeBlocks: code.codeBlocks,
      literals: (address) => (this.committed.has(address) ? code.literal(address) : undefined),
      literalExtents: code.takeExtents(),
    };
  }

  /** The blocks that the entry reaches with what is known in the end. */
  private collect(): Map<number, BasicBlock> {
    const blocks = new Map<number, BasicBlock>();
    const waiting = [...this.reentries, this.request.entry];
    this.code.codeBlocks.clear();
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

  /** The instruction at `address` is left to others, which go on behind it. */
  private offerBehind(address: number, constants: Constants, programMask: number): void {
    const i = this.code.decode(address);
    if (i === undefined || i.mnemonic === 'LPSW') return;
    const behind = constants.copy();
    behind.execute(i, this.code.literal);
    this.offer(i.next & ADDRESS_MASK, behind, programMask);
  }

  /** The block at `address` is reached with this knowledge and program mask. With another mask it is not reached at all. */
  private enter(address: number, constants: Constants, programMask: number): void {
    const known = this.entries.get(address);
    if (known !== undefined) {
      if (this.masks.get(address) === programMask && known.meet(constants)) this.work.push(address);
      return;
    }
    if (this.isFull || this.isBegun(address)) return;
    if (!this.wasExecuted(address)) {
      this.leftOut.add(address);
      return;
    }
    this.entries.set(address, constants.copy());
    this.masks.set(address, programMask);
    this.work.push(address);
    // The block that runs over this address ends here from now on, and has something to say about it.
    const owner = this.owners.get(address);
    if (owner !== undefined && owner !== address) this.work.push(owner);
  }

  /** Has the region all that it may have? Branches do not count as instructions, but storage may be full of them. */
  private get isFull(): boolean {
    const { limit } = this.request;
    return this.count >= limit || this.entries.size >= limit;
  }

  /** Is the block better left to a region that begins there? */
  private isBegun(address: number): boolean {
    const { entry, begun } = this.request;
    const host = this.code.hostAt(address);
    return address !== entry && host >= 0 && begun(host, address);
  }

  /** Has the program been there? The entry, where it comes to now, is a part of the region in any case. */
  private wasExecuted(address: number): boolean {
    const { entry, executed } = this.request;
    const host = this.code.hostAt(address);
    return executed === undefined || address === entry || host < 0 || executed(host);
  }

  /** Follows a block; when `entering` is true, its knowledge goes to its successors. */
  private walk(start: number, entering: boolean): BasicBlock {
    const begin = this.entries.get(start) as Constants;
    if (!entering) begin.forgetLiterals((literal) => !this.committed.has(literal));
    const constants = begin.copy();
    const programMask = this.masks.get(start) as number;
    const instructions: DecodedInstruction[] = [];
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
        end = this.branchEnd(i, constants, entering ? start : undefined, programMask);
        if (entering) this.owners.set(address, start);
      } else if (isExchange(i)) {
        end = this.exchangeEnd(i, constants, entering ? start : undefined, programMask);
        if (entering) this.owners.set(address, start);
      } else if (instructions.length === this.repertoire.longestBlock - 1) {
        end = { kind: 'fall', next: address };
      } else {
        if (entering && !this.owners.has(address)) this.count++;
        if (entering) this.owners.set(address, start);
        instructions.push(i);
        constants.execute(i, this.code.literal);
        address = i.next;
      }
    }
    const extents = this.code.takeExtents();
    if (entering) this.enterSuccessors(end, constants, programMask);
    const successors = successorAddresses(end).filter(
      (next) => this.masks.get(next) === programMaskAt(end, next, programMask),
    );
    return { address: start, programMask, instructions, end, constants: begin, extents, successors };
  }

  /** The end of a block by a branch. When the block is entered (`start`), what it tells about others is noted. */
  private branchEnd(
    branch: DecodedInstruction,
    constants: Constants,
    start: number | undefined,
    programMask: number,
  ): BlockEnd {
    const { subroutines } = this;
    const target = targetOf(branch, constants);
    const literal = target?.literal ?? -1;
    if (literal >= 0) this.committed.add(literal);
    const leaves =
      target !== undefined &&
      (subroutines.isLeaving(branch, target.value) || (isCall(branch) && this.isBegun(target.value)));
    if (start !== undefined && !leaves) this.work.push(...subroutines.note(branch, start, target));
    const returns = target === undefined ? subroutines.waysOf(branch, constants) : [];
    constants.execute(branch, this.code.literal);
    if (start !== undefined && (leaves || target === undefined) && isCall(branch)) {
      this.offer(branch.next & ADDRESS_MASK, constants, programMask);
    }
    return { kind: 'branch', branch, target, leaves, returns };
  }

  /** The end of a block by SVC or LPSW. When the block is entered (`start`), what it tells about others is noted. */
  private exchangeEnd(
    i: DecodedInstruction,
    constants: Constants,
    start: number | undefined,
    programMask: number,
  ): BlockEnd {
    const { end, resumes } = this.pswWays.end(i, constants);
    if (start !== undefined && end.kind === 'exchange') {
      if (resumes) this.pswWays.noteResuming(start);
      if (end.newPsw !== undefined) this.work.push(...this.pswWays.noteSupervisorCall(i, programMask));
    }
    return end;
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

  /** The instruction at `address`; a boolean when it is none for compiled code: true when the dispatcher may do it. */
  private at(address: number, constants: Constants): DecodedInstruction | boolean {
    const { repertoire, code } = this;
    const i = code.decode(address);
    if (i === undefined) return false;
    if (i.mnemonic !== 'EX') {
      if (isBranch(i) || repertoire.emits(i) || (isExchange(i) && this.request.exchange !== undefined)) {
        code.noteInstruction(address);
        return i;
      }
      return repertoire.controls.has(i.mnemonic);
    }
    const from = constants.address(i.operand2);
    if (from === undefined || !(from.literal < 0 || this.committed.has(from.literal))) return false;
    const subject = code.decodeSubject(from.value, i);
    if (subject === undefined || subject.mnemonic === 'EX') return false;
    if (isBranch(subject) || !repertoire.emits(subject)) return false;
    code.noteInstruction(address);
    code.noteInstruction(from.value);
    return subject;
  }
}
