import { resolve } from 'node:path';

/** The words behind a device type in a configuration: files, options, and `name=value` pairs. */

/** A statement's words, sorted. Names of options and values' names are lower case. */
export interface DeviceWords {
  readonly files: readonly string[];
  readonly options: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

/** Words that a device type knows: options, names of values, and which of those values are files. */
export interface KnownWords {
  readonly options?: readonly string[];
  readonly values?: readonly string[];
  readonly fileValues?: readonly string[];
}

/**
 * Sorts words: those in `options` are options, `name=value` with a known name is a value, the rest are files, which begin
 * at `directory` when it is given. Throws an Error for a value that nobody asked for; a file whose name looks like
 * one is named with its path.
 */
export function sortWords(
  type: string,
  words: readonly string[],
  known: KnownWords,
  directory?: string,
): DeviceWords {
  const files: string[] = [];
  const options = new Set<string>();
  const values = new Map<string, string>();
  const place = (file: string) => (directory === undefined || file === '*' ? file : resolve(directory, file));
  for (const word of words) {
    const lower = word.toLowerCase();
    const pair = /^([a-z][a-z0-9]*)=(.*)$/i.exec(word);
    const name = pair?.[1].toLowerCase() ?? '';
    if (known.options?.includes(lower)) options.add(lower);
    else if (pair && known.values?.includes(name)) values.set(name, pair[2]);
    else if (pair && known.fileValues?.includes(name)) values.set(name, place(pair[2]));
    else if (pair) throw new Error(`${word} is no option of a ${type} (${wordList(known)})`);
    else files.push(place(word));
  }
  return { files, options, values };
}

/** The one file of a device. Throws an Error when there is none, or more. */
export function onlyFile(type: string, sorted: DeviceWords, known: KnownWords): string {
  const [file, extra] = sorted.files;
  if (file === undefined) throw new Error(`a ${type} needs a file`);
  if (extra !== undefined) throw new Error(`${extra} is no option of a ${type} (${wordList(known)})`);
  return file;
}

/** A whole number within limits. Throws an Error naming the option. */
export function numberOf(
  values: ReadonlyMap<string, string>,
  name: string,
  low: number,
  high: number,
): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= low && value <= high)) {
    throw new Error(`${name}=${text} is not a number from ${low} to ${high}`);
  }
  return value;
}

function wordList({ options = [], values = [], fileValues = [] }: KnownWords): string {
  return [...options, ...[...values, ...fileValues].map((name) => `${name}=`)].join(', ');
}
