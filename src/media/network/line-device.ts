import { DEFAULT_LINE_SETTINGS, createDevice } from '../../s370/index.js';
import type { Device, LineSettings, LineTerminal, LineType } from '../../s370/index.js';
import type { HostInputs } from '../host-device.js';
import { numberOf, sortWords } from '../device-words.js';
import { notedLine } from './noted-inputs.js';
import { portNumber } from './port-number.js';

/** Where the terminals of a line come from, as a configuration says it. */
export interface LineConnection {
  readonly localPort: number | undefined;
  readonly localHost: string | undefined;
  readonly remote: { readonly host: string; readonly port: number } | undefined;
}

const VALUES = [
  ...['lport', 'lhost', 'rport', 'rhost', 'dial', 'lnctl', 'term', 'uctrans', 'eol', 'crlf', 'skip', 'iskip'],
  ...['bs', 'break', 'prepend', 'append', 'sendcr', 'binary', 'code', 'pto', 'rto', 'eto'],
];
const DIALS = ['in', 'out', 'inout', 'no'] as const;
/** Longest timeout, in milliseconds: an hour. */
const LONGEST = 3_600_000;

/**
 * A line of a 2701, 2702, 2703 or 3705 with the words of Hercules' communication lines: `lport=`, `lhost=`, `rport=`,
 * `rhost=`, `dial=in|out|inout|no`, `lnctl=tele2`, `term=tty`, `uctrans=`, `eol=`, `skip=`, `iskip=`, `bs=dumb`,
 * `break=dumb`, `prepend=`, `append=`, `sendcr=`, `rto=`, `eto=`. Throws an Error that names what is wrong.
 */
export function openLine(
  type: LineType,
  words: readonly string[],
  terminal: ((connection: LineConnection) => LineTerminal) | undefined,
  input?: { readonly address: number; readonly inputs: HostInputs },
): Device {
  if (terminal === undefined) throw new Error(`a ${type} can't be connected here`);
  const { files, values } = sortWords(type, words, { values: VALUES });
  if (files.length > 0) throw new Error(`${files[0]} is no option of a ${type} (${VALUES.join('=, ')}=)`);
  refuseWhatIsNotThere(type, values);
  const settings = lineSettings(values);
  const port = (name: string) => {
    const text = values.get(name);
    return text === undefined ? undefined : portNumber(text);
  };
  const localPort = port('lport');
  const remotePort = port('rport');
  const host = values.get('rhost');
  if ((host === undefined) !== (remotePort === undefined)) throw new Error('rhost= and rport= go together');
  const { dial } = settings;
  if (localPort === undefined && (dial === 'in' || dial === 'inout'))
    throw new Error(`dial=${dial} needs lport=`);
  if (dial === 'no' && localPort === undefined && host === undefined) {
    throw new Error('dial=no needs lport=, or rhost= and rport=');
  }
  const line = terminal({
    localPort: dial === 'out' ? undefined : localPort,
    localHost: values.get('lhost'),
    remote: host === undefined || remotePort === undefined ? undefined : { host, port: remotePort },
  });
  const noted = input === undefined ? line : notedLine(line, input.address, input.inputs);
  return createDevice({ type, line: noted, settings });
}

function refuseWhatIsNotThere(type: LineType, values: ReadonlyMap<string, string>): void {
  const control = values.get('lnctl')?.toLowerCase() ?? 'tele2';
  if (!['tele2', 'asyn', 'async'].includes(control)) {
    throw new Error(`lnctl=${control}: a ${type} has start-stop lines for teletypes here (lnctl=tele2)`);
  }
  const term = values.get('term')?.toLowerCase() ?? 'tty';
  if (term !== 'tty') throw new Error(`term=${term}: a ${type} has lines for teletypes here (term=tty)`);
  for (const name of ['binary', 'crlf']) {
    if (yes(values, name)) throw new Error(`${name}=yes is for a 2741, not for a teletype`);
  }
}

function lineSettings(values: ReadonlyMap<string, string>): LineSettings {
  const dial = values.get('dial')?.toLowerCase() ?? 'in';
  const known = DIALS.find((one) => one === dial);
  if (known === undefined) throw new Error(`dial=${dial} is none of ${DIALS.join(', ')}`);
  const skip = bytesOf(values, 'skip');
  return {
    dial: known,
    endOfLine: bytesOf(values, 'eol')?.[0] ?? DEFAULT_LINE_SETTINGS.endOfLine,
    inputSkip: new Set(bytesOf(values, 'iskip') ?? []),
    outputSkip: skip === undefined ? DEFAULT_LINE_SETTINGS.outputSkip : new Set(skip),
    upperCase: yes(values, 'uctrans'),
    editBackspace: dumb(values, 'bs'),
    breakByControlC: dumb(values, 'break'),
    prepend: bytesOf(values, 'prepend', 4) ?? new Uint8Array(0),
    append: bytesOf(values, 'append', 4) ?? new Uint8Array(0),
    returnCarriage: yes(values, 'sendcr'),
    readTimeout: timeout(values, 'rto') ?? DEFAULT_LINE_SETTINGS.readTimeout,
    enableTimeout: timeout(values, 'eto') ?? DEFAULT_LINE_SETTINGS.enableTimeout,
  };
}

/** Milliseconds; -1 is "at once", which a millisecond is near enough to. */
function timeout(values: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = numberOf(values, name, -1, LONGEST);
  return value === -1 ? 1 : value;
}

function yes(values: ReadonlyMap<string, string>, name: string): boolean {
  const text = values.get(name)?.toLowerCase() ?? 'no';
  if (text !== 'yes' && text !== 'no') throw new Error(`${name}=${text} is neither yes nor no`);
  return text === 'yes';
}

function dumb(values: ReadonlyMap<string, string>, name: string): boolean {
  const text = values.get(name)?.toLowerCase() ?? '';
  if (text !== '' && text !== 'dumb') throw new Error(`${name}=${text}: only ${name}=dumb means something`);
  return text === 'dumb';
}

/** Bytes in hexadecimal. */
function bytesOf(values: ReadonlyMap<string, string>, name: string, most = 256): Uint8Array | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  if (!/^([0-9a-f]{2})+$/i.test(text) || text.length > 2 * most) {
    throw new Error(`${name}=${text} is not one to ${most} bytes in hexadecimal`);
  }
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
