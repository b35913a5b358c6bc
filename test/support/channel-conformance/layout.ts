/** Where the cases of a batch are: their devices and cylinders, and the media both machines begin with. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCkdHeader } from '../../../src/media/ckd-format.js';
import { diskModel, formatTrack, geometryOf } from '../../../src/s370/index.js';
import { DISK_TYPES, type Case, type DiskProgram, type DiskType } from './cases.js';
import type { Step } from './driver.js';
import { FBA_BLOCKS } from './fba-cases.js';
import { CYLINDER } from './generators.js';
import { encodeProgram, type Command, type Program } from './program.js';

const DISK_ADDRESS: Readonly<Record<DiskType, number>> = {
  '2305': 0x250,
  '2311': 0x210,
  '2314': 0x230,
  '3330': 0x330,
  '3340': 0x340,
  '3350': 0x350,
  '3375': 0x370,
  '3380': 0x380,
};
const FIRST_UNIT = { tape: 0x400, reader: 0x500, printer: 0x600, fba: 0x700 } as const;
/** Units of a channel: so many cases of a kind a batch. */
const MOST_UNITS = 256;

/** A case at its place. */
export interface PlacedCase {
  readonly testCase: Case;
  readonly device: number;
  /** Cylinder of a disk case. */
  readonly cylinder: number;
  /** Host file, relative to the batch's directory. */
  readonly file: string;
}

/** Gives every case its place. Throws RangeError when there are too many of a kind. */
export function placeCases(cases: readonly Case[]): PlacedCase[] {
  const used = new Map<string, number>();
  return cases.map((testCase) => {
    const pool = testCase.kind === 'disk' ? testCase.type : testCase.kind;
    // cylinder 0 is left alone
    const index = used.get(pool) ?? 0;
    used.set(pool, index + 1);
    if (index >= MOST_UNITS) throw new RangeError(`more than ${MOST_UNITS} cases of ${pool}`);
    if (testCase.kind === 'disk') {
      const device = DISK_ADDRESS[testCase.type];
      return { testCase, device, cylinder: index + 1, file: `disk.${testCase.type}` };
    }
    const device = FIRST_UNIT[testCase.kind] + index;
    return { testCase, device, cylinder: 0, file: `${testCase.kind}.${device.toString(16)}` };
  });
}

/** Device statements, in words that both machines read. */
export function deviceStatements(cases: readonly PlacedCase[]): string[] {
  const statements = new Set<string>();
  for (const { testCase, device, file } of cases) {
    const address = device.toString(16).padStart(4, '0');
    switch (testCase.kind) {
      case 'disk':
        statements.add(`${address} ${testCase.type} ${file}`);
        break;
      case 'fba':
        statements.add(`${address} ${testCase.type} ${file}`);
        break;
      case 'tape':
        statements.add(`${address} 3420 ${file}`);
        break;
      case 'reader':
        statements.add(`${address} 3505 ${file} ebcdic eof`);
        break;
      case 'printer':
        statements.add(`${address} ${testCase.type} ${file}`);
        break;
    }
  }
  return [...statements];
}

const fill = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7 + 0x40) & 0xff);

/** Records of a track by head: lengths of keys and data that the cases look for. */
function recordsOf(head: number): { record: number; key: Uint8Array; data: Uint8Array }[] {
  const make = (record: number, keyLength: number, dataLength: number) => ({
    record,
    key: keyLength === 4 ? Uint8Array.of(0, 0, head, record) : fill(keyLength, record),
    data: fill(dataLength, head * 16 + record),
  });
  switch (head) {
    case 0:
      return [make(1, 0, 80), make(2, 4, 20), make(3, 0, 0), make(4, 8, 100), make(5, 0, 200)];
    case 1:
      return [make(1, 4, 80), make(2, 4, 80), make(3, 4, 80)];
    case 3:
      return [make(1, 0, 12), make(3, 0, 12), make(2, 0, 12)];
    default:
      return [];
  }
}

/** Bytes of the image of a disk of `type` with cylinders 0 to `last`. */
function diskImage(type: DiskType, last: number): Uint8Array {
  const model = diskModel(type)!;
  const geometry = geometryOf(model, last + 1);
  const { heads, trackSize } = geometry;
  const image = new Uint8Array(512 + (last + 1) * heads * trackSize);
  image.set(makeCkdHeader(geometry));
  for (let cylinder = 0; cylinder <= last; cylinder++) {
    for (let head = 0; head < heads; head++) {
      const records = cylinder === 0 ? [] : recordsOf(head);
      image.set(formatTrack(cylinder, head, trackSize, records), 512 + (cylinder * heads + head) * trackSize);
    }
  }
  return image;
}

/** Place and length of a cylinder in a disk image. */
export function cylinderExtent(
  type: DiskType,
  cylinder: number,
): { start: number; end: number; track: number } {
  const { heads, trackSize } = diskModel(type)!;
  const size = heads * trackSize;
  return { start: 512 + cylinder * size, end: 512 + (cylinder + 1) * size, track: trackSize };
}

/** Blocks of every tape: numbers are lengths, 0 is a tape mark. */
const TAPE: readonly number[] = [80, 80, 0, 20, 100, 0, 0, 50];

function tapeImage(): Uint8Array {
  const chunks: number[] = [];
  let previous = 0;
  TAPE.forEach((length, i) => {
    const flags = length === 0 ? 0x40 : 0xa0;
    chunks.push(length & 0xff, length >> 8, previous & 0xff, previous >> 8, flags, 0, ...fill(length, i));
    previous = length;
  });
  return Uint8Array.from(chunks);
}

/** Writes the media that the cases begin with. */
export function writeMedia(directory: string, cases: readonly PlacedCase[]): void {
  mkdirSync(directory, { recursive: true });
  for (const type of DISK_TYPES) {
    const cylinders = cases.filter(({ testCase }) => testCase.kind === 'disk' && testCase.type === type);
    if (cylinders.length > 0) {
      const last = Math.max(...cylinders.map(({ cylinder }) => cylinder));
      writeFileSync(join(directory, `disk.${type}`), diskImage(type, last));
    }
  }
  for (const { testCase, file } of cases) {
    if (testCase.kind === 'tape') writeFileSync(join(directory, file), tapeImage());
    else if (testCase.kind === 'fba') writeFileSync(join(directory, file), fill(512 * FBA_BLOCKS, 5));
    else if (testCase.kind === 'reader') {
      const cards = Array.from({ length: testCase.cards }, (_, i) => fill(80, i));
      writeFileSync(join(directory, file), Buffer.concat(cards));
    }
  }
}

/** Where addresses stand in the arguments of DEFINE EXTENT and LOCATE RECORD. */
const EXTENDED_PLACES: ReadonlyMap<number, readonly number[]> = new Map([
  [0x63, [8, 12]],
  [0x47, [4, 8]],
]);

/** The commands of a disk program with SEEK and SET FILE MASK in front, and the cylinder in its arguments. */
function diskCommands({ seek, fileMask, commands }: DiskProgram, cylinder: number): Command[] {
  const plain = {
    offset: 0,
    flags: 0x20,
    addressing: 'direct',
    parts: 1,
    transfer: 'none',
    chained: true,
  } as const;
  const front: Command[] = [];
  if (fileMask !== undefined)
    front.push({ ...plain, code: 0x1f, count: 1, argument: Uint8Array.of(fileMask) });
  // in front of the mask, which may forbid it
  front.unshift({ ...plain, code: 0x07, count: 6, argument: Uint8Array.of(0, 0, CYLINDER, 0, 0, seek) });
  return [...front, ...commands].map((command) => {
    if (command.argument === undefined) return command;
    const argument = command.argument.slice();
    const places = EXTENDED_PLACES.get(command.code) ?? [argument[0] === CYLINDER ? 0 : 2];
    for (const at of places) {
      if (argument[at] === CYLINDER && argument[at + 1] === 0) {
        argument[at] = cylinder >> 8;
        argument[at + 1] = cylinder & 0xff;
      }
    }
    return { ...command, argument };
  });
}

/** The programs of a case as they are run. */
export function programsOf({ testCase, cylinder }: PlacedCase): Program[] {
  if (testCase.kind !== 'disk') return [...testCase.programs];
  return testCase.programs.map((program) => ({ ...program, commands: diskCommands(program, cylinder) }));
}

/** The steps of a case. */
export function stepsOf(placed: PlacedCase): Step[] {
  return programsOf(placed).map((program) => ({ device: placed.device, ...encodeProgram(program) }));
}
