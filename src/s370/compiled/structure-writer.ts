/**
 * Writes a region's control flow with WebAssembly's blocks, loops and ifs, along the dominator tree. Norman Ramsey,
 * "Beyond Relooper: Recursive Translation of Unstructured Control Flow to Structured Control Flow". Loops that are
 * entered at several places have gates (`gates.ts`).
 */

import { ADDRESS_MASK } from '../layout.js';
import { isUnconditional } from './branches.js';
import type { Constants, Literals } from './constants.js';
import type { DecodedInstruction } from './decode.js';
import { analyseFlow, type FlowGraph } from './dominators.js';
import { BRANCH_WRITERS } from './emit/branch.js';
import { chooseKept } from './kept-registers.js';
import { leaveExchanged, pushLeadsTo, writeExchange } from './emit/psw-exchange.js';
import { REGION_CONTINUES, REGION_CONTROLS, REGION_INTERPRETS } from './region.js';
import type { Emit, Knowledge, RegionEmitter } from './region-emitter.js';
import { ownInstructions, type BasicBlock, type ExchangeTarget, type RegionShape } from './region-shape.js';
import type { Label } from './wasm/function-writer.js';

/** Mnemonics of instructions that always set the condition code. */
const SETS_CONDITION: ReadonlySet<string> = new Set(
  (
    'LTR LPR LNR LCR AR A AH SR S SH CR C CH CLR CL ALR AL SLR SL NR N OR O XR X NI OI XI CLI TM TS CS CDS ICM CLM ' +
    'SRA SLA SRDA SLDA NC OC XC CLC SPM ' +
    'TRT MVCL CLCL AP SP ZAP CP SRP ED EDMK AER AE ADR AD SER SE SDR SD AUR AU AWR AW SUR SU SWR SW CER CE CDR CD ' +
    'AXR SXR LPER LPDR LNER LNDR LCER LCDR LTER LTDR'
  ).split(' '),
);

/** Number of the place from which a region goes to one of its entries where that is not the entry itself: no address. */
const ENTRIES = -1;

/** With so many entries a table leads to them. */
const TABLE_FROM = 4;

/** Writes the blocks of one region. */
export class StructureWriter {
  private readonly flow: FlowGraph;
  private readonly blocks: readonly BasicBlock[];
  /** Number of the block at an address. */
  private readonly numbers: ReadonlyMap<number, number>;
  /** Does a block look at the condition code that it was entered with? */
  private readonly wantsCondition: boolean[];
  /** Is the countdown looked at where the block begins? At loops, and behind SVC, which takes more from it than itself. */
  private readonly looks: readonly boolean[];
  /** Instructions that may follow the entry into a block without another look at the countdown. */
  private readonly longestWay: number[];
  private readonly children: number[][];
  private readonly literals: Literals;
  private readonly loops = new Map<number, Label>();
  private readonly merges = new Map<number, Label>();
  /** What is known where a block ends. */
  private readonly knowledge: Knowledge[] = [];

  constructor(
    private readonly e: RegionEmitter,
    private readonly shape: RegionShape,
    private readonly emitters: Readonly<Record<string, Emit>>,
  ) {
    const { entries } = shape;
    const present = (address: number): readonly number[] => {
      if (address === ENTRIES) return entries;
      return (shape.blocks.get(address) as BasicBlock).successors.filter((next) => shape.blocks.has(next));
    };
    this.flow = analyseFlow(entries.length > 1 ? ENTRIES : entries[0], present, ENTRIES);
    const { order, dominator } = this.flow;
    this.literals = shape.literals;
    const first = shape.blocks.get(entries[0]) as BasicBlock;
    const atEntries: BasicBlock = { ...first, instructions: [], end: { kind: 'fall', next: first.address } };
    this.blocks = order.map((address) => shape.blocks.get(address) ?? atEntries);
    this.numbers = new Map(order.map((address, number) => [address, number]));
    this.children = order.map(() => []);
    // Children that come later in the order are the outer blocks: the last is written first.
    for (let n = order.length - 1; n > 0; n--) this.children[dominator[n]].push(n);
    this.wantsCondition = this.findWantsCondition();
    this.looks = this.findLooks();
    this.longestWay = this.findLongestWays();
  }

  write(): void {
    this.e.keep(chooseKept(this.blocks, this.flow.successors));
    this.tree(0);
  }

  private isMerge(n: number): boolean {
    return this.flow.forwardEdges[n] > 1;
  }

  /** Do ways with different knowledge lead to the block? */
  private isJoin(n: number): boolean {
    return this.isMerge(n) || this.flow.loopHeader[n];
  }

  /** Writes a block and all that it dominates. */
  private tree(n: number): void {
    const merges = this.children[n].filter((child) => this.isMerge(child));
    if (!this.flow.loopHeader[n]) {
      this.within(n, merges, 0);
      return;
    }
    const { f } = this.e;
    // The way into the loop brings what its beginning expects.
    if (n === 0) this.e.joinCondition(this.wantsCondition[0]);
    this.loops.set(n, f.loop());
    this.within(n, merges, 0);
    f.op('unreachable').end();
  }

  private within(n: number, merges: readonly number[], at: number): void {
    if (at === merges.length) {
      this.block(n);
      return;
    }
    const { f } = this.e;
    this.merges.set(merges[at], f.block());
    this.within(n, merges, at + 1);
    f.op('unreachable').end();
    this.tree(merges[at]);
  }

  private block(n: number): void {
    const { e, flow } = this;
    const block = this.blocks[n];
    this.resume(n);
    if (flow.order[n] < 0) {
      this.keep(n);
      if (flow.order[n] === ENTRIES) this.enterRegion(n);
      else this.gate(n);
      return;
    }
    const { instructions, end, programMask } = block;
    const total = instructions.length + ownInstructions(end);
    e.programMask = programMask;
    e.count(block.address, total, this.looks[n] ? this.longestWay[n] : 0);
    const constants = block.constants.copy();
    instructions.forEach((i, index) => {
      this.begin(i, constants, total - index);
      this.emitters[i.mnemonic](e, i);
      constants.execute(i, this.literals);
    });
    this.end(n, block, constants);
  }

  /** Goes to the entry that the instruction address names. */
  private enterRegion(n: number): void {
    const { entries } = this.shape;
    const { e } = this;
    const enter = (address: number): void => {
      const to = this.numbers.get(address) as number;
      if (!this.looks[to]) e.count(address, 0, this.longestWay[to]);
      this.goTo(n, address);
    };
    if (entries.length < TABLE_FROM) {
      this.choose(n, entries, enter);
      return;
    }
    const labels = entries.map(() => e.f.block());
    e.goToChosen(entries, labels.reverse());
    for (const address of entries) {
      e.f.end();
      e.resume(this.knowledge[n]);
      enter(address);
    }
  }

  /** Goes to the entry of a loop that was chosen where the way to the gate began. */
  private gate(n: number): void {
    const { e, flow } = this;
    if (this.looks[n]) e.countChosen(this.longestWay[n]);
    this.choose(
      n,
      flow.successors[n].map((next) => flow.order[next]),
      (address) => this.goTo(n, address),
    );
  }

  /** Goes to the chosen one of these addresses by `go`. */
  private choose(n: number, addresses: readonly number[], go: (address: number) => void): void {
    const { e } = this;
    const [first, ...others] = addresses;
    for (const address of others) {
      e.pushChosen(address);
      e.f.if();
      go(address);
      e.f.end();
      e.resume(this.knowledge[n]);
    }
    go(first);
  }

  /** What is known at the beginning of block `n`. */
  private resume(n: number): void {
    const { e, flow } = this;
    if (n === 0) {
      if (flow.loopHeader[0]) e.enterJoin(this.wantsCondition[0]);
      return;
    }
    e.resume(this.knowledge[flow.dominator[n]]);
    if (this.isJoin(n)) e.enterJoin(this.wantsCondition[n]);
  }

  private begin(i: DecodedInstruction, constants: Constants, remaining: number): void {
    const { e } = this;
    e.beginInstruction(i, constants, remaining);
    // The subject of an EXECUTE is where it was only as long as its address is.
    if (i.executedBy !== undefined) e.constantAddress(i.executedBy.operand2);
  }

  private end(n: number, { end }: BasicBlock, constants: Constants): void {
    const { e } = this;
    switch (end.kind) {
      case 'stop':
        e.exit(end.address, end.control ? REGION_CONTROLS : REGION_INTERPRETS, 0);
        return;
      case 'fall':
        this.keep(n);
        this.goTo(n, end.next);
        return;
      case 'exchange':
        this.begin(end.instruction, constants, 1);
        writeExchange(e, end);
        this.keep(n);
        if (end.newPsw === undefined) this.goToLoaded(n, end.targets);
        else this.goTo(n, end.targets[0].address);
        return;
      case 'branch': {
        const { branch, target, leaves, returns } = end;
        this.begin(branch, constants, 1);
        const testIsPushed = BRANCH_WRITERS[branch.mnemonic](e, branch, target === undefined);
        if (target !== undefined) e.useConstant(target);
        this.keep(n);
        if (testIsPushed) e.f.if();
        if (target === undefined) this.goToReturn(n, returns);
        else if (leaves) e.exit(target.value, REGION_CONTINUES, 0);
        else this.goTo(n, target.value);
        if (!testIsPushed) return;
        e.f.end();
        e.resume(this.knowledge[n]);
        this.goTo(n, branch.next & ADDRESS_MASK);
      }
    }
  }

  /** Goes from block `n` to what a branch register has, out of the region if it is none of these addresses. */
  private goToReturn(n: number, returns: readonly number[]): void {
    const { e } = this;
    for (const address of returns) {
      if (!this.numbers.has(address)) continue;
      e.pushExitsAt(address);
      e.f.if();
      this.goTo(n, address);
      e.f.end();
      e.resume(this.knowledge[n]);
    }
    e.exitDynamic(REGION_CONTINUES);
  }

  /** Goes from block `n` to where the PSW that was loaded leads, out of the region if it is none of these places. */
  private goToLoaded(n: number, targets: readonly ExchangeTarget[]): void {
    const { e } = this;
    for (const target of targets) {
      const to = this.numbers.get(target.address);
      if (to === undefined || this.blocks[to].programMask !== target.programMask) continue;
      pushLeadsTo(e, target);
      e.f.if();
      this.goTo(n, target.address);
      e.f.end();
      e.resume(this.knowledge[n]);
    }
    leaveExchanged(e);
    e.exitDynamic(REGION_CONTINUES);
  }

  private keep(n: number): void {
    this.knowledge[n] = this.e.knowledge;
  }

  /** Goes from block `n` to an address, in the region or out of it. */
  private goTo(n: number, address: number): void {
    const { e, flow } = this;
    if (!this.numbers.has(address) || (flow.order[n] >= 0 && !this.blocks[n].successors.includes(address))) {
      e.exit(address, REGION_CONTINUES, 0);
      return;
    }
    const gate = flow.gates.get(address);
    const gated = gate !== undefined && gate !== flow.order[n];
    if (gated) e.choose(address);
    const to = this.numbers.get(gated ? gate : address) as number;
    if (this.isJoin(to)) e.joinCondition(this.wantsCondition[to]);
    if (to <= n) e.f.br(this.loops.get(to) as Label);
    else if (this.isMerge(to)) e.f.br(this.merges.get(to) as Label);
    else this.tree(to);
  }

  private findWantsCondition(): boolean[] {
    const { blocks, flow } = this;
    const wants = blocks.map(() => false);
    const sets = blocks.map(
      ({ instructions, end }) =>
        end.kind === 'exchange' || instructions.some(({ mnemonic }) => SETS_CONDITION.has(mnemonic)),
    );
    const looks = blocks.map(looksAtCondition);
    for (let changed = true; changed;) {
      changed = false;
      for (let n = blocks.length - 1; n >= 0; n--) {
        const now = looks[n] || (!sets[n] && flow.successors[n].some((next) => wants[next]));
        if (now !== wants[n]) {
          wants[n] = now;
          changed = true;
        }
      }
    }
    return wants;
  }

  private findLooks(): boolean[] {
    const { blocks, flow } = this;
    const looks = blocks.map((_, n) => n === 0 || flow.loopHeader[n]);
    blocks.forEach(({ end }, n) => {
      if (end.kind !== 'exchange' || end.newPsw === undefined) return;
      for (const next of flow.successors[n]) looks[next] = true;
    });
    return looks;
  }

  private findLongestWays(): number[] {
    const { blocks, flow } = this;
    const longest = blocks.map(() => 0);
    for (let n = blocks.length - 1; n >= 0; n--) {
      const { instructions, end } = blocks[n];
      let behind = 0;
      for (const next of flow.successors[n]) {
        if (next > n && !this.looks[next]) behind = Math.max(behind, longest[next]);
      }
      longest[n] = instructions.length + ownInstructions(end) + behind;
    }
    return longest;
  }
}

/** Does the block look at the condition code before it sets it? */
function looksAtCondition({ instructions, end }: BasicBlock): boolean {
  for (const { mnemonic } of instructions) {
    if (mnemonic === 'BALR' || mnemonic === 'BAL') return true;
    if (SETS_CONDITION.has(mnemonic)) return false;
  }
  if (end.kind === 'exchange') return end.newPsw !== undefined;
  if (end.kind !== 'branch') return false;
  const { mnemonic } = end.branch;
  return (
    mnemonic === 'BAL' ||
    mnemonic === 'BALR' ||
    ((mnemonic === 'BC' || mnemonic === 'BCR') && !isUnconditional(end.branch))
  );
}
