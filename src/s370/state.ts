/**
 * State as data: what a snapshot of the machine is made of. Every part of the machine gives its state as a record
 * of plain values and takes it back through a `StateReader`, which says what is wrong with a record and where.
 */

/** What JSON can hold, and bytes. Numbers keep all their bits; 64-bit values are text of hexadecimal digits. */
export type StateValue =
  null | boolean | number | string | Uint8Array | readonly StateValue[] | StateRecord | undefined;

/** Values by name. A value that is undefined is left out. */
export interface StateRecord {
  readonly [name: string]: StateValue;
}

/** A state that cannot be saved now, or one that does not belong to this machine. The message says what and where. */
export class StateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StateError';
  }
}

/** Reads a record by names; a value that is missing or of another kind is a `StateError` with its place. */
export class StateReader {
  private readonly record: StateRecord;

  constructor(
    value: StateValue,
    /** Where the record stands, for messages: `device 0190`. */
    readonly place: string,
  ) {
    if (!isRecord(value)) throw new StateError(`${place}: not a record`);
    this.record = value;
  }

  /** Is there a value of this name? */
  has(name: string): boolean {
    const value = this.record[name];
    return value !== undefined && value !== null;
  }

  number(name: string): number {
    const value = this.record[name];
    // JSON has no infinities: they are kept as text.
    if (value === 'Infinity') return Infinity;
    if (value === '-Infinity') return -Infinity;
    if (typeof value !== 'number') return this.wrong(name, 'a number');
    return value;
  }

  boolean(name: string): boolean {
    const value = this.record[name];
    if (typeof value !== 'boolean') return this.wrong(name, 'true or false');
    return value;
  }

  text(name: string): string {
    const value = this.record[name];
    if (typeof value !== 'string') return this.wrong(name, 'text');
    return value;
  }

  /** One of a list of words. */
  word<T extends string>(name: string, words: readonly T[]): T {
    const value = this.text(name) as T;
    return words.includes(value) ? value : this.wrong(name, `one of ${words.join(', ')}`);
  }

  /** Bytes, exactly `length` of them when it is given. The caller may keep and change them. */
  bytes(name: string, length?: number): Uint8Array {
    const value = this.record[name];
    if (!(value instanceof Uint8Array)) return this.wrong(name, 'bytes');
    if (length !== undefined && value.length !== length) return this.wrong(name, `${length} bytes`);
    return Uint8Array.from(value);
  }

  /** A 64-bit value that `hexText` wrote. */
  bigint(name: string): bigint {
    const value = this.text(name);
    if (!/^-?[0-9a-f]+$/i.test(value)) return this.wrong(name, 'hexadecimal digits');
    return value.startsWith('-') ? -BigInt(`0x${value.slice(1)}`) : BigInt(`0x${value}`);
  }

  /** A record within the record. */
  within(name: string): StateReader {
    return new StateReader(this.record[name], `${this.place}, ${name}`);
  }

  /** Records in a list. */
  records(name: string): StateReader[] {
    return this.list(name).map((value, index) => new StateReader(value, `${this.place}, ${name} ${index}`));
  }

  numbers(name: string): number[] {
    return this.list(name).map((value) => (typeof value === 'number' ? value : this.wrong(name, 'numbers')));
  }

  texts(name: string): string[] {
    return this.list(name).map((value) => (typeof value === 'string' ? value : this.wrong(name, 'texts')));
  }

  /** The value as it is, for parts that keep what they do not look into. */
  value(name: string): StateValue {
    return this.record[name];
  }

  private list(name: string): readonly StateValue[] {
    const value = this.record[name];
    if (!Array.isArray(value)) return this.wrong(name, 'a list');
    return value as readonly StateValue[];
  }

  private wrong(name: string, wanted: string): never {
    throw new StateError(`${this.place}: ${name} is not ${wanted}`);
  }
}

/** A 64-bit value as text. */
export function hexText(value: bigint): string {
  return value.toString(16);
}

/** A number that may be infinite, as a value. */
export function timeValue(time: number): number | string {
  return Number.isFinite(time) ? time : String(time);
}

function isRecord(value: StateValue): value is StateRecord {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/**
 * The plain fields of an object as data: numbers, booleans, texts and 64-bit values, private ones too. For parts of
 * the machine whose fields are all their state: a field that is added later is saved without another word.
 */
export function saveFields(part: object): StateRecord {
  const record: Record<string, StateValue> = {};
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    if (typeof value === 'number') record[name] = timeValue(value);
    else if (typeof value === 'bigint') record[name] = hexText(value);
    else if (typeof value === 'boolean' || typeof value === 'string') record[name] = value;
  }
  return record;
}

/** Gives an object of the same class the fields that `saveFields` has saved. */
export function restoreFields(part: object, state: StateReader): void {
  const fields = part as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'number') fields[name] = state.number(name);
    else if (typeof value === 'bigint') fields[name] = state.bigint(name);
    else if (typeof value === 'boolean') fields[name] = state.boolean(name);
    else if (typeof value === 'string') fields[name] = state.text(name);
  }
}
