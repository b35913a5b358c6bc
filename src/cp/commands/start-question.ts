import type { StartKind } from '../spool/index.js';

/** How CP starts. */
export interface StartChoice {
  /** How the spool is taken over. */
  readonly kind: StartKind;
  /** DRAIN: real readers, printers and punches wait for START. */
  readonly drained: boolean;
  /** DISABLE: terminals wait for ENABLE. */
  readonly disabled: boolean;
  /** AUTOLOG1 is logged on when it is in the directory. */
  readonly autolog: boolean;
}

/** A start without a question. */
export const DEFAULT_START: StartChoice = { kind: 'warm', drained: false, disabled: false, autolog: true };

/** Questions of CP at its start, as the operator sees them. GC20-1806, Starting VM/370; DMKCPI. */
export const START_QUESTION = 'START ((WARM|CKPT|FORCE|COLD) (DRAIN))|(SHUTDOWN) :';
export const CLOCK_QUESTION = 'CHANGE TOD CLOCK (YES|NO) :';
export const DATE_QUESTION = 'SET DATE MM/DD/YY :';
export const TIME_QUESTION = 'SET TIME HH:MM:SS :';

const KINDS: readonly (readonly [word: string, shortest: number, kind: StartKind])[] = [
  ['COLD', 4, 'cold'],
  ['WARM', 1, 'warm'],
  ['CKPT', 4, 'checkpoint'],
  ['FORCE', 1, 'force'],
];
const OPTIONS: readonly (readonly [
  word: string,
  shortest: number,
  key: 'drained' | 'disabled' | 'autolog',
])[] = [
  ['DRAIN', 2, 'drained'],
  ['DISABLE', 2, 'disabled'],
  ['NOAUTOLOG', 6, 'autolog'],
];

/** The answer to START; undefined: it has to be asked again. Nothing at all is a warm start. DMKCPI. */
export function startAnswer(line: string): StartChoice | 'shutdown' | undefined {
  const words = line
    .toUpperCase()
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'SHUTDOWN') return 'shutdown';
  let kind: StartKind | undefined;
  const options: { -readonly [K in 'drained' | 'disabled' | 'autolog']: boolean } = {
    drained: false,
    disabled: false,
    autolog: true,
  };
  for (const word of words) {
    const fits = ([name, shortest]: readonly [string, number, unknown]): boolean =>
      word.length >= shortest && name.startsWith(word);
    const named = KINDS.find(fits);
    const option = OPTIONS.find(fits);
    if (named !== undefined && kind === undefined) kind = named[2];
    else if (option !== undefined) options[option[2]] = option[2] !== 'autolog';
    else return undefined;
  }
  return { kind: kind ?? 'warm', ...options };
}

/** The answer to the question for the clock: whether it is to be changed; undefined: ask again. */
export function clockAnswer(line: string): boolean | undefined {
  const word = line.trim().toUpperCase();
  if (word === '' || 'NO'.startsWith(word)) return false;
  return 'YES'.startsWith(word) ? true : undefined;
}

/** `mm/dd/yy` (years from 1970 to 2069) as year, month from 1, and day; undefined when there is no such day. */
export function dateAnswer(line: string): readonly [year: number, month: number, day: number] | undefined {
  const match = /^(\d\d?)\/(\d\d?)\/(\d\d)$/.exec(line.trim());
  if (match === null) return undefined;
  const [month, day, short] = match.slice(1).map(Number);
  const year = short + (short < 70 ? 2000 : 1900);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? [year, month, day] : undefined;
}

/** `hh:mm:ss` as three numbers; undefined when there is no such time. */
export function timeAnswer(
  line: string,
): readonly [hour: number, minute: number, second: number] | undefined {
  const match = /^(\d\d?):(\d\d):(\d\d)$/.exec(line.trim());
  if (match === null) return undefined;
  const [hour, minute, second] = match.slice(1).map(Number);
  return hour < 24 && minute < 60 && second < 60 ? [hour, minute, second] : undefined;
}
