/** One element of a PER trace set: what it watches and what happens then. */

/** Addresses from `start` to `end`, both included; beyond X'FFFFFF' it goes on at 0. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

export const ALL_ADDRESSES: AddressRange = { start: 0, end: 0xffffff };

export function inRange({ start, end }: AddressRange, address: number): boolean {
  return start <= end ? address >= start && address <= end : address >= start || address <= end;
}

/** Do `length` bytes from an address touch the range? */
export function touches(range: AddressRange, address: number, length: number): boolean {
  return inRange(range, address) || ((range.start - address) & 0xffffff) < length;
}

export function sameRange(a: AddressRange, b: AddressRange): boolean {
  return a.start === b.start && a.end === b.end;
}

export type PerKind = 'BRANCH' | 'GREG' | 'IFETCH' | 'MASK' | 'PAGETRACE' | 'STORE';

/** Options, which can be changed for all elements of the set. */
export interface PerOptions {
  /** Events that are passed over between two that are shown. */
  skip: number;
  /** Lines between two stops; Infinity: the guest runs on. */
  step: number;
  terminal: boolean;
  print: boolean;
  /** CP commands to carry out. */
  commands: string;
}

export function defaultPerOptions(): PerOptions {
  return { skip: 0, step: 1, terminal: true, print: false, commands: '' };
}

export interface PerElement {
  readonly kind: PerKind;
  /** Where the instructions are that count. */
  range: AddressRange;
  /** STORE: what is stored into; BRANCH: where it leads; MASK: the bytes. Undefined: anywhere. */
  readonly target?: AddressRange;
  /** GREG: registers, X'8000' for register 0. */
  readonly registers: number;
  /** IFETCH: first bytes of the instruction; STORE: value stored; MASK: bits; GREG: value (a word). */
  readonly data?: Uint8Array;
  /** PAGETRACE: bytes of a segment. */
  readonly pageSize?: number;
  readonly options: PerOptions;
  /** Events and lines since the last that counted. */
  skipped: number;
  stepped: number;
  /** STORE with data: the value was there already. MASK: bytes as they were. PAGETRACE: where control is. */
  equal: boolean;
  before: Uint8Array | undefined;
  segment: AddressRange | undefined;
}

export function makePerElement(
  fields: Pick<PerElement, 'kind' | 'options'> & Partial<Omit<PerElement, 'kind' | 'options'>>,
): PerElement {
  return {
    range: ALL_ADDRESSES,
    registers: 0,
    skipped: 0,
    stepped: 0,
    equal: false,
    before: undefined,
    segment: undefined,
    ...fields,
  };
}

/** A copy that begins anew. */
export function copyPerElement(element: PerElement): PerElement {
  const { kind, range, target, registers, data, pageSize, options } = element;
  return makePerElement({
    kind,
    range,
    registers,
    options: { ...options },
    ...(target ? { target } : {}),
    ...(data ? { data } : {}),
    ...(pageSize === undefined ? {} : { pageSize }),
  });
}

const hex = (value: number): string => value.toString(16).toUpperCase();

function rangeText({ start, end }: AddressRange): string {
  return start === end ? hex(start) : `${hex(start)}:${hex(end)}`;
}

function dataText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hex(byte).padStart(2, '0')).join('');
}

/** PER QUERY: `STORE 250:300 RANGE 70000:75000 TERMINAL`. */
export function perElementText(element: PerElement): string {
  const { kind, target, data, registers, range, pageSize, options } = element;
  const words: string[] = [kind];
  if (kind === 'GREG' && registers !== 0xffff) words[0] += registerNumbers(registers).join(',');
  if (target !== undefined) words.push(kind === 'MASK' || data ? hex(target.start) : rangeText(target));
  if (data !== undefined) words.push(dataText(data));
  if (pageSize !== undefined) words.push(String(pageSize));
  if (!sameRange(range, ALL_ADDRESSES)) words.push('RANGE', rangeText(range));
  if (options.skip > 0) words.push('SKIP', String(options.skip));
  if (options.step === Infinity) words.push('RUN');
  else if (options.step > 1) words.push('STEP', String(options.step));
  if (options.print) words.push('PRINTER');
  if (options.terminal) words.push('TERMINAL');
  if (options.commands !== '') words.push('CMD', options.commands);
  return words.join(' ');
}

/** Numbers of the registers in a mask. */
export function registerNumbers(mask: number): number[] {
  return Array.from({ length: 16 }, (_, n) => n).filter((n) => (mask & (0x8000 >>> n)) !== 0);
}
