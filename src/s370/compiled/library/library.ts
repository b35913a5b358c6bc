/**
 * The library of compiled execution: tight functions for the instructions that are too long to be written out in
 * every region. Arguments are host offsets of operands that have been checked and whose bytes lie together,
 * lengths in bytes, registers. A function that answers -1, or what its docstring names, has changed nothing:
 * the interpreter executes the instruction.
 */

import { ModuleWriter } from '../wasm/module-writer.js';
import type { ValueType } from '../wasm/opcodes.js';
import { BLOCK_FUNCTIONS } from './blocks.js';
import { CONVERSION_FUNCTIONS } from './conversions.js';
import { DECIMAL_PRODUCT_FUNCTIONS } from './decimal-products.js';
import { DECIMAL_SHIFT_FUNCTIONS } from './decimal-shifts.js';
import { DECIMAL_SUM_FUNCTIONS } from './decimal-sums.js';
import { EDIT_FUNCTIONS } from './edit.js';
import { EXTENDED_FLOAT_FUNCTIONS } from './extended-float.js';
import { FLOAT_FUNCTIONS } from './hexadecimal-float.js';
import type { LibraryFunction } from './library-function.js';
import { LONG_OPERAND_FUNCTIONS } from './long-operands.js';

export const LIBRARY = {
  ...BLOCK_FUNCTIONS,
  ...LONG_OPERAND_FUNCTIONS,
  ...DECIMAL_SUM_FUNCTIONS,
  ...DECIMAL_PRODUCT_FUNCTIONS,
  ...DECIMAL_SHIFT_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...EDIT_FUNCTIONS,
  ...FLOAT_FUNCTIONS,
  ...EXTENDED_FLOAT_FUNCTIONS,
} as const satisfies Record<string, LibraryFunction>;

/** Name of a function of the library. */
export type LibraryName = keyof typeof LIBRARY;

/** Type of a function, for a module that imports it. */
export function libraryType(name: LibraryName): {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
} {
  return LIBRARY[name];
}

/** The module's bytes. It imports the memory `machine`.`memory` and exports every function by its name. */
export function buildLibrary(memoryPages: number): Uint8Array {
  const module = new ModuleWriter();
  module.importMemory('machine', 'memory', memoryPages);
  for (const [name, { parameters, results, write }] of Object.entries<LibraryFunction>(LIBRARY)) {
    module.exportFunction(name, module.add(module.type(parameters, results), write()));
  }
  return module.toBytes();
}
