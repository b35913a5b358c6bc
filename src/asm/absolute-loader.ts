import { type ObjectItem, type ObjectModule, readDeck } from './deck-reader.js';

/** A TEXT deck to load, with a name for messages and the map. */
export interface NamedDeck {
  readonly name: string;
  readonly deck: Uint8Array;
}

export interface AbsoluteLoadOptions {
  /** Address of the first section that has none of its own in `sections`; the others follow in order. */
  readonly origin: number;
  /** Fixed addresses of some control sections by name. */
  readonly sections?: Readonly<Record<string, number>>;
  /** Boundary in bytes on which every following section starts (default 8). */
  readonly boundary?: number;
}

/** A control section with its final place. */
export interface LoadedSection {
  readonly name: string;
  /** Name of the deck it came from. */
  readonly deck: string;
  readonly address: number;
  readonly length: number;
}

/** Consecutive bytes of the load. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Result of an absolute load. */
export interface AbsoluteLoad {
  /** Text as the decks have it, relocated: ascending, without overlap or gaps of zero length. Storage between is not set. */
  readonly segments: readonly Segment[];
  readonly sections: readonly LoadedSection[];
  /** Control sections and entry points by name. */
  readonly symbols: ReadonlyMap<string, number>;
  /** External references that nothing defines, without the weak ones; their constants stay as assembled. */
  readonly unresolved: readonly string[];
  /** Duplicate names, overlapping sections, text or relocation outside its section. */
  readonly problems: readonly string[];
  /** Entry point of the first deck whose END card has one. */
  readonly entry?: number;
}

/** A module with the distance each of its sections has moved, by ESDID. */
interface PlacedModule {
  readonly deck: string;
  readonly module: ObjectModule;
  /** Sections that were loaded, by ESDID: what is added to assembled addresses. */
  readonly moved: Map<number, { readonly item: ObjectItem; readonly delta: number }>;
}

/**
 * Loads TEXT decks at fixed addresses, as a system generator does: places their control sections, resolves external
 * references and relocates address constants. A second control section of the same name is left out, with its
 * text; references go to the first one. Throws `DeckError` for decks that are not object decks.
 */
export function loadAbsolute(decks: readonly NamedDeck[], options: AbsoluteLoadOptions): AbsoluteLoad {
  const loader = new AbsoluteLoader(options);
  for (const { name, deck } of decks) for (const module of readDeck(deck)) loader.place(name, module);
  return loader.finish();
}

class AbsoluteLoader {
  private readonly symbols = new Map<string, number>();
  private readonly sections: LoadedSection[] = [];
  private readonly commons = new Map<string, number>();
  private readonly placed: PlacedModule[] = [];
  private readonly problems: string[] = [];
  private readonly unresolved = new Set<string>();
  private readonly storage = new SparseStorage();
  private next: number;

  constructor(private readonly options: AbsoluteLoadOptions) {
    this.next = options.origin;
  }

  /** Gives the sections of a module their addresses and its labels their values. */
  place(deck: string, module: ObjectModule): void {
    const moved: PlacedModule['moved'] = new Map();
    for (const item of module.items) {
      if (item.kind === 'CM')
        this.commons.set(item.name, Math.max(this.commons.get(item.name) ?? 0, item.length));
      if (item.kind !== 'SD' && item.kind !== 'PC') continue;
      if (item.name !== '' && this.symbols.has(item.name)) {
        this.problems.push(`${deck}: ${item.name} is a duplicate, its text is left out`);
        continue;
      }
      const address = this.addressFor(item);
      moved.set(item.id, { item, delta: address - item.address });
      this.sections.push({ name: item.name, deck, address, length: item.length });
      if (item.name !== '') this.symbols.set(item.name, address);
    }
    for (const label of module.labels) {
      const section = moved.get(label.section);
      if (!section) continue;
      if (this.symbols.has(label.name)) this.problems.push(`${deck}: entry ${label.name} is a duplicate`);
      else this.symbols.set(label.name, label.address + section.delta);
    }
    this.placed.push({ deck, module, moved });
  }

  private addressFor(item: ObjectItem): number {
    const fixed = this.options.sections?.[item.name];
    if (fixed !== undefined) return fixed;
    const boundary = this.options.boundary ?? 8;
    const address = Math.ceil(this.next / boundary) * boundary;
    this.next = address + item.length;
    return address;
  }

  finish(): AbsoluteLoad {
    this.placeCommons();
    this.checkOverlap();
    for (const placed of this.placed) this.loadText(placed);
    for (const placed of this.placed) this.relocate(placed);
    return {
      segments: this.storage.segments(),
      sections: this.sections,
      symbols: this.symbols,
      unresolved: [...this.unresolved].sort(),
      problems: this.problems,
      entry: this.entry(),
    };
  }

  private placeCommons(): void {
    for (const [name, length] of this.commons) {
      if (this.symbols.has(name)) continue;
      const address = Math.ceil(this.next / 8) * 8;
      this.next = address + length;
      this.sections.push({ name, deck: '', address, length });
      this.symbols.set(name, address);
    }
  }

  private checkOverlap(): void {
    const sorted = this.sections.filter((s) => s.length > 0).sort((a, b) => a.address - b.address);
    for (let i = 1; i < sorted.length; i++) {
      const [low, high] = [sorted[i - 1], sorted[i]];
      if (low.address + low.length > high.address) {
        this.problems.push(
          `${low.deck}: ${low.name || 'private code'} runs into ${high.name || 'private code'}`,
        );
      }
    }
  }

  private loadText({ deck, module, moved }: PlacedModule): void {
    for (const { section, address, bytes } of module.text) {
      const target = moved.get(section);
      if (!target) continue;
      const offset = address - target.item.address;
      // A section of length zero got its length from END in other assemblers: it takes any text.
      if (offset < 0 || (target.item.length > 0 && offset + bytes.length > target.item.length)) {
        this.problems.push(
          `${deck}: text at ${hex(address)} is outside ${target.item.name || 'its section'}`,
        );
        continue;
      }
      this.storage.put(address + target.delta, bytes);
    }
  }

  private relocate({ deck, module, moved }: PlacedModule): void {
    const items = new Map(module.items.map((item) => [item.id, item]));
    for (const { relocation, position, address, length, kind, negative } of module.relocations) {
      const where = moved.get(position);
      if (!where) continue;
      if (kind === 'Q' || kind === 'CXD') {
        this.problems.push(`${deck}: pseudo registers need a linkage editor`);
        continue;
      }
      const item = items.get(relocation);
      const amount = item && this.amount(item, moved);
      if (amount === undefined) continue;
      const at = address + where.delta;
      if (!this.storage.add(at, length, negative ? -amount : amount)) {
        this.problems.push(`${deck}: address constant at ${hex(address)} has no text`);
      }
    }
  }

  /** What to add to a constant that refers to `item`; undefined when nothing defines it. */
  private amount(item: ObjectItem, moved: PlacedModule['moved']): number | undefined {
    const own = moved.get(item.id);
    if (own) return own.delta;
    const defined = this.symbols.get(item.name);
    if (defined === undefined) {
      if (item.kind === 'ER') this.unresolved.add(item.name);
      return undefined;
    }
    // A section left out as a duplicate was assembled at its own address.
    return item.kind === 'ER' || item.kind === 'WX' ? defined : defined - item.address;
  }

  private entry(): number | undefined {
    for (const { module, moved } of this.placed) {
      if (!module.entry) continue;
      const { name, section, address } = module.entry;
      const moves = moved.get(section);
      const found = name !== '' ? this.symbols.get(name) : moves && address + moves.delta;
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function hex(address: number): string {
  return address.toString(16).toUpperCase().padStart(6, '0');
}

/** Bytes at 24-bit addresses that remembers which ones have been set. */
class SparseStorage {
  private static readonly PAGE = 4096;
  private readonly pages = new Map<number, { bytes: Uint8Array; set: Uint8Array }>();

  private page(address: number): { bytes: Uint8Array; set: Uint8Array } {
    const number = Math.floor(address / SparseStorage.PAGE);
    let page = this.pages.get(number);
    if (!page) {
      page = { bytes: new Uint8Array(SparseStorage.PAGE), set: new Uint8Array(SparseStorage.PAGE) };
      this.pages.set(number, page);
    }
    return page;
  }

  put(address: number, bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const page = this.page(address + i);
      const offset = (address + i) % SparseStorage.PAGE;
      page.bytes[offset] = bytes[i];
      page.set[offset] = 1;
    }
  }

  /** Adds `amount` to the big-endian field; false when some of it has never been set. */
  add(address: number, length: number, amount: number): boolean {
    let carry = amount;
    for (let i = length - 1; i >= 0; i--) {
      const page = this.page(address + i);
      const offset = (address + i) % SparseStorage.PAGE;
      if (page.set[offset] === 0) return false;
      const sum = page.bytes[offset] + (carry & 0xff);
      page.bytes[offset] = sum;
      carry = (carry >> 8) + (sum >> 8);
    }
    return true;
  }

  segments(): Segment[] {
    const out: Segment[] = [];
    let start = 0;
    let run: number[] = [];
    const close = (): void => {
      if (run.length > 0) out.push({ address: start, bytes: Uint8Array.from(run) });
      run = [];
    };
    for (const number of [...this.pages.keys()].sort((a, b) => a - b)) {
      const { bytes, set } = this.page(number * SparseStorage.PAGE);
      const base = number * SparseStorage.PAGE;
      for (let offset = 0; offset < SparseStorage.PAGE; offset++) {
        if (set[offset] === 0) {
          close();
          continue;
        }
        if (run.length > 0 && start + run.length !== base + offset) close();
        if (run.length === 0) start = base + offset;
        run.push(bytes[offset]);
      }
    }
    close();
    return out;
  }
}

/** The bytes from `from` up to `to` (exclusive), zero where nothing was loaded. */
export function storageImage(load: AbsoluteLoad, from: number, to: number): Uint8Array {
  const out = new Uint8Array(to - from);
  for (const { address, bytes } of load.segments) {
    const first = Math.max(address, from);
    const last = Math.min(address + bytes.length, to);
    if (first < last) out.set(bytes.subarray(first - address, last - address), first - from);
  }
  return out;
}

/** A load map for people: sections by address with their entry points. */
export function loadMap(load: AbsoluteLoad): string {
  const lines = load.sections.map((s) => ({
    address: s.address,
    text: `${(s.name || '(PC)').padEnd(8)} ${hex(s.address)} ${hex(s.length)} ${s.deck}`,
  }));
  const sectionNames = new Set(load.sections.map((s) => s.name));
  for (const [name, address] of load.symbols) {
    if (!sectionNames.has(name)) lines.push({ address, text: `  ${name.padEnd(8)} ${hex(address)}` });
  }
  // Sorting is stable: a section stays in front of the labels at its address.
  lines.sort((a, b) => a.address - b.address);
  return lines.map((line) => line.text + '\n').join('');
}
