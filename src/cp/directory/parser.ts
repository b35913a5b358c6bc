import type { DeviceEntry, DirectoryLocation, DirectoryUser, SwitchOption } from './entries.js';
import { DASD_TYPES } from './device-types.js';
import { DEVICE_STATEMENTS } from './device-statements.js';
import { findOverlaps } from './overlaps.js';
import { Operands, StatementError, invalidOperand, operandMissing, sequenceError } from './statement.js';
import { parseUserOperands } from './user-statement.js';

/** An error or a warning about one line of the source. Lines count from 1. */
export interface DirectoryDiagnostic {
  readonly line: number;
  /** The statement as written. */
  readonly statement: string;
  /** `DMKDIR751E INVALID OPERAND - …`. */
  readonly message: string;
}

export interface ParsedDirectory {
  readonly location: DirectoryLocation | undefined;
  readonly users: readonly DirectoryUser[];
  /** With any error the directory must not be used. */
  readonly errors: readonly DirectoryDiagnostic[];
  /** Minidisks that share cylinders: legal, seldom meant. */
  readonly warnings: readonly DirectoryDiagnostic[];
}

/** Statement names with their shortest abbreviations, in the order of search. */
const STATEMENTS: readonly (readonly [name: string, shortest: number])[] = [
  ['USER', 1],
  ['ACCOUNT', 1],
  ['OPTION', 1],
  ['MDISK', 1],
  ['SPOOL', 1],
  ['DEDICATE', 1],
  ['LINK', 1],
  ['IPL', 1],
  ['SPECIAL', 3],
  ['CONSOLE', 1],
  ['DIRECTORY', 3],
];

const SWITCHES: readonly (SwitchOption | 'CPUID' | 'AFFINITY')[] = [
  'REALTIMER',
  'ECMODE',
  'ISAM',
  'VIRT=REAL',
  'ACCT',
  'SVCOFF',
  'BMX',
  'CPUID',
  'AFFINITY',
  'LNKNOPAS',
  'STFIRST',
  'VMSAVE',
];

/** Is the word an option that stands alone? */
export function isSwitchOption(word: string): word is SwitchOption {
  return word !== 'CPUID' && word !== 'AFFINITY' && (SWITCHES as readonly string[]).includes(word);
}

/** Last column that is read. */
const LAST_COLUMN = 71;

/**
 * Reads a source directory in VM/370's control statements. Every statement is checked, errors don't stop it.
 * Lower case is taken as upper case. Line ends are LF or CR LF.
 */
export function parseDirectory(source: string): ParsedDirectory {
  const parser = new Parser();
  source.split(/\r?\n/).forEach((text, index) => parser.statement(text, index + 1));
  return parser.finish();
}

class Parser {
  private location: DirectoryLocation | undefined;
  private readonly users: DirectoryUser[] = [];
  private readonly errors: DirectoryDiagnostic[] = [];
  private current: { -readonly [K in keyof DirectoryUser]: DirectoryUser[K] } | undefined;
  private devices: DeviceEntry[] = [];
  /** Statement that came last: decides what may follow. */
  private last = '';

  statement(text: string, line: number): void {
    const words = text
      .slice(0, LAST_COLUMN)
      .toUpperCase()
      .split(' ')
      .filter((word) => word !== '');
    if (words.length === 0 || words[0].startsWith('*')) return;
    try {
      const name = statementName(words[0]);
      this.run(name, new Operands(words.slice(1)), line);
      this.last = name;
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      this.report(line, text, error);
    }
  }

  finish(): ParsedDirectory {
    this.endUser(0, '');
    const warnings = findOverlaps(this.users).map(({ line, text, message }) => ({
      line,
      statement: text,
      message,
    }));
    return { location: this.location, users: this.users, errors: this.errors, warnings };
  }

  private report(line: number, text: string, error: StatementError): void {
    const message = `DMKDIR${error.number}E ${error.text}`;
    this.errors.push({ line, statement: text.slice(0, LAST_COLUMN).trimEnd(), message });
  }

  private run(name: string, operands: Operands, line: number): void {
    if (name === 'DIRECTORY') return this.directory(operands);
    if (this.last === '') {
      this.last = name;
      this.report(line, name, new StatementError(762, 'DIRECTORY STATEMENT MISSING'));
    }
    if (name === 'USER') return this.user(operands, line);
    const user = this.current;
    if (user === undefined) throw sequenceError('');
    const parseDevice = DEVICE_STATEMENTS[name];
    if (parseDevice !== undefined) return this.device(parseDevice(operands, line));
    if (this.devices.length > 0) throw sequenceError(user.userid);
    if (name === 'ACCOUNT') {
      user.account = operands.required(8);
      user.distribution = operands.more ? operands.required(8) : user.distribution;
    } else if (name === 'OPTION') {
      this.options(operands);
    } else {
      const system = operands.required(8);
      const parameter = operands.peek() === 'PARM' ? (operands.optional(), operands.rest()) : operands.rest();
      if (parameter.length > 64) throw invalidOperand(parameter);
      user.ipl = { system, parameter };
    }
  }

  private directory(operands: Operands): void {
    if (this.last !== '') throw sequenceError(this.current?.userid ?? '');
    this.location = {
      address: operands.hexadecimal(4),
      type: operands.oneOf(DASD_TYPES),
      volser: operands.required(6),
    };
  }

  private user(operands: Operands, line: number): void {
    this.endUser(line, '');
    const parsed = parseUserOperands(operands);
    if (this.users.some((user) => user.userid === parsed.userid)) throw invalidOperand(parsed.userid);
    this.devices = [];
    this.current = {
      ...parsed,
      account: parsed.userid,
      distribution: parsed.userid,
      options: new Set(),
      devices: this.devices,
      line,
    };
    this.users.push(this.current);
  }

  /** A user needs a device, but NOLOG users only own names. */
  private endUser(line: number, text: string): void {
    const user = this.current;
    this.current = undefined;
    if (user === undefined || user.password === 'NOLOG' || this.devices.length > 0) return;
    this.report(line === 0 ? user.line : line, text, sequenceError(user.userid));
  }

  private options(operands: Operands): void {
    const user = this.current;
    if (user === undefined) throw operandMissing();
    const options = new Set(user.options);
    while (operands.more) {
      const option = operands.keyword(SWITCHES);
      if (option === 'CPUID') user.cpuid = operands.hexadecimal(6);
      else if (option === 'AFFINITY') user.affinity = operands.decimal(2, 0, 63);
      else options.add(option);
    }
    user.options = options;
  }

  private device(device: DeviceEntry): void {
    const clash = this.devices.some((other) => sameUnit(other, device));
    if (clash) throw new StatementError(758, 'DUPLICATE UNIT DEFINITION');
    this.devices.push(device);
  }
}

function statementName(word: string): string {
  const found = STATEMENTS.find(([name, shortest]) => word.length >= shortest && name.startsWith(word));
  if (found === undefined) throw invalidOperand(word);
  return found[0];
}

/** Same address; a CTCA takes all 16 addresses of its control unit. */
function sameUnit(first: DeviceEntry, second: DeviceEntry): boolean {
  const isAdapter = (device: DeviceEntry): boolean => device.kind === 'special' && device.type === 'CTCA';
  const mask = isAdapter(first) || isAdapter(second) ? 0xff0 : 0xfff;
  return (first.address & mask) === (second.address & mask);
}
