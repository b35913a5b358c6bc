/** Statements over the expressions: locals, assignments, ifs and loops of one function in the making. */

import { toI32, toI64, type I32Operand, type I64Operand, type Value } from './expressions.js';
import type { FunctionWriter, Label } from './function-writer.js';
import type { MEMORY, ValueType } from './opcodes.js';

type Assignable<T extends ValueType> = T extends 'i32' ? I32Operand : T extends 'i64' ? I64Operand : Value<T>;

/** A local of a function. */
export class Variable<T extends ValueType> implements Value<T> {
  constructor(
    readonly type: T,
    readonly index: number,
  ) {}

  write(w: FunctionWriter): void {
    w.get(this.index);
  }
}

/** How statements are written into a function that has others, too. */
export interface Place {
  /** A local for a variable. */
  readonly local: (type: ValueType) => number;
  /** The block that returns leave, with their results. */
  readonly block: Label;
}

/** Writes statements into a function, or into a place in one. */
export class Code {
  constructor(
    readonly writer: FunctionWriter,
    private readonly place?: Place,
  ) {}

  /** A new local, with the value if one is given. */
  i32(initial?: I32Operand): Variable<'i32'> {
    return this.variable('i32', initial);
  }

  i64(initial?: I64Operand): Variable<'i64'> {
    return this.variable('i64', initial);
  }

  f64(initial?: Value<'f64'>): Variable<'f64'> {
    return this.variable('f64', initial);
  }

  v128(initial?: Value<'v128'>): Variable<'v128'> {
    return this.variable('v128', initial);
  }

  set<T extends ValueType>(variable: Variable<T>, to: Assignable<T>): void {
    this.write(to);
    this.writer.set(variable.index);
  }

  /** Leaves a value on the stack. */
  write(operand: I32Operand | I64Operand | Value<ValueType>): void {
    if (typeof operand === 'bigint') toI64(operand).write(this.writer);
    else if (typeof operand === 'number') toI32(operand).write(this.writer);
    else operand.write(this.writer);
  }

  if(condition: I32Operand, then: () => void, otherwise?: () => void): void {
    this.write(condition);
    this.writer.if();
    then();
    if (otherwise !== undefined) {
      this.writer.else();
      otherwise();
    }
    this.writer.end();
  }

  /** `body` runs again when it branches to its label. */
  loop(body: (again: Label) => void): void {
    body(this.writer.loop());
    this.writer.end();
  }

  /** `body` is left by a branch to its label. */
  block(body: (leave: Label) => void): void {
    body(this.writer.block());
    this.writer.end();
  }

  branch(label: Label): void {
    this.writer.br(label);
  }

  branchIf(label: Label, condition: I32Operand): void {
    this.write(condition);
    this.writer.brIf(label);
  }

  return(...results: readonly (I32Operand | I64Operand | Value<ValueType>)[]): void {
    for (const result of results) this.write(result);
    if (this.place === undefined) this.writer.op('return');
    else this.writer.br(this.place.block);
  }

  store(
    name: Extract<keyof typeof MEMORY, `${string}store${string}`>,
    address: I32Operand,
    what: I32Operand | I64Operand | Value<ValueType>,
    offset = 0,
  ): void {
    this.write(address);
    this.write(what);
    this.writer.memory(name, offset);
  }

  private variable<T extends ValueType>(type: T, initial: Assignable<T> | undefined): Variable<T> {
    const variable = new Variable(type, this.place?.local(type) ?? this.writer.local(type));
    if (initial !== undefined) this.set(variable, initial);
    return variable;
  }
}
