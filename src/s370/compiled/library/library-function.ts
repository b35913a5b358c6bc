/** What a function of the library is: its type, and how it is written. */

import { Code, Variable } from '../wasm/code.js';
import { FunctionWriter } from '../wasm/function-writer.js';
import type { ValueType } from '../wasm/opcodes.js';

export interface LibraryFunction {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  write(): FunctionWriter;
  /**
   * Writes the function's statements in the place of a call: arguments are on the stack, then the result is. Variables
   * without a first value, which are 0 in the function, have any here.
   */
  inline(writer: FunctionWriter, local: (type: ValueType) => number): void;
}

type Parameters<P extends readonly ValueType[]> = { readonly [K in keyof P]: Variable<P[K]> };

/** A function of the parameters' types, whose statements `body` writes; all ways through it end with a return. */
export function libraryFunction<const P extends readonly ValueType[]>(
  parameters: P,
  results: readonly ValueType[],
  body: (code: Code, ...parameters: Parameters<P>) => void,
): LibraryFunction {
  return {
    parameters,
    results,
    write: () => {
      const writer = new FunctionWriter(parameters);
      const variables = parameters.map((type, index) => new Variable(type, index));
      body(new Code(writer), ...(variables as unknown as Parameters<P>));
      writer.op('unreachable');
      return writer;
    },
    inline: (writer, local) => {
      const variables = parameters.map((type) => new Variable(type, local(type)));
      for (const { index } of [...variables].reverse()) writer.set(index);
      const block = writer.block(results.at(0));
      body(new Code(writer, { local, block }), ...(variables as unknown as Parameters<P>));
      writer.end();
    },
  };
}
