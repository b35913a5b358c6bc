/** Emitters by mnemonic, joined with the instruction table as executing functions are. */

import { ARITHMETIC_EMITTERS } from './emit/arithmetic.js';
import { BRANCH_EMITTERS } from './emit/branch.js';
import { DECIMAL_EMITTERS } from './emit/decimal.js';
import { EXTENDED_FLOAT_EMITTERS } from './emit/extended-float.js';
import { FLOATING_POINT_EMITTERS } from './emit/floating-point.js';
import { LOAD_STORE_EMITTERS } from './emit/load-store.js';
import { LOGICAL_EMITTERS } from './emit/logical.js';
import { LONG_OPERAND_EMITTERS } from './emit/long-operands.js';
import { MODE_EMITTERS } from './emit/mode.js';
import { SHIFT_EMITTERS } from './emit/shift.js';
import { STORAGE_TO_STORAGE_EMITTERS } from './emit/storage-to-storage.js';
import type { Emit } from './region-emitter.js';

/** What compiled code can do, besides branches. */
export const EMITTERS: Readonly<Record<string, Emit>> = {
  ...BRANCH_EMITTERS,
  ...LOAD_STORE_EMITTERS,
  ...ARITHMETIC_EMITTERS,
  ...LOGICAL_EMITTERS,
  ...SHIFT_EMITTERS,
  ...STORAGE_TO_STORAGE_EMITTERS,
  ...LONG_OPERAND_EMITTERS,
  ...DECIMAL_EMITTERS,
  ...FLOATING_POINT_EMITTERS,
  ...EXTENDED_FLOAT_EMITTERS,
  ...MODE_EMITTERS,
};

/** Mnemonics whose emitters ask `pushSecondByte` for the second byte, so that an EXECUTE may change it. */
export const EXECUTABLE: ReadonlySet<string> = new Set(
  'NI OI XI MVI CLI TM MVC MVN MVZ NC OC XC CLC TR TRT AP SP ZAP CP PACK UNPK MVO ED EDMK'.split(' '),
);
