/** A difference as text that a person can read. */

import { disassemble } from '../s370/index.js';
import type { Difference } from './comparison.js';
import { LOG, LOG_END, LOG_ENTRY, REQUESTS, REQUEST_COUNT, SVC_IO } from './frame.js';
import { storageImage, type CodeRange, type GuestProgram } from './guest-program.js';
import { findParting, type Parting } from './lockstep.js';
import type { Observation, ProgramRunner } from './observation.js';
import { hexAddress, hexBytes, hexWord, hexWords } from './words.js';

/** What a report is about. */
export interface ReportedCase {
  readonly program: GuestProgram;
  readonly differences: readonly Difference[];
  readonly expected: Observation;
  /** Undefined: the program has no end on that machine. */
  readonly found: Observation | undefined;
}

const ADDRESS = 0xffffff;
const NAME_WIDTH = 16;

/**
 * The program, disassembled, with the instruction after which the machines differ first; then both states side by
 * side. The machines are run once more, in steps, to find that instruction.
 */
export function reportCase(
  { program, differences, expected, found }: ReportedCase,
  right: ProgramRunner,
  wrong: ProgramRunner,
): string {
  const { code = [] } = program;
  const parting = findParting(right, wrong, program);
  const image = storageImage(program);
  const at = parting === undefined ? undefined : parting.before.psw[1] & ADDRESS;
  const lines = [
    ...header(program),
    '',
    'Program:',
    ...code.flatMap((range) => listing(image, range, at)),
    ...requested(image),
    '',
    ...(parting === undefined
      ? firstLogged(expected, found)
      : parted(parting, right.name, wrong.name, at!, code)),
    '',
    found === undefined
      ? `At the end: ${wrong.name} does not come to one; ${right.name} does.`
      : `At the end:`,
    ...(found === undefined ? [] : sideBySide(differences, right.name, wrong.name)),
  ];
  return lines.join('\n');
}

function header({ psw, gpr, keys, devices }: GuestProgram): string[] {
  const present = Object.entries(devices).filter(([, value]) => value !== undefined && value !== false);
  const keyed = keys.filter(({ key }) => key !== 0);
  return [
    `PSW ${hexWords(psw)}`,
    ...[0, 4, 8, 12].map((n) => `GR${String(n).padStart(2, '0')} ${hexWords(gpr.slice(n, n + 4))}`),
    ...(keyed.length === 0
      ? []
      : [`Keys ${keyed.map(({ address, key }) => `${hexAddress(address)}: ${hexBytes([key])}`).join(', ')}`]),
    ...(present.length === 0 ? [] : [`Devices ${present.map(([name]) => name).join(', ')}`]),
  ];
}

/** Instructions of a range; `>` stands before the one at `mark`. */
function listing(image: Uint8Array, { from, to }: CodeRange, mark: number | undefined): string[] {
  const lines: string[] = [];
  for (let at = from; at < to;) {
    const { mnemonic, operands, length } = disassemble(image, at);
    const bytes = hexBytes(image.subarray(at, at + length));
    const sign = at === mark ? '>' : ' ';
    lines.push(`${sign} ${hexAddress(at)}  ${bytes.padEnd(12)}  ${mnemonic.padEnd(6)}${operands}`.trimEnd());
    at += length;
  }
  return lines;
}

/** The requests for the frame's service, with their channel programs. */
function requested(image: Uint8Array): string[] {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const lines: string[] = [];
  for (let number = 0; number < REQUEST_COUNT; number++) {
    const at = REQUESTS + 8 * number;
    const device = view.getUint16(at);
    if (device === 0) continue;
    const caw = view.getUint32(at + 4);
    lines.push(
      '',
      `SVC ${SVC_IO + number} starts device ${hexAddress(device).slice(3)}, mode ${hexBytes([image[at + 2]])}, CAW ${hexWord(caw)}:`,
      ...channelProgram(view, caw & ADDRESS),
    );
  }
  return lines;
}

/** CCWs from an address on to the last of their chain; a transfer in channel does not end it here. */
function channelProgram(view: DataView, from: number): string[] {
  const CHAINING = 0xc0;
  const TRANSFER = 0x08;
  const MOST = 16;
  const lines: string[] = [];
  for (let at = from; lines.length < MOST; at += 8) {
    lines.push(`  ${hexAddress(at)}  ${hexWord(view.getUint32(at))} ${hexWord(view.getUint32(at + 4))}`);
    if ((view.getUint8(at + 4) & CHAINING) === 0 && (view.getUint8(at) & 0x0f) !== TRANSFER) break;
  }
  return lines;
}

function parted(
  { before, expected, differences, number }: Parting,
  right: string,
  wrong: string,
  at: number,
  code: readonly CodeRange[],
): string[] {
  const inside = code.some(({ from, to }) => at >= from && at < to);
  const { mnemonic, operands } = disassemble(before.storage, at);
  return [
    `They differ first after instruction ${number}, ${mnemonic} ${operands} at ${hexAddress(at)}${inside ? '' : ' (in the frame)'}, PSW ${hexWords(before.psw)}:`,
    ...sideBySide(differences, right, wrong),
    `There ${right} goes on with PSW ${hexWords(expected.psw)}.`,
  ];
}

/** Machines that can't be stepped: the first interruption that is not logged alike tells about where it happened. */
function firstLogged(expected: Observation, found: Observation | undefined): string[] {
  if (found === undefined) return ['The place where they part could not be found.'];
  for (let at = LOG; at < LOG_END; at += LOG_ENTRY) {
    const one = expected.storage.subarray(at, at + LOG_ENTRY);
    const other = found.storage.subarray(at, at + LOG_ENTRY);
    if (one.every((byte, index) => byte === other[index])) continue;
    const number = (at - LOG) / LOG_ENTRY + 1;
    return [
      `They differ first in what interruption ${number} left in the log at ${hexAddress(at)}`,
      '(old PSW, code, translation-exception address, monitor class, PER code and address, monitor code, device):',
      `  ${grouped(one)}`,
      `  ${grouped(other)}`,
    ];
  }
  return ['All interruptions are the same; they differ in what the instructions behind the last one did.'];
}

function grouped(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, word) => hexWord(view.getUint32(4 * word))).join(' ');
}

/** Both states: a row for everything that differs. */
export function sideBySide(differences: readonly Difference[], right: string, wrong: string): string[] {
  const width = Math.max(right.length, ...differences.map(({ expected }) => expected.length)) + 2;
  return [
    `  ${''.padEnd(NAME_WIDTH)}${right.padEnd(width)}${wrong}`,
    ...differences.map(
      ({ what, expected, found }) => `  ${what.padEnd(NAME_WIDTH)}${expected.padEnd(width)}${found}`,
    ),
  ];
}
