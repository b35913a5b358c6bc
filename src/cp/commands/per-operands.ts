/** Operands of PER, in any order: types with their operands, a control, modifiers, options. */

import { ALL_ADDRESSES, defaultPerOptions, makePerElement } from '../vmachine/tracing/per-element.js';
import type { AddressRange, PerElement, PerKind, PerOptions } from '../vmachine/tracing/per-element.js';
import { parseDecimal, parseHex } from './numbers.js';
import { abbreviates } from './scanner.js';
import type { CommandLine } from './scanner.js';

export type PerControl = 'DUMP' | 'SAVE' | 'GET' | 'CLEAR' | 'END' | 'QUERY';

/** A command line of PER, understood. */
export interface PerRequest {
  readonly control?: { readonly name: PerControl; readonly set: string | undefined };
  readonly off: boolean;
  readonly types: readonly PerType[];
  readonly ranges: readonly AddressRange[];
  readonly options: Partial<PerOptions>;
}

/** One type and its own operands. */
export interface PerType {
  readonly kind: PerKind;
  readonly registers: number;
  target?: AddressRange;
  data?: Uint8Array;
  pageSize?: number;
}

/** What is wrong: number of the message and its field. */
export interface PerError {
  readonly number: number;
  readonly field: string;
}

const TYPES: readonly (readonly [name: PerKind, shortest: number])[] = [
  ['BRANCH', 1],
  ['IFETCH', 1],
  ['MASK', 1],
  ['PAGETRACE', 2],
  ['STORE', 2],
];
const CONTROLS: readonly (readonly [name: PerControl, shortest: number])[] = [
  ['DUMP', 1],
  ['SAVE', 2],
  ['GET', 3],
  ['CLEAR', 1],
  ['END', 2],
  ['QUERY', 1],
];
const LARGEST_COUNT = 0x7fffffff;

const wrong = (number: number, field: string): PerError => ({ number, field });

/** `addr`, `addr-addr2`, `addr-`, `-addr`, `addr.length`; a `:` is as good as a `-`. */
export function parsePerRange(word: string): AddressRange | undefined {
  const match = /^([0-9A-F]{0,6})(?:([-:.])([0-9A-F]{0,6}))?$/.exec(word);
  if (!match) return undefined;
  const [, first, separator, second] = match;
  if (first === '' && (second === undefined || second === '')) return undefined;
  const start = first === '' ? 0 : parseInt(first, 16);
  if (separator === undefined) return { start, end: start };
  if (separator === '.') {
    const length = parseHex(second);
    return length === undefined || length === 0 ? undefined : { start, end: (start + length - 1) & 0xffffff };
  }
  return { start, end: second === '' ? 0xffffff : parseInt(second, 16) };
}

/** Bytes of an even number of hexadecimal digits. */
function hexData(word: string): Uint8Array | undefined {
  if (!/^([0-9A-F]{2}){1,32}$/.test(word)) return undefined;
  return Uint8Array.from(word.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

export function parsePer(line: CommandLine): PerRequest | PerError {
  return new PerParser(line).parse();
}

class PerParser {
  private readonly types: PerType[] = [];
  private readonly ranges: AddressRange[] = [];
  private readonly options: Partial<PerOptions> = {};
  private control: PerRequest['control'];
  private off = false;
  /** The type whose own operands may still follow. */
  private current: PerType | undefined;

  constructor(private readonly line: CommandLine) {}

  parse(): PerRequest | PerError {
    let words = 0;
    for (let word = this.line.next(); word !== undefined; word = this.line.next(), words++) {
      const error =
        this.typeWord(word) ?? this.controlWord(word) ?? this.optionWord(word) ?? this.operandWord(word);
      if (typeof error === 'object') return error;
    }
    if (words === 0) return wrong(26, '');
    const incomplete = this.types.find(({ kind, data }) => kind === 'MASK' && data === undefined);
    if (incomplete !== undefined && !this.off) return wrong(26, '');
    const { types, ranges, options, off, control } = this;
    return { types, ranges, options, off, ...(control ? { control } : {}) };
  }

  private typeWord(word: string): true | undefined {
    const greg = /^(G|GR|GRE|GREG)(\d{0,2})$/.exec(word);
    if (greg && (greg[2] === '' || Number(greg[2]) < 16)) {
      return this.begin('GREG', greg[2] === '' ? 0xffff : 0x8000 >>> Number(greg[2]));
    }
    const kind = TYPES.find(([name, shortest]) => abbreviates(word, name, shortest))?.[0];
    return kind === undefined ? undefined : this.begin(kind, 0);
  }

  private begin(kind: PerKind, registers: number): true {
    this.current = { kind, registers };
    this.types.push(this.current);
    return true;
  }

  private controlWord(word: string): true | PerError | undefined {
    const name = CONTROLS.find(([control, shortest]) => abbreviates(word, control, shortest))?.[0];
    if (name === undefined) return undefined;
    if (this.control !== undefined) return wrong(13, word);
    const set = name === 'DUMP' || name === 'END' ? undefined : this.line.next();
    if ((name === 'SAVE' || name === 'GET') && set === undefined) return wrong(26, '');
    if (set !== undefined && set.length > 8) return wrong(2, set);
    this.control = { name, set };
    return true;
  }

  private optionWord(word: string): true | PerError | undefined {
    const { options, line } = this;
    if (abbreviates(word, 'OFF', 1)) this.off = true;
    else if (abbreviates(word, 'RANGE', 1)) {
      const text = line.next();
      const range = text === undefined ? undefined : parsePerRange(text);
      if (range === undefined) return wrong(text === undefined ? 26 : 9, text ?? '');
      this.ranges.push(range);
    } else if (abbreviates(word, 'CMD', 2)) {
      options.commands = line.rest();
      if (options.commands === '') return wrong(26, '');
    } else if (abbreviates(word, 'SKIP', 2)) return this.count((value) => (options.skip = value));
    else if (abbreviates(word, 'STEP', 3)) return this.count((value) => (options.step = Math.max(1, value)));
    else if (abbreviates(word, 'RUN', 2)) options.step = Infinity;
    else if (abbreviates(word, 'NORUN', 3)) options.step = 1;
    else if (abbreviates(word, 'PRINTER', 2)) options.print = true;
    else if (abbreviates(word, 'NOPRINTER', 3)) options.print = false;
    else if (abbreviates(word, 'TERMINAL', 2)) options.terminal = true;
    else if (abbreviates(word, 'NOTERMINAL', 3)) options.terminal = false;
    else return undefined;
    return true;
  }

  private count(take: (value: number) => void): true | PerError {
    const word = this.line.next();
    const value = word === undefined || !/^\d{1,10}$/.test(word) ? undefined : Number(word);
    if (value === undefined || value > LARGEST_COUNT) return wrong(word === undefined ? 26 : 2, word ?? '');
    take(value);
    return true;
  }

  /** A word that is no keyword: an operand of the type before it, or a range. */
  private operandWord(word: string): true | PerError {
    const { current } = this;
    if (current !== undefined && this.ownOperand(current, word)) return true;
    const range = parsePerRange(word);
    if (range === undefined) return wrong(2, word);
    this.ranges.push(range);
    return true;
  }

  private ownOperand(type: PerType, word: string): boolean {
    switch (type.kind) {
      case 'BRANCH':
        if (type.target !== undefined) return false;
        type.target = parsePerRange(word);
        return type.target !== undefined;
      case 'IFETCH':
        if (type.data !== undefined) return false;
        type.data = hexData(word);
        return type.data !== undefined;
      case 'GREG': {
        const value = type.data === undefined ? parseHex(word) : undefined;
        if (value === undefined) return false;
        type.data = new Uint8Array(4);
        new DataView(type.data.buffer).setUint32(0, value);
        return true;
      }
      case 'PAGETRACE': {
        const size = type.pageSize === undefined ? pageSize(word) : undefined;
        if (size === undefined) return false;
        type.pageSize = size;
        return true;
      }
      case 'MASK':
      case 'STORE':
        return storeOperand(type, word);
    }
  }
}

/** Address or range, then data when the address is a single one. */
function storeOperand(type: PerType, word: string): boolean {
  if (type.target === undefined) {
    const range = parsePerRange(word);
    if (range === undefined || (type.kind === 'MASK' && range.start !== range.end)) return false;
    type.target = range;
    return true;
  }
  if (type.data !== undefined || type.target.start !== type.target.end) return false;
  const data = hexData(word);
  if (data === undefined) return false;
  type.data = data;
  type.target = { start: type.target.start, end: (type.target.start + data.length - 1) & 0xffffff };
  return true;
}

function pageSize(word: string): number | undefined {
  const match = /^(\d{1,8})(K?)$/.exec(word);
  if (!match) return undefined;
  const bytes = (parseDecimal(match[1], 1, 0x1000000) ?? 0) * (match[2] === 'K' ? 1024 : 1);
  return bytes >= 2 && bytes <= 0x1000000 ? bytes : undefined;
}

/** The elements that a request makes: one for each type and range. */
export function elementsOf({ types, ranges, options }: PerRequest): PerElement[] {
  const where = ranges.length === 0 ? [ALL_ADDRESSES] : ranges;
  return types.flatMap((type) =>
    where.map((range) => makePerElement({ ...type, range, options: { ...defaultPerOptions(), ...options } })),
  );
}
