/**
 * Condition codes of compiled code are lazy: an instruction leaves one or two numbers and a kind, and whoever wants to
 * know looks at those. The kind is known when the region is compiled, but for places where ways with different kinds
 * meet.
 */

import type { FunctionWriter } from './wasm/function-writer.js';

/** What the two numbers A and B say. The numbers are also what compiled code has in its local for a kind. */
export const CONDITION_KINDS = {
  /** A is the condition code. */
  value: 0,
  /** A is signed: 0 zero, 1 negative, 2 positive. */
  sign: 1,
  /** A and B are compared as signed numbers: 0 equal, 1 low, 2 high. */
  compare: 2,
  /** The same, unsigned. */
  compareLogical: 3,
  /** 0 when A is zero, else 1. */
  nonzero: 4,
  /** A is the sum of something and B: as sign, 3 on overflow. */
  add: 5,
  /** A is something less B: as sign, 3 on overflow. */
  subtract: 6,
  /** A is the unsigned sum of something and B: 1 for not zero and 2 for a carry. */
  addLogical: 7,
  /** A less B, unsigned: 1 borrow, 2 zero, 3 neither. */
  subtractLogical: 8,
  /** A is what mask B (not zero) selected: 0 zeros, 1 mixed, 3 ones. */
  mask: 9,
} as const;

export type ConditionKind = (typeof CONDITION_KINDS)[keyof typeof CONDITION_KINDS];

/** How many kinds there are. */
export const CONDITION_KIND_COUNT = 10;

const KINDS = CONDITION_KINDS;

/** Kinds that look at B. */
const BINARY: ReadonlySet<ConditionKind> = new Set([
  KINDS.compare,
  KINDS.compareLogical,
  KINDS.add,
  KINDS.subtract,
  KINDS.addLogical,
  KINDS.subtractLogical,
  KINDS.mask,
]);

/** Does the kind need both numbers? */
export function isBinary(kind: ConditionKind): boolean {
  return BINARY.has(kind);
}

/** Comparisons by the mask of BC: 8 equal (zero), 4 low (negative), 2 high (positive). */
const SIGNED: Readonly<Record<number, Parameters<FunctionWriter['op']>[0]>> = {
  8: 'i32.eq',
  4: 'i32.lt_s',
  2: 'i32.gt_s',
  12: 'i32.le_s',
  10: 'i32.ge_s',
  6: 'i32.ne',
};
const UNSIGNED: typeof SIGNED = {
  8: 'i32.eq',
  4: 'i32.lt_u',
  2: 'i32.gt_u',
  12: 'i32.le_u',
  10: 'i32.ge_u',
  6: 'i32.ne',
};

/** Writes the condition code of two locals and of the tests that BC makes of it. */
export class ConditionCodeWriter {
  constructor(
    private readonly f: FunctionWriter,
    /** Locals of A and B. */
    private readonly a: number,
    private readonly b: number,
  ) {}

  /** Pushes a number that is not zero when BC with this mask branches. */
  pushTest(kind: ConditionKind, mask: number): void {
    const { f, a, b } = this;
    switch (kind) {
      case KINDS.sign:
        return this.pushComparison(SIGNED, mask & 14, () => f.get(a).i32(0));
      case KINDS.compare:
        return this.pushComparison(SIGNED, mask & 14, () => f.get(a).get(b));
      case KINDS.compareLogical:
        return this.pushComparison(UNSIGNED, mask & 14, () => f.get(a).get(b));
      case KINDS.nonzero:
        return this.pushComparison(SIGNED, (mask & 8) | ((mask & 4) >>> 1) | (mask & 4), () =>
          f.get(a).i32(0),
        );
      case KINDS.add:
      case KINDS.subtract:
        return this.pushArithmeticTest(kind, mask);
      case KINDS.subtractLogical:
        // Condition codes 1, 2 and 3 are low, equal and high.
        return this.pushComparison(UNSIGNED, (mask & 4) | ((mask & 2) << 2) | ((mask & 1) << 1), () =>
          f.get(a).get(b),
        );
      case KINDS.mask:
        return this.pushMaskTest(mask);
      default: {
        if (kind === KINDS.addLogical && this.pushCarryTest(mask)) return;
        f.i32(8);
        this.pushValue(kind);
        f.op('i32.shr_u').i32(mask).op('i32.and');
      }
    }
  }

  /** Pushes the condition code, 0 to 3. */
  pushValue(kind: ConditionKind): void {
    const { f, a, b } = this;
    switch (kind) {
      case KINDS.value:
        f.get(a);
        return;
      case KINDS.sign:
        this.pushSign(
          () => f.get(a),
          'i32.lt_s',
          'i32.gt_s',
          () => f.i32(0),
        );
        return;
      case KINDS.compare:
        this.pushSign(
          () => f.get(a),
          'i32.lt_s',
          'i32.gt_s',
          () => f.get(b),
        );
        return;
      case KINDS.compareLogical:
        this.pushSign(
          () => f.get(a),
          'i32.lt_u',
          'i32.gt_u',
          () => f.get(b),
        );
        return;
      case KINDS.nonzero:
        f.get(a).i32(0).op('i32.ne');
        return;
      case KINDS.add:
      case KINDS.subtract:
        f.i32(3);
        this.pushValue(KINDS.sign);
        this.pushOverflow(kind);
        f.i32(0).op('i32.lt_s').op('select');
        return;
      case KINDS.addLogical:
        f.get(a).i32(0).op('i32.ne').get(a).get(b).op('i32.lt_u').i32(1).op('i32.shl').op('i32.or');
        return;
      case KINDS.subtractLogical:
        // 1 low, 2 equal, 3 high.
        f.i32(2).get(a).get(b).op('i32.gt_u').op('i32.add').get(a).get(b).op('i32.lt_u').op('i32.sub');
        return;
      case KINDS.mask:
        f.i32(3).get(a).i32(0).op('i32.ne').get(a).get(b).op('i32.eq').op('select');
        return;
    }
  }

  /** Pushes a word whose sign bit says that the sum or difference overflowed. */
  pushOverflow(kind: typeof KINDS.add | typeof KINDS.subtract): void {
    const { f, a, b } = this;
    if (kind === KINDS.add) {
      f.get(a).get(b).op('i32.sub').get(a).op('i32.xor');
      f.get(b).get(a).op('i32.xor').op('i32.and');
    } else {
      f.get(a).get(b).op('i32.add').get(b).op('i32.xor');
      f.get(a).get(b).op('i32.add').get(a).op('i32.xor').op('i32.and');
    }
  }

  private pushComparison(comparisons: typeof SIGNED, mask: number, operands: () => void): void {
    if (mask === 0 || mask === 14) {
      this.f.i32(mask);
      return;
    }
    operands();
    this.f.op(comparisons[mask]);
  }

  /** Low is 1 and high is 2. */
  private pushSign(
    left: () => void,
    low: Parameters<FunctionWriter['op']>[0],
    high: Parameters<FunctionWriter['op']>[0],
    right: () => void,
  ): void {
    left();
    right();
    this.f.op(low);
    left();
    right();
    this.f.op(high).i32(1).op('i32.shl').op('i32.or');
  }

  private pushArithmeticTest(kind: typeof KINDS.add | typeof KINDS.subtract, mask: number): void {
    const { f, a, b } = this;
    if (mask === 8 || mask === 7) {
      // A difference of zero never overflows; a sum of zero does when both operands are the least number.
      f.get(a).i32(0).op('i32.eq');
      if (kind === KINDS.add) f.get(b).i32(-0x80000000).op('i32.ne').op('i32.and');
      if (mask === 7) f.op('i32.eqz');
      return;
    }
    const sign = mask & 14;
    const overflow = (mask & 1) !== 0;
    if (sign === 14 && overflow) {
      f.i32(1);
      return;
    }
    if (sign !== 14) this.pushComparison(SIGNED, sign, () => f.get(a).i32(0));
    if (sign === 0 && !overflow) return;
    this.pushOverflow(kind);
    f.i32(0).op(overflow ? 'i32.lt_s' : 'i32.ge_s');
    if (sign !== 14) f.op(overflow ? 'i32.or' : 'i32.and');
  }

  private pushCarryTest(mask: number): boolean {
    const { f, a, b } = this;
    if (mask === 3) f.get(a).get(b).op('i32.lt_u');
    else if (mask === 12) f.get(a).get(b).op('i32.ge_u');
    else if (mask === 10) f.get(a).op('i32.eqz');
    else if (mask === 5) f.get(a);
    else return false;
    return true;
  }

  private pushMaskTest(mask: number): void {
    const { f, a, b } = this;
    switch (mask & 13) {
      case 0:
        f.i32(0);
        return;
      case 8:
        f.get(a).op('i32.eqz');
        return;
      case 1:
        f.get(a).get(b).op('i32.eq');
        return;
      case 12:
        f.get(a).get(b).op('i32.ne');
        return;
      case 5:
        f.get(a);
        return;
      case 9:
        f.get(a).op('i32.eqz').get(a).get(b).op('i32.eq').op('i32.or');
        return;
      case 4:
        f.get(a).i32(0).op('i32.ne').get(a).get(b).op('i32.ne').op('i32.and');
        return;
      default:
        f.i32(1);
    }
  }
}
