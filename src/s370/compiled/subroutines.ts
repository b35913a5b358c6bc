/** Calls, returns and branch tables of a region: which subroutines become a part of it, and where branches to unknown addresses may lead. */

import { isBranch, isCall, isReturn } from './branches.js';
import type { CodeReader } from './code-reader.js';
import type { Constants, KnownAddress } from './constants.js';
import type { DecodedInstruction } from './decode.js';

/** Instructions of a subroutine that is made a part of the region that calls it, in a large program. */
const SMALL_SUBROUTINE = 12;
/** A call so many bytes ahead is a way around data, as a parameter list, that stand behind it. */
const AROUND_DATA = 256;
/** Most branches of a branch table. */
const MOST_CASES = 12;
/** Most calls in a region whose returns stay in it, for each link register. */
const MOST_RETURNS = 6;

export class Subroutines {
  /** Addresses behind calls whose target is known, by the register that has the link. */
  private readonly links = new Map<number, Set<number>>();
  /** Blocks that end with a branch to an unknown address in a register, by that register. */
  private readonly returning = new Map<number, Set<number>>();
  private readonly small = new Map<number, boolean>();

  constructor(
    private readonly code: CodeReader,
    private readonly emits: (i: DecodedInstruction) => boolean,
    /** Only short subroutines become a part of the region. */
    private readonly economical: boolean,
  ) {}

  /**
   * Takes note of a call whose target is known, and of branches that may return from one. Returns the blocks whose ends
   * lead to one place more.
   */
  note(branch: DecodedInstruction, block: number, target: KnownAddress | undefined): Iterable<number> {
    const { mnemonic, r1, r2, next } = branch;
    if (mnemonic === 'BCR' && target === undefined) {
      const blocks = this.returning.get(r2);
      if (blocks === undefined) this.returning.set(r2, new Set([block]));
      else blocks.add(block);
      return [];
    }
    if (target === undefined || !isCall(branch)) return [];
    const links = this.links.get(r1) ?? new Set();
    this.links.set(r1, links);
    if (links.has(next) || links.size === MOST_RETURNS) return [];
    links.add(next);
    return this.returning.get(r1) ?? [];
  }

  /**
   * Where a branch to an unknown address may well lead. Where only subroutines that save nothing are a part of the
   * region, a link that was loaded is the region's own return to its caller: behind its calls nothing would be known any
   * more if that seemed to lead there.
   */
  waysOf(branch: DecodedInstruction, constants: Constants): readonly number[] {
    const { mnemonic, r2 } = branch;
    if (mnemonic === 'BCR') {
      return this.economical && constants.isForeign(r2) ? [] : [...(this.links.get(r2) ?? [])];
    }
    return this.casesOf(branch, constants);
  }

  /** Is the branch a call of something large, which is better left to a region of its own, or one call too many? */
  isLeaving(branch: DecodedInstruction, target: number): boolean {
    const { address, executedBy, r1, next } = branch;
    if (!isCall(branch)) return false;
    const links = this.links.get(r1);
    if (links?.size === MOST_RETURNS && !links.has(next)) return true;
    if (!this.economical || executedBy !== undefined) return false;
    if (target > address && target - address <= AROUND_DATA) return false;
    const known = this.small.get(target);
    if (known !== undefined) return !known;
    const small = this.isSmall(target);
    this.small.set(target, small);
    return !small;
  }

  /** Unconditional branches that an indexed one may lead to: a branch table. */
  private casesOf({ mnemonic, r1, operand2 }: DecodedInstruction, constants: Constants): readonly number[] {
    if (mnemonic !== 'BC' || r1 !== 15 || operand2.index === 0 || operand2.base === 0) return [];
    const table =
      constants.address({ ...operand2, index: 0 }) ??
      constants.address({ ...operand2, base: operand2.index, index: 0 });
    const cases: number[] = [];
    for (let at = table?.value ?? -1; at >= 0 && cases.length < MOST_CASES; at += 4) {
      const i = this.code.decode(at);
      if (i?.mnemonic !== 'BC' || i.r1 !== 15) break;
      cases.push(at);
    }
    return cases;
  }

  /** Does the code from `address` on soon return, and call nothing? */
  private isSmall(address: number): boolean {
    for (let at = address, n = 0; n < SMALL_SUBROUTINE; n++) {
      const i = this.code.decode(at);
      if (i === undefined || isCall(i)) return false;
      if (isReturn(i)) return true;
      if (i.mnemonic !== 'EX' && !isBranch(i) && !this.emits(i)) return false;
      at = i.next;
    }
    return false;
  }
}
