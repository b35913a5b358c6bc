import { AssemblerError } from './assembler-error.js';
import { ABSOLUTE, type RelocationTerms, type Value } from './value.js';

interface BaseEntry {
  readonly value: number;
  readonly terms: RelocationTerms;
}

function sameTerms(a: RelocationTerms, b: RelocationTerms): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((t, i) => t.item === b[i].item && t.count === b[i].count);
}

/** Base registers that USING has promised to the assembler, at one point of pass two. */
export class UsingTable {
  private readonly entries: (BaseEntry | undefined)[] = new Array<undefined>(16).fill(undefined);
  private readonly saved: (BaseEntry | undefined)[][] = [];

  use(register: number, value: number, terms: RelocationTerms): void {
    // Register 0 as a base means no base: the assembler takes it as containing zero.
    this.entries[register] = { value: register === 0 ? 0 : value, terms };
  }

  /** False when the register was not in use. */
  drop(register: number): boolean {
    const active = this.entries[register] !== undefined;
    this.entries[register] = undefined;
    return active;
  }

  /** PUSH USING. */
  push(): void {
    this.saved.push([...this.entries]);
  }

  /** POP USING; false when nothing was pushed. */
  pop(): boolean {
    const saved = this.saved.pop();
    saved?.forEach((entry, register) => (this.entries[register] = entry));
    return saved !== undefined;
  }

  dropAll(): void {
    this.entries.fill(undefined);
  }

  /**
   * Base register and displacement for an address: the smallest displacement, then the highest register.
   * Absolute values 0-4095 need no base. Throws `AssemblerError` when no register reaches it.
   */
  resolve(address: Value, text: string): { base: number; displacement: number } {
    const { value, terms } = address;
    let base = -1;
    let displacement = 4096;
    if (terms === ABSOLUTE && value >= 0 && value < 4096) {
      base = 0;
      displacement = value;
    }
    for (let register = 0; register < 16; register++) {
      const entry = this.entries[register];
      if (!entry || !sameTerms(entry.terms, terms)) continue;
      const distance = value - entry.value;
      if (distance < 0 || distance > 4095 || distance > displacement) continue;
      base = register;
      displacement = distance;
    }
    if (base < 0) throw new AssemblerError('addressability', text);
    return { base, displacement };
  }
}
