import type { IntensiveOptions, SenseBit } from '../recording/intensive-recording.js';
import type { CommandContext } from './context.js';
import { cuu, parseDecimal, parseDeviceAddress } from './numbers.js';

const LAST_SENSE_BYTE = 23;
const LAST_BIT = 7;
const MOST_LIMIT = 32767;

/**
 * `SET RECORD {ON raddr LIMIT nn BYTE nn BIT n [{AND | OR} BYTE nn BIT n] | OFF}`: intensive recording of the unit checks of one
 * device. SY20-0887, DMKCFO.
 */
export function setRecord(context: CommandContext): number {
  const { cp, line } = context;
  const word = line.next();
  if (word === undefined) return context.error('CFO', 26);
  if (word === 'OFF') {
    cp.errors.setIntensive(undefined);
    return 0;
  }
  if (word !== 'ON') return context.error('CFO', 3, [word]);
  const options = parse(context);
  if (typeof options === 'number') return options;
  cp.errors.setIntensive(options);
  return 0;
}

function parse(context: CommandContext): IntensiveOptions | number {
  const { cp, line } = context;
  const device = parseDeviceAddress(line.next() ?? '');
  if (device === undefined) return context.error('CFO', 21);
  if (!cp.realDevices().some(({ address }) => address === device))
    return context.error('CFO', 40, [cuu(device)]);
  let limit: number | undefined;
  let relation: 'and' | 'or' | undefined;
  const bytes: number[] = [];
  const bits: number[] = [];
  for (let word = line.next(); word !== undefined; word = line.next()) {
    if (word === 'AND' || word === 'OR') {
      if (relation !== undefined && relation !== word.toLowerCase()) return context.error('CFO', 13, [word]);
      relation = word === 'AND' ? 'and' : 'or';
      continue;
    }
    const isByte = word === 'BYTE';
    if (!isByte && word !== 'BIT' && word !== 'LIMIT') return context.error('CFO', 3, [word]);
    const numbers = isByte ? bytes : bits;
    if (word !== 'LIMIT' && numbers.length === 2) return context.error('CFO', 3, [word]);
    const text = line.next();
    if (text === undefined) return context.error('CFO', 26);
    const most = word === 'LIMIT' ? MOST_LIMIT : isByte ? LAST_SENSE_BYTE : LAST_BIT;
    const number = parseDecimal(text, 0, most);
    if (number === undefined) return context.error('CFO', 3, [text]);
    if (word === 'LIMIT') limit = number;
    else numbers.push(number);
  }
  if (limit === undefined || limit === 0 || bytes.length === 0 || bits.length === 0)
    return context.error('CFO', 26);
  const first: SenseBit = { byte: bytes[0], bit: bits[0] };
  if (relation === undefined) return { device, limit, first };
  // what is left out of the second condition is zero
  return { device, limit, first, second: { relation, byte: bytes[1] ?? 0, bit: bits[1] ?? 0 } };
}

/** `SET MODE {MAIN | RETRY} {RECORD | QUIET}`: reports of what the machine has corrected by itself. SY20-0887, DMKMCI. */
export function setMode(context: CommandContext): number {
  const { cp, line } = context;
  const kind = line.next();
  if (kind === undefined) return context.error('CFO', 26);
  if (kind !== 'MAIN' && kind !== 'RETRY') return context.error('CFO', 3, [kind]);
  const mode = line.next();
  if (mode === undefined) return context.error('MCI', 26);
  const quiet = 'QUIET'.startsWith(mode);
  if (!quiet && !'RECORD'.startsWith(mode)) return context.error('MCI', 3, [mode]);
  cp.errors.setMode(kind === 'MAIN' ? 'main' : 'retry', !quiet);
  const what = kind === 'MAIN' ? 'MAIN STORAGE' : 'INSTRUCTION RETRY';
  context.respond(`DMKMCI618I ${what} NOW IN ${quiet ? 'QUIET' : 'RECORD'} MODE`);
  return 0;
}
