/** What a function of the library is: its type, and how it is written. */

import { Code, Variable } from '../wasm/code.js';
import { FunctionWriter } from '../wasm/function-writer.js';
import type { ValueType } from '../wasm/opcodes.js';

export interface LibraryFunction {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  write(): FunctionWriter;
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
  };
}
