/** What a region consists of: basic blocks, how they end, where they lead. `form-region.ts` finds it. */

import { ADDRESS_MASK } from '../layout.js';
import { isUnconditional } from './branches.js';
import type { Constants, KnownAddress, Literals } from './constants.js';
import type { DecodedInstruction } from './decode.js';
import type { CodeExtent } from './region.js';
import type { StoredPsw } from './stored-psw.js';

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
  /** Addresses that were left out because nothing there had been executed. */
  readonly leftOut: readonly number[];
  /** Host offset by logical block, but for the entry's. */
  readonly codeBlocks: ReadonlyMap<number, number>;
  /** Words in storage whose contents were taken for constant. */
  readonly literals: Literals;
  /** The stretches of these words. */
  readonly literalExtents: readonly CodeExtent[];
}

/** Does an end have an instruction of its own? */
export function ownInstructions({ kind }: BlockEnd): number {
  return kind === 'branch' || kind === 'exchange' ? 1 : 0;
}

/** Is there nothing in the block for compiled code? */
export function isEmpty(block: BasicBlock | undefined): boolean {
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

/** The program mask that `next` is entered with from a block that ends so. */
export function programMaskAt(end: BlockEnd, next: number, programMask: number): number {
  if (end.kind !== 'exchange') return programMask;
  return end.targets.find(({ address }) => address === next)?.programMask ?? programMask;
}
