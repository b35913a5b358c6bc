import { ACCESS_MODES } from './entries.js';
import type { AccessMode, DedicateEntry, DeviceEntry, MinidiskEntry } from './entries.js';
import {
  CONSOLE_TYPES,
  VOLUME_CYLINDERS,
  DASD_TYPES,
  LINE_TYPES,
  PRINTER_TYPES,
  PUNCH_TYPES,
  READER_TYPES,
  SPECIAL_TYPES,
} from './device-types.js';
import { invalidOperand } from './statement.js';
import type { Operands } from './statement.js';

type DeviceParser = (operands: Operands, line: number) => DeviceEntry;

/** Parsers of the statements that define a virtual device, by statement name. */
export const DEVICE_STATEMENTS: Readonly<Record<string, DeviceParser>> = {
  CONSOLE: (operands, line) => ({
    kind: 'console',
    line,
    address: operands.hexadecimal(3),
    type: operands.oneOf(CONSOLE_TYPES),
    spoolClass: spoolClass(operands, 'T'),
  }),
  MDISK: minidisk,
  SPOOL: (operands, line) => {
    const address = operands.hexadecimal(3);
    const type = unitRecordType(operands);
    const isReader = type === '2540R' || READER_TYPES.includes(type);
    return { kind: 'spool', line, address, type, spoolClass: spoolClass(operands, isReader ? '*' : 'A') };
  },
  DEDICATE: dedicate,
  LINK: (operands, line) => {
    const userid = operands.required(8);
    const ownerAddress = operands.hexadecimal(3);
    const address = operands.more ? operands.hexadecimal(3) : ownerAddress;
    return { kind: 'link', line, userid, ownerAddress, address, ...accessMode(operands, 'R') };
  },
  SPECIAL: (operands, line) => {
    const address = operands.hexadecimal(3);
    const type = operands.oneOf([...SPECIAL_TYPES, ...LINE_TYPES]);
    if (!LINE_TYPES.includes(type)) return { kind: 'special', line, address, type };
    return { kind: 'special', line, address, type, lineType: operands.keyword(['IBM', 'TELE'] as const) };
  },
};

function minidisk(operands: Operands, line: number): DeviceEntry {
  const address = operands.hexadecimal(3);
  const type = operands.oneOf(DASD_TYPES);
  const most = Math.max(...VOLUME_CYLINDERS[type]);
  const first = operands.required();
  if ('T-DISK'.startsWith(first)) {
    return { kind: 'tdisk', line, address, type, cylinders: operands.decimal(4, 1, most) };
  }
  const start = operands.decimal(4, 0, most - 1, first);
  const size = operands.required();
  const cylinders = operands.decimal(4, 1, most, size);
  if (start + cylinders > most) throw invalidOperand(size);
  const volser = operands.required(6);
  const mode = accessMode(operands, 'W');
  const passwords = ['readPassword', 'writePassword', 'multiplePassword'] as const;
  const entry: MinidiskEntry = { kind: 'mdisk', line, address, type, start, cylinders, volser, ...mode };
  const given: Partial<Record<(typeof passwords)[number], string>> = {};
  for (const name of passwords) if (operands.more) given[name] = operands.required(8);
  return { ...entry, ...given };
}

/** `DEDICATE cuu {rdev | [VOLID] volser} [3330V] [R/O]`: up to three characters are a real address. */
function dedicate(operands: Operands, line: number): DedicateEntry {
  const address = operands.hexadecimal(3);
  let real: number | undefined;
  const first = operands.peek();
  if (first !== undefined && first.length <= 3) real = operands.hexadecimal(3);
  let volser: string | undefined;
  const next = operands.peek();
  if (real === undefined || (next !== undefined && next !== 'R/O' && next !== '3330V')) {
    volser = operands.required();
    if (volser === 'VOLID') volser = operands.required();
    if (volser.length > 6) throw invalidOperand(volser);
  }
  if (operands.peek() === '3330V') throw invalidOperand('3330V');
  const last = operands.optional();
  if (last !== undefined && last !== 'R/O') throw invalidOperand(last);
  const readOnly = last === 'R/O';
  return {
    kind: 'dedicate',
    line,
    address,
    readOnly,
    ...(real === undefined ? {} : { real }),
    ...(volser === undefined ? {} : { volser }),
  };
}

function accessMode(
  operands: Operands,
  otherwise: AccessMode,
): { readonly mode: AccessMode; readonly virtualReserve: boolean } {
  const word = operands.optional();
  if (word === undefined) return { mode: otherwise, virtualReserve: false };
  const virtualReserve = word.length > 1 && word.endsWith('V');
  const mode = ACCESS_MODES.find((candidate) => candidate === (virtualReserve ? word.slice(0, -1) : word));
  if (mode === undefined) throw invalidOperand(word);
  return { mode, virtualReserve };
}

function unitRecordType(operands: Operands): string {
  const type = operands.oneOf(['2540', ...READER_TYPES, ...PUNCH_TYPES, ...PRINTER_TYPES]);
  if (type !== '2540') return type;
  return operands.keyword(['READER', 'PUNCH']) === 'READER' ? '2540R' : '2540P';
}

function spoolClass(operands: Operands, otherwise: string): string {
  const value = operands.optionalCharacter(otherwise);
  if (!/^[A-Z0-9*]$/.test(value)) throw invalidOperand(value);
  return value;
}
