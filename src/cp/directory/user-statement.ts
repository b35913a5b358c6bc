import { ebcdic037 } from '../../ebcdic/index.js';
import { DEFAULT_EDIT_SYMBOLS } from './entries.js';
import type { EditSymbols } from './entries.js';
import { invalidOperand } from './statement.js';
import type { Operands } from './statement.js';

const MAXIMUM_STORAGE = 16 * 1024 * 1024;
const MINIMUM_STORAGE = 8 * 1024;

/** Operands of a USER statement. */
export interface UserOperands {
  readonly userid: string;
  readonly password: string;
  readonly storage: number;
  readonly maximumStorage: number;
  readonly classes: string;
  readonly priority: number;
  readonly edit: EditSymbols;
}

/**
 * `USER userid password [storage [maximum [classes [priority [le [ld [cd [es]]]]]]]]`. Storage is rounded up to
 * 4K, at least 8K, at most 16M; the defaults are those of the DIRECT program: 256K, 1M, G, 50, # ¢ @ ".
 */
export function parseUserOperands(operands: Operands): UserOperands {
  return {
    userid: operands.required(8),
    password: operands.required(8),
    storage: storageSize(operands, 256 * 1024),
    maximumStorage: storageSize(operands, 1024 * 1024),
    classes: privilegeClasses(operands),
    priority: operands.more ? operands.decimal(2, 0, 99) : 50,
    edit: {
      lineEnd: editSymbol(operands, DEFAULT_EDIT_SYMBOLS.lineEnd),
      lineDelete: editSymbol(operands, DEFAULT_EDIT_SYMBOLS.lineDelete),
      characterDelete: editSymbol(operands, DEFAULT_EDIT_SYMBOLS.characterDelete),
      escape: editSymbol(operands, DEFAULT_EDIT_SYMBOLS.escape),
    },
  };
}

function storageSize(operands: Operands, otherwise: number): number {
  const word = operands.optional();
  if (word === undefined) return otherwise;
  const match = /^([0-9]{1,7})([KM])$/.exec(word);
  if (!match) throw invalidOperand(word);
  const bytes = Number(match[1]) * (match[2] === 'K' ? 1024 : 1024 * 1024);
  const size = Math.max(Math.ceil(bytes / 4096) * 4096, MINIMUM_STORAGE);
  if (size > MAXIMUM_STORAGE) throw invalidOperand(word);
  return size;
}

function privilegeClasses(operands: Operands): string {
  const word = operands.optional();
  if (word === undefined) return 'G';
  if (!/^[A-H]{1,8}$/.test(word)) throw invalidOperand(word);
  return [...new Set(word)].sort().join('');
}

function editSymbol(operands: Operands, otherwise: number | undefined): number | undefined {
  const word = operands.optional();
  if (word === undefined || word === 'ON') return otherwise;
  if (word === 'OFF') return undefined;
  if (word.length === 1) return ebcdic037.encodeCharacter(word);
  if (/^[0-9A-F]{2}$/.test(word)) return parseInt(word, 16);
  throw invalidOperand(word);
}
