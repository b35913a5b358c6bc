import type { ConstantOperand } from './constants/constant-operand.js';
import { lengthAttribute, totalBits } from './constants/constant-operand.js';
import { ABSOLUTE, type RelocationTerms, type Value } from './value.js';

/** A literal: a constant that the assembler puts into a literal pool. */
export class Literal {
  /** Offset in its section, after pass one its assembled address. */
  value = 0;
  terms: RelocationTerms = ABSOLUTE;
  /** Statement that the literal got in its pool; 0 before. */
  statement = 0;
  /** Type attribute, for the cross-reference. */
  type = 'U';
  readonly references: number[] = [];

  constructor(
    readonly operand: ConstantOperand,
    /** What `*` means in the literal: the location of the instruction that asked for it. */
    readonly location: () => Value,
  ) {}

  /** As written in an instruction. */
  get text(): string {
    return '=' + this.operand.text;
  }

  get length(): number {
    return lengthAttribute(this.operand);
  }

  /** Bytes in the pool. */
  get size(): number {
    return Math.ceil(totalBits(this.operand) / 8);
  }

  refer(statement: number): void {
    if (this.references[this.references.length - 1] !== statement) this.references.push(statement);
  }
}

/** The literals asked for since the last LTORG. */
export class LiteralPool {
  private pending: Literal[] = [];
  private readonly byText = new Map<string, Literal>();

  /** The literal with that text, from this pool or new; one whose value depends on `*` is always new. */
  use(operand: ConstantOperand, location: () => Value): Literal {
    const known = operand.usesLocation ? undefined : this.byText.get(operand.text);
    if (known) return known;
    const literal = new Literal(operand, location);
    this.pending.push(literal);
    this.byText.set(operand.text, literal);
    return literal;
  }

  get isEmpty(): boolean {
    return this.pending.length === 0;
  }

  /**
   * Ends the pool: its literals in the order of storage, first those whose size is a multiple of 8, then of 4,
   * then of 2, then the others (GC33-4010, "Literal Pool").
   */
  close(): Literal[] {
    const group = (literal: Literal): number => [8, 4, 2, 1].findIndex((m) => literal.size % m === 0);
    const out = this.pending
      .map((literal) => ({ literal, group: group(literal) }))
      .sort((a, b) => a.group - b.group)
      .map((entry) => entry.literal);
    this.pending = [];
    this.byText.clear();
    return out;
  }
}
