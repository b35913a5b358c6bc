/** The body of one WebAssembly function in the making. */

import { ByteWriter } from './byte-writer.js';
import { MEMORY, PLAIN, VALUE_TYPE_CODES, type ValueType } from './opcodes.js';

/** An open block, loop or if of a function: what a branch names. */
export interface Label {
  /** Its nesting depth, 1 for the outermost; 0 when it is closed. */
  depth: number;
}

/** Writes instructions in their order. Locals are numbered, parameters first. */
export class FunctionWriter {
  private readonly code = new ByteWriter();
  private readonly open: Label[] = [];
  private readonly namedCalls: { readonly at: number; readonly name: string }[] = [];
  private head: FunctionWriter | undefined = undefined;
  /** Where the code has ifs whose condition is hardly ever true. */
  private readonly unlikely: number[] = [];

  constructor(
    private readonly parameters: readonly ValueType[],
    private readonly localTypes: ValueType[] = [],
  ) {}

  /** Bytes of code so far. */
  get size(): number {
    return this.code.length + (this.head?.size ?? 0);
  }

  /** How many blocks, loops and ifs are open. */
  get depth(): number {
    return this.open.length;
  }

  /** A writer with the same locals, whose code comes before all code of this one. It leaves no block open. */
  prologue(): FunctionWriter {
    return (this.head ??= new FunctionWriter(this.parameters, this.localTypes));
  }

  /** A new local; its number. */
  local(type: ValueType): number {
    return this.parameters.length + this.localTypes.push(type) - 1;
  }

  /** An instruction without immediates. */
  op(name: keyof typeof PLAIN): this {
    this.opcode(PLAIN[name]);
    return this;
  }

  i32(value: number): this {
    this.code.byte(0x41);
    this.code.signed(value);
    return this;
  }

  i64(value: bigint): this {
    this.code.byte(0x42);
    this.code.signed64(value);
    return this;
  }

  /** A vector constant of 16 bytes. */
  v128(bytes: Uint8Array): this {
    if (bytes.length !== 16) throw new RangeError(`a vector of ${bytes.length} bytes`);
    this.opcode(0xfd0c);
    this.code.append(bytes);
    return this;
  }

  /** Takes 16 bytes out of the 32 of two vectors, by their numbers. */
  shuffle(lanes: readonly number[]): this {
    this.opcode(0xfd0d);
    for (const lane of lanes) this.code.byte(lane);
    return this;
  }

  /** Takes a 32-bit lane out of the vector on the stack. */
  extractLane32(lane: 0 | 1 | 2 | 3): this {
    this.opcode(0xfd1b);
    this.code.byte(lane);
    return this;
  }

  /** Stores lane 0 of the vector on the stack at the address below it. */
  storeLane(of: 'word' | 'long', offset = 0): this {
    this.opcode(of === 'word' ? 0xfd5a : 0xfd5b);
    this.code.unsigned(0);
    this.code.unsigned(offset);
    this.code.byte(0);
    return this;
  }

  /** Takes a 64-bit lane out of the vector on the stack. */
  extractLane64(lane: 0 | 1): this {
    this.opcode(0xfd1d);
    this.code.byte(lane);
    return this;
  }

  /** Puts the 32-bit number on the stack into a lane of the vector below it. */
  replaceLane32(lane: 0 | 1 | 2 | 3): this {
    this.opcode(0xfd1c);
    this.code.byte(lane);
    return this;
  }

  /** Puts the 64-bit number on the stack into a lane of the vector below it. */
  replaceLane64(lane: 0 | 1): this {
    this.opcode(0xfd1e);
    this.code.byte(lane);
    return this;
  }

  get(local: number): this {
    this.code.byte(0x20);
    this.code.unsigned(local);
    return this;
  }

  set(local: number): this {
    this.code.byte(0x21);
    this.code.unsigned(local);
    return this;
  }

  tee(local: number): this {
    this.code.byte(0x22);
    this.code.unsigned(local);
    return this;
  }

  /** A load or store at `offset` from the address on the stack; S/370 operands may lie on any boundary. */
  memory(name: keyof typeof MEMORY, offset = 0): this {
    this.opcode(MEMORY[name][0]);
    this.code.unsigned(0);
    this.code.unsigned(offset);
    return this;
  }

  /** `memory.fill`: address, byte and length are on the stack. */
  fill(): this {
    this.opcode(0xfc0b);
    this.code.byte(0);
    return this;
  }

  /** `memory.copy`: target, source and length are on the stack. */
  copy(): this {
    this.opcode(0xfc0a);
    this.code.byte(0);
    this.code.byte(0);
    return this;
  }

  block(result?: ValueType): Label {
    return this.begin(0x02, result);
  }

  loop(result?: ValueType): Label {
    return this.begin(0x03, result);
  }

  if(result?: ValueType): Label {
    return this.begin(0x04, result);
  }

  /** An if whose condition is hardly ever true: an engine that takes hints keeps what is in it out of the way. */
  ifUnlikely(): Label {
    this.unlikely.push(this.code.length);
    return this.begin(0x04, undefined);
  }

  else(): this {
    this.code.byte(0x05);
    return this;
  }

  /** Closes the innermost block, loop or if. */
  end(): this {
    const label = this.open.pop();
    if (label === undefined) throw new Error('no block is open');
    label.depth = 0;
    this.code.byte(0x0b);
    return this;
  }

  /** Branches to the end of a block or if, or to the beginning of a loop. */
  br(label: Label): this {
    this.code.byte(0x0c);
    this.code.unsigned(this.distance(label));
    return this;
  }

  brIf(label: Label): this {
    this.code.byte(0x0d);
    this.code.unsigned(this.distance(label));
    return this;
  }

  /** Branches to the label of that number, or to `otherwise`. */
  brTable(labels: readonly Label[], otherwise: Label): this {
    this.code.byte(0x0e);
    this.code.unsigned(labels.length);
    for (const label of labels) this.code.unsigned(this.distance(label));
    this.code.unsigned(this.distance(otherwise));
    return this;
  }

  call(functionIndex: number): this {
    this.code.byte(0x10);
    this.code.unsigned(functionIndex);
    return this;
  }

  /** Calls a function whose number `link` gives, by its name. */
  callNamed(name: string): this {
    this.code.byte(0x10);
    this.namedCalls.push({ at: this.code.length, name });
    this.code.padded(0);
    return this;
  }

  /** Gives the calls by name their functions. */
  link(functionIndex: (name: string) => number): void {
    for (const { at, name } of this.namedCalls) this.code.setPadded(at, functionIndex(name));
    this.head?.link(functionIndex);
  }

  /** Names of functions that `callNamed` calls, each once. */
  get calledNames(): readonly string[] {
    return [...new Set([...this.namedCalls.map(({ name }) => name), ...(this.head?.calledNames ?? [])])];
  }

  /** Calls a table's function, whose number is on the stack above the arguments. */
  callIndirect(type: number, table = 0): this {
    this.code.byte(0x11);
    this.code.unsigned(type);
    this.code.unsigned(table);
    return this;
  }

  /** Locals, code and end, as they stand in a code section. */
  body(): Uint8Array {
    const body = this.localDeclarations();
    if (this.head !== undefined) body.append(this.head.finished());
    body.append(this.finished());
    body.byte(0x0b);
    return body.toBytes();
  }

  /** Offsets in `body` of ifs whose condition is hardly ever true, ascending. */
  unlikelyIfs(): readonly number[] {
    const { head } = this;
    const first = this.localDeclarations().length;
    const own = first + (head?.code.length ?? 0);
    return [...(head?.unlikely ?? []).map((at) => first + at), ...this.unlikely.map((at) => own + at)];
  }

  private localDeclarations(): ByteWriter {
    const body = new ByteWriter();
    const groups: { type: ValueType; count: number }[] = [];
    for (const type of this.localTypes) {
      const last = groups.at(-1);
      if (last?.type === type) last.count++;
      else groups.push({ type, count: 1 });
    }
    body.unsigned(groups.length);
    for (const { type, count } of groups) {
      body.unsigned(count);
      body.byte(VALUE_TYPE_CODES[type]);
    }
    return body;
  }

  private finished(): ByteWriter {
    if (this.open.length > 0) throw new Error(`${this.open.length} blocks are open`);
    return this.code;
  }

  private begin(code: number, result: ValueType | undefined): Label {
    this.code.byte(code);
    this.code.byte(result === undefined ? 0x40 : VALUE_TYPE_CODES[result]);
    const label = { depth: this.open.length + 1 };
    this.open.push(label);
    return label;
  }

  private distance({ depth }: Label): number {
    if (depth === 0) throw new Error('a branch to a block that is closed');
    return this.open.length - depth;
  }

  private opcode(code: number): void {
    if (code > 0xff) {
      this.code.byte(code >> 8);
      this.code.unsigned(code & 0xff);
    } else this.code.byte(code);
  }
}
