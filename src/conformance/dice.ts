/** Randomness for the composers of cases. fast-check's random generator is a `Randomness`. */

/** Uniform integers, both bounds included. */
export interface Randomness {
  nextInt(min: number, max: number): number;
}

/** Words at the edges of fixed-point arithmetic. */
const SPECIAL_WORDS = [0, 1, -1, 2, 10, 0x7fffffff, -0x80000000, -0x7fffffff, 0xffff, 0x8000, -2, 0x00ffffff];

/** Draws by what is drawn. */
export class Dice {
  constructor(private readonly source: Randomness) {}

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.source.nextInt(0, limit - 1);
  }

  chance(percent: number): boolean {
    return this.source.nextInt(0, 99) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** Any 32 bits. */
  bits(): number {
    return this.source.nextInt(-0x80000000, 0x7fffffff);
  }

  /** A word as programs have it: small, at an edge, or anything. */
  word(): number {
    const kind = this.below(10);
    if (kind < 3) return this.pick(SPECIAL_WORDS);
    if (kind < 6) return (this.bits() << this.below(32)) >> this.below(32);
    return this.bits();
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const plain = this.below(4);
    for (let i = 0; i < length; i += 4) {
      const word = plain === 0 ? this.word() : this.bits();
      for (let n = i; n < length && n < i + 4; n++) bytes[n] = word >>> (8 * (n - i));
    }
    return bytes;
  }
}
