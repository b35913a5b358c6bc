import type { RelocationTerms } from './value.js';

/**
 * Kinds of items that addresses can be relative to: control sections (SD named, PC private), common (CM), external
 * references (ER, WX weak), pseudo registers (XD) and dummy sections (DS, never in the object deck).
 */
export type EsdKind = 'SD' | 'PC' | 'CM' | 'ER' | 'WX' | 'XD' | 'DS';

/** A section or an external symbol. Sections carry a location counter. */
export class EsdItem {
  /** External symbol identification in the object deck; 0 for dummy sections. */
  id = 0;
  /** Assembled address of the first byte; known after pass one. */
  base = 0;
  /** Offset of the next byte in the section. */
  counter = 0;
  /** Length of the section: the highest counter seen. For XD the length of the pseudo register. */
  length = 0;
  /** Alignment of a pseudo register in bytes. */
  alignment = 1;
  /** Terms of a value relative to this item; shared so that differences cancel by identity. */
  readonly terms: RelocationTerms;

  constructor(
    public kind: EsdKind,
    readonly name: string,
  ) {
    this.terms = [{ item: this, count: 1 }];
  }

  get isSection(): boolean {
    return this.kind === 'SD' || this.kind === 'PC' || this.kind === 'CM' || this.kind === 'DS';
  }
}

/** A label that ENTRY makes known to other programs. */
export interface EntryPoint {
  readonly name: string;
  readonly address: number;
  readonly section: EsdItem;
}

/** All sections and external symbols of one assembly, in the order of their first appearance. */
export class ExternalSymbols {
  readonly items: EsdItem[] = [];
  private readonly byName = new Map<string, EsdItem>();
  private readonly references = new Map<string, EsdItem>();
  private readonly registers = new Map<string, EsdItem>();
  readonly entries: EntryPoint[] = [];
  private nextId = 1;

  /** Section `name` (blank = private code or blank common), or undefined when the name belongs to another kind. */
  section(kind: 'SD' | 'PC' | 'CM' | 'DS', name: string): EsdItem | undefined {
    const key = name === '' ? `(${kind})` : name;
    const known = this.byName.get(key);
    if (known) return known.kind === kind ? known : undefined;
    const item = this.add(kind, name);
    this.byName.set(key, item);
    return item;
  }

  /** True when the name is a section of this assembly. */
  isSection(name: string): boolean {
    return this.byName.has(name);
  }

  /** External reference `name`. ER wins over WX. */
  reference(kind: 'ER' | 'WX', name: string): EsdItem {
    const known = this.references.get(name);
    if (known) {
      if (kind === 'ER' && known.kind === 'WX') known.kind = 'ER';
      return known;
    }
    const item = this.add(kind, name);
    this.references.set(name, item);
    return item;
  }

  /** Pseudo register `name`, made at its first mention. */
  pseudoRegister(name: string): EsdItem {
    const known = this.registers.get(name);
    if (known) return known;
    const item = this.add('XD', name);
    this.registers.set(name, item);
    return item;
  }

  private add(kind: EsdKind, name: string): EsdItem {
    const item = new EsdItem(kind, name);
    if (kind !== 'DS') item.id = this.nextId++;
    this.items.push(item);
    return item;
  }

  /** Gives the control sections their assembled addresses: `origin`, then each at the next doubleword. */
  assignAddresses(origin: number): void {
    let address = origin;
    for (const item of this.items) {
      if (item.kind !== 'SD' && item.kind !== 'PC') continue;
      item.base = address;
      address = (address + item.length + 7) & ~7;
    }
  }
}
