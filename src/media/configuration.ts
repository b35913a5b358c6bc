/**
 * The configuration file of the bare machine, in the syntax of `hercules.cnf`: system statements, then one
 * device statement a line (`0190 3350 pack.350`), `#` or `*` comments, `${NAME}` and `${NAME:=default}`.
 */

import { findCodePage } from '../ebcdic/index.js';
import { STANDARD_CLOCK, clockStatement, type ClockSettings } from './clock-settings.js';
import type { MachineModel } from '../s370/index.js';
import { architectureOf, checkAgainstModel, chooseModel, type ModelStatements } from './model-statements.js';

/** One device statement; `addresses` has an entry for each device it defines (`0200-0203`, `0200.4`, `0200,0208`). */
export interface DeviceStatement {
  readonly addresses: readonly number[];
  readonly type: string;
  readonly arguments: readonly string[];
  readonly line: number;
  /** The file that says it, when another one includes that. */
  readonly file?: string;
  /** Code page of text, when CODEPAGE names one. */
  readonly codePage?: string;
}

/** What a configuration file says. Sizes are in bytes. */
export interface MachineConfiguration {
  readonly model: MachineModel;
  /** What STORE CPU ID says, four hexadecimal digits. */
  readonly cpuModel: string;
  /** Six hexadecimal digits. */
  readonly cpuSerial: string;
  readonly mainSize: number;
  readonly numberOfCpus: number;
  readonly loadParameter: string;
  /** TCP port for 3270 and console connections; undefined: none. */
  readonly consolePort: number | undefined;
  /** The date of the TOD clock. */
  readonly clock: ClockSettings;
  readonly devices: readonly DeviceStatement[];
  /** Statements that this machine has no use for, with their lines: said once, then passed over. */
  readonly ignored: readonly { readonly keyword: string; readonly file: string; readonly line: number }[];
  /** What else is to be said once, with file and line. */
  readonly notes: readonly string[];
}

/** A fault in a configuration or a device statement; the message names the file and the line. */
export class ConfigurationError extends Error {
  constructor(file: string, line: number, message: string) {
    super(line > 0 ? `${file}:${line}: ${message}` : `${file}: ${message}`);
    this.name = 'ConfigurationError';
  }
}

/** Statements of Hercules that say something about its own inside; they change nothing that a program can see. */
const statementsWithoutEffect: ReadonlySet<string> = new Set(
  (
    'ALRF ASN_AND_LX_REUSE CAPPINGFACTOR CCKD CMDSEP CMPSCPAD CPUIDFMT CPUPRIO CPUVERID CONKPALV DEVPRIO DEVTMAX DIAG8CMD ' +
    'ECPSVM ENGINES FACILITY HERCLOGO HERCNICE HERCPRIO HTTP HTTPPORT HTTPROOT IODELAY LDMOD LEGACYSENSEID LOGOPT ' +
    'LPARNAME LPARNUM MANUFACTURER MAXCPU MAXRATES MEMFREE MEMLOCK MODEL MODPATH MSGLEVEL MSGLVL MOUNTED_TAPE_REINIT NETDEV OSTAILOR PANRATE PANTITLE PGMPRDOS ' +
    'PANOPT PLANT QUITMOUT REXX SCLPROOT SHCMDOPT SHRD SHRDPORT STSI SRVPRIO SYSGPORT SYSGROUP TIMERINT TODDRAG TODPRIO TRACEOPT ' +
    'VMACTIVE NUMVEC XPNDSIZE ASSIST CRYPTO AUTOMOUNT AUTO_SCSI_MOUNT SCSIMOUNT'
  ).split(' '),
);

/** A word that is not in quotes; its value may be: `sf="my pack_*.cckd"`. */
const WORD = /^[^\s=]*=(["']).*?\1(?=\s|$)|^\S+/;

/**
 * Splits a statement into words: blanks separate, quotes around a word or behind its `=` keep them together, a word
 * that begins with # ends the line.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (/\s/.test(character)) {
      at++;
    } else if (character === '#') {
      break;
    } else if (character === '"' || character === "'") {
      const end = text.indexOf(character, at + 1);
      const stop = end < 0 ? text.length : end;
      words.push(text.slice(at + 1, stop));
      at = stop + 1;
    } else {
      const [word, quote] = WORD.exec(text.slice(at))!;
      words.push(quote === undefined ? word : word.slice(0, -1).replace(`=${quote}`, '='));
      at += word.length;
    }
  }
  return words;
}

/**
 * Device addresses of a statement: `0190`, `200-203`, `200.4`, lists with commas, an optional `0:` before.
 * Returns undefined when the text is not such a list.
 */
export function parseDeviceAddresses(text: string): number[] | undefined {
  const withoutSubsystem = text.replace(/^0:/, '');
  const addresses: number[] = [];
  for (const part of withoutSubsystem.split(',')) {
    const match = /^([0-9A-F]{1,4})(?:-([0-9A-F]{1,4})|\.(\d{1,3}))?$/i.exec(part);
    if (!match) return undefined;
    const first = parseInt(match[1], 16);
    const last = match[2] !== undefined ? parseInt(match[2], 16) : first + Number(match[3] ?? 1) - 1;
    if (last < first || last > 0xffff || last - first > 0xff) return undefined;
    for (let address = first; address <= last; address++) addresses.push(address);
  }
  return addresses;
}

/** Puts `${NAME}` and `$(NAME)` (with `:=default`) in their places; unknown names without a default become nothing. */
export function substituteSymbols(
  text: string,
  symbols: Readonly<Record<string, string | undefined>>,
): string {
  return text.replace(
    /\$(?:\{([^}:]+)(?::?=([^}]*))?\}|\(([^):]+)(?::?=([^)]*))?\))/g,
    (_whole, braceName?: string, braceDefault?: string, parenName?: string, parenDefault?: string) =>
      symbols[(braceName ?? parenName)!] ?? braceDefault ?? parenDefault ?? '',
  );
}

/** Reads a number within limits, or throws with the statement's line. */
function numberWithin(
  text: string | undefined,
  limits: { low: number; high: number; radix?: number },
  fail: (message: string) => never,
  what: string,
): number {
  const radix = limits.radix ?? 10;
  const pattern = radix === 16 ? /^[0-9A-F]+$/i : /^\d+$/;
  const value = text !== undefined && pattern.test(text) ? parseInt(text, radix) : NaN;
  if (Number.isNaN(value) || value < limits.low || value > limits.high) {
    return fail(`${what} ${text ?? '(missing)'} is not a number from ${limits.low} to ${limits.high}`);
  }
  return value;
}

/** Reads a file that INCLUDE names. Throws when it can't be read. */
export type IncludeReader = (name: string) => string;

/** Files that include each other to this depth; more is a circle. */
const DEEPEST_INCLUDE = 8;

/**
 * Parses the text of a configuration file. `symbols` are what `${NAME}` may name besides DEFSYM (the environment);
 * without `include` there is no INCLUDE. Throws ConfigurationError with the file and the line of the first fault.
 */
export function parseConfiguration(
  text: string,
  file: string,
  symbols: Readonly<Record<string, string | undefined>> = {},
  include?: IncludeReader,
): MachineConfiguration {
  const defined: Record<string, string | undefined> = { ...symbols };
  const modelStatements: ModelStatements = {};
  let cpuSerial = '000001';
  let mainSize = 2 * 1024 * 1024;
  let numberOfCpus = 1;
  let cpusLine = 0;
  let loadParameter = '';
  let consolePort: number | undefined;
  let clock = STANDARD_CLOCK;
  const devices: DeviceStatement[] = [];
  const devicePlaces: number[] = [];
  let includeErrors = true;
  let codePage: string | undefined;
  const ignored: { keyword: string; file: string; line: number }[] = [];
  /** Where each statement stands, by its number. */
  const places: { file: string; line: number }[] = [];
  const definedAt = new Map<number, number>();

  const failAt = (place: number, message: string): never => {
    throw new ConfigurationError(places[place].file, places[place].line, message);
  };
  const parseText = (lines: string, source: string, depth: number): void => {
    for (const [index, raw] of lines.split(/\r?\n/).entries()) {
      const place = places.push({ file: source, line: index + 1 }) - 1;
      parseLine(raw, place, depth);
    }
  };
  const includeFile = (name: string | undefined, place: number, depth: number): void => {
    if (name === undefined || include === undefined) failAt(place, 'INCLUDE without a file');
    if (depth >= DEEPEST_INCLUDE) failAt(place, `INCLUDE is nested deeper than ${DEEPEST_INCLUDE}`);
    let lines = '';
    try {
      lines = include!(name!);
    } catch (error) {
      if (includeErrors) failAt(place, `INCLUDE ${name}: ${(error as Error).message}`);
      ignored.push({ keyword: `INCLUDE ${name}`, ...places[place] });
    }
    parseText(lines, name!, depth + 1);
  };
  const parseLine = (raw: string, place: number, depth: number): void => {
    const fail = (message: string): never => failAt(place, message);
    if (/^\s*[*#]/.test(raw)) return;
    const [first, ...rest] = splitWords(substituteSymbols(raw, defined));
    if (first === undefined) return;
    const keyword = first.toUpperCase();
    switch (keyword) {
      case 'ARCHMODE':
      case 'ARCHLVL':
        modelStatements.architecture = { name: architectureOf(rest[0] ?? '(missing)', fail), line: place };
        return;
      case 'CPUMODEL':
        modelStatements.cpuModel = { text: (rest[0] ?? '').toUpperCase(), line: place };
        return;
      case 'CPUSERIAL':
        if (!/^[0-9A-F]{1,6}$/i.test(rest[0] ?? ''))
          fail(`CPUSERIAL ${rest[0] ?? '(missing)'} is not 1 to 6 hexadecimal digits`);
        cpuSerial = rest[0].toUpperCase().padStart(6, '0');
        return;
      case 'MAINSIZE': {
        const kilobytes = /^(\d+)K$/i.exec(rest[0] ?? '');
        mainSize = kilobytes
          ? numberWithin(kilobytes[1], { low: 64, high: 16384 }, fail, 'MAINSIZE') * 1024
          : numberWithin((rest[0] ?? '').replace(/M$/i, ''), { low: 1, high: 16 }, fail, 'MAINSIZE') *
            1024 *
            1024;
        if (mainSize % 4096 !== 0) fail(`MAINSIZE ${rest[0]} is not a multiple of 4K`);
        return;
      }
      case 'NUMCPU':
        numberOfCpus = numberWithin(rest[0], { low: 1, high: 8 }, fail, 'NUMCPU');
        cpusLine = place;
        return;
      case 'LOADPARM':
        loadParameter = (rest[0] ?? '').slice(0, 8).toUpperCase();
        return;
      case 'CNSLPORT':
        consolePort = numberWithin(rest[0]?.replace(/^.*:/, ''), { low: 1, high: 65535 }, fail, 'CNSLPORT');
        return;
      case 'SYSEPOCH':
      case 'YROFFSET':
      case 'TZOFFSET': {
        const settings = clockStatement(keyword, rest, clock);
        if (typeof settings === 'string') return fail(settings);
        clock = settings;
        return;
      }
      case 'CODEPAGE': {
        // Host and guest, `819/1047`: the guest's half matters here.
        const [, name = ''] = /^(?:[^/]*\/)?(\d+)/.exec(rest[0] ?? '') ?? [];
        codePage = findCodePage(name)?.name;
        if (codePage === undefined && !/^default$/i.test(rest[0] ?? ''))
          ignored.push({ keyword, ...places[place] });
        return;
      }
      case 'INCLUDE':
        includeFile(rest[0], place, depth);
        return;
      case 'IGNORE':
        if (/^INCLUDE_ERRORS$/i.test(rest[0] ?? '')) includeErrors = false;
        else ignored.push({ keyword, ...places[place] });
        return;
      case 'DEFSYM':
        if (rest[0] === undefined) fail('DEFSYM without a name');
        defined[rest[0]] = rest[1] ?? '';
        return;
      default:
        break;
    }
    if (statementsWithoutEffect.has(keyword)) {
      ignored.push({ keyword, ...places[place] });
      return;
    }
    const addresses = parseDeviceAddresses(first);
    if (addresses === undefined) fail(`unknown statement ${first}`);
    if (rest.length === 0) fail(`device ${first} has no device type`);
    for (const address of addresses!) {
      const before = definedAt.get(address);
      if (before !== undefined) {
        fail(
          `device ${address.toString(16).toUpperCase().padStart(4, '0')} is already defined on line ${placeName(before, place)}`,
        );
      }
      definedAt.set(address, place);
    }
    const { file: source, line } = places[place];
    const statement = { addresses: addresses!, type: rest[0].toUpperCase(), arguments: rest.slice(1), line };
    devices.push({ ...statement, ...(source === file ? {} : { file: source }) });
    devicePlaces.push(place);
  };
  /** The line of a place, as seen from another one. */
  const placeName = (place: number, from: number): string =>
    places[place].file === places[from].file
      ? `${places[place].line}`
      : `${places[place].line} of ${places[place].file}`;

  parseText(text, file, 0);
  const { note, ...chosen } = chooseModel(modelStatements, failAt);
  const placed = devices.map(({ addresses }, i) => ({ addresses, line: devicePlaces[i] }));
  checkAgainstModel(chosen.model, { numberOfCpus, cpusLine, devices: placed }, failAt);
  return {
    ...chosen,
    cpuSerial,
    mainSize,
    numberOfCpus,
    loadParameter,
    consolePort,
    clock,
    devices: codePage === undefined ? devices : devices.map((device) => ({ ...device, codePage })),
    ignored,
    notes: note === undefined ? [] : [`${places[note.line].file}:${places[note.line].line}: ${note.text}`],
  };
}
