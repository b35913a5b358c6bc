import type { CommandContext } from './context.js';
import { cuu, parseDecimal, parseDeviceAddress, parseHex } from './numbers.js';
import { abbreviates } from './scanner.js';

type Function = (context: CommandContext) => number;

interface NetworkFunction {
  readonly name: string;
  readonly shortest: number;
  readonly classes: string;
  readonly run: Function;
}

/** Functions in the order of search. DMKNET. */
const FUNCTIONS: readonly NetworkFunction[] = [
  { name: 'LOAD', shortest: 4, classes: 'AB', run: (context) => controller(context, 'NLD') },
  { name: 'DUMP', shortest: 4, classes: 'AB', run: (context) => controller(context, 'NLE') },
  { name: 'ENABLE', shortest: 2, classes: 'AB', run: enableOrDisable },
  { name: 'DISABLE', shortest: 4, classes: 'AB', run: enableOrDisable },
  { name: 'QUERY', shortest: 1, classes: 'AB', run: query },
  { name: 'DISPLAY', shortest: 1, classes: 'AB', run: (context) => controller(context, 'NES') },
  { name: 'VARY', shortest: 4, classes: 'AB', run: vary },
  { name: 'SHUTDOWN', shortest: 8, classes: 'A', run: shutdown },
  { name: 'POLLDLAY', shortest: 4, classes: 'AB', run: pollDelay },
];

/** Kinds of resources that NETWORK QUERY can be asked for. */
const KINDS = ['ACTIVE', 'ALL', 'OFFLINE', 'FREE'];
/** What VARY makes of a resource. */
const STATES: readonly (readonly [name: string, shortest: number])[] = [
  ['ONLINE', 2],
  ['OFFLINE', 3],
  ['EP', 2],
  ['NCP', 3],
];

/**
 * `NETWORK function …`, classes A, B and F: 3704 and 3705 controllers and remote 3270 stations. CP has none, and
 * answers as one that was generated without them. DMKNET, DMKNES, DMKNLD, DMKNLE.
 */
export function network(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined) return context.error('NET', 26);
  const found = FUNCTIONS.find(
    ({ name, shortest, classes }) => abbreviates(word, name, shortest) && context.vm.hasClass(classes),
  );
  return found === undefined ? context.error('NET', 2, [word]) : found.run(context);
}

function complete({ fromGuest, respond }: CommandContext): number {
  if (!fromGuest) respond('COMMAND COMPLETE');
  return 0;
}

/** A function on a controller: no real device is one. */
function controller(context: CommandContext, module: string, word = context.line.next()): number {
  const address = word === undefined || word.length > 3 ? undefined : parseDeviceAddress(word);
  if (address === undefined) return context.error(module, 21);
  const exists = context.cp.realDevices().some((device) => device.address === address);
  return context.error(module, exists ? 6 : 40, [cuu(address)]);
}

/** A resource, four hexadecimal digits: none exists. */
function resource(context: CommandContext, word: string): number {
  const isResource = word.length === 4 && parseHex(word) !== undefined;
  return context.error('NET', isResource ? 40 : 2, [word]);
}

function enableOrDisable(context: CommandContext): number {
  const word = context.line.next();
  return word === undefined || word === 'ALL' ? complete(context) : resource(context, word);
}

function query(context: CommandContext): number {
  const word = context.line.next();
  if (word !== undefined) {
    if (word.length > 8 || word.length < 3) return context.error('NET', 2, [word]);
    if (!KINDS.some((kind) => kind.startsWith(word))) return resource(context, word);
  }
  context.respond('RESOURCE(S) NOT FOUND');
  return 0;
}

function vary(context: CommandContext): number {
  const state = context.line.next();
  if (state === undefined || state.length > 8) return context.error('NET', 26);
  if (!STATES.some(([name, shortest]) => abbreviates(state, name, shortest))) {
    return context.error('NET', 3, [state]);
  }
  const word = context.line.next();
  return word === undefined ? context.error('NET', 26) : resource(context, word);
}

function shutdown(context: CommandContext): number {
  const word = context.line.next();
  if (word === undefined || word === 'ALL') return complete(context);
  return word.length > 3 ? context.error('NES', 2, [word]) : controller(context, 'NES', word);
}

function pollDelay(context: CommandContext): number {
  const interval = context.line.next();
  if (interval === undefined) return context.error('NES', 26);
  if (interval.length > 4 || interval === '0') return context.error('NES', 2, [interval]);
  if (parseDecimal(interval, 1, 9999) === undefined) return context.error('NES', 26);
  return shutdown(context);
}
