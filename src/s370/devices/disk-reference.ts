/**
 * The commands and sense bits of disks, for the reference page: names for what `ckdCommands` and the FBA disk execute. A
 * test gives each of the 256 codes to each type.
 */

import { ckdCommands } from './ckd-commands.js';
import { diskModel } from './ckd-models.js';
import type { CommandReference, DeviceReference, SenseReference } from './command-reference.js';

/** Bit 0 of a code: the command goes on to the next track at the index point. */
const MULTITRACK = 0x80;

/** Name of a command, its codes, and what is to be said of it; `multitrack`: with bit 0 of the code too. */
type Row = readonly [name: string, codes: readonly number[], note?: string, multitrack?: 'multitrack'];

const CKD_ROWS: readonly Row[] = [
  ['NO-OPERATION', [0x03], 'ends at initial selection'],
  ['SENSE', [0x04]],
  ['SENSE ID', [0xe4]],
  ['SEEK', [0x07], 'channel end when the address has come, device end when the arm stands'],
  ['SEEK CYLINDER', [0x0b]],
  ['SEEK HEAD', [0x1b]],
  ['RECALIBRATE', [0x13], 'channel end at initial selection, device end when the arm stands'],
  ['RESTORE', [0x17], 'a NOP'],
  ['SET FILE MASK', [0x1f], 'once a chain'],
  ['SET SECTOR', [0x23], 'device end when the sector comes, where the channel lets the disk go; else a NOP'],
  ['READ SECTOR', [0x22]],
  ['SPACE COUNT', [0x0f]],
  ['SEARCH HOME ADDRESS EQUAL', [0x39], undefined, 'multitrack'],
  ['SEARCH ID EQUAL, HIGH, EQUAL OR HIGH', [0x31, 0x51, 0x71], undefined, 'multitrack'],
  ['SEARCH KEY EQUAL, HIGH, EQUAL OR HIGH', [0x29, 0x49, 0x69], undefined, 'multitrack'],
  ['READ IPL', [0x02]],
  ['READ HOME ADDRESS', [0x1a], undefined, 'multitrack'],
  ['READ RECORD ZERO', [0x16], undefined, 'multitrack'],
  ['READ COUNT', [0x12], undefined, 'multitrack'],
  ['READ DATA', [0x06], undefined, 'multitrack'],
  ['READ KEY AND DATA', [0x0e], undefined, 'multitrack'],
  ['READ COUNT, KEY AND DATA', [0x1e], undefined, 'multitrack'],
  ['READ MULTIPLE COUNT, KEY AND DATA', [0x5e]],
  ['WRITE HOME ADDRESS', [0x19], 'format write'],
  ['WRITE RECORD ZERO', [0x15], 'format write'],
  ['WRITE COUNT, KEY AND DATA', [0x1d], 'format write'],
  ['WRITE SPECIAL COUNT, KEY AND DATA', [0x01], 'format write; the record goes on with the next track'],
  ['ERASE', [0x11], 'format write'],
  ['WRITE DATA', [0x05]],
  ['WRITE KEY AND DATA', [0x0d]],
  ['DEFINE EXTENT', [0x63]],
  ['LOCATE RECORD', [0x47]],
  ['WRITE UPDATE DATA', [0x85], 'in a domain'],
  ['WRITE UPDATE KEY AND DATA', [0x8d], 'in a domain'],
  ['WRITE COUNT, KEY AND DATA NEXT TRACK', [0x9d], 'in a domain'],
  ['DEVICE RESERVE, RELEASE', [0xb4, 0x94]],
  ['UNCONDITIONAL RESERVE', [0x14]],
  ['READ DEVICE CHARACTERISTICS', [0x64]],
  ['READ AND RESET BUFFERED LOG', [0xa4]],
  ['READ DIAGNOSTIC STATUS 1', [0x44]],
  ['DIAGNOSTIC LOAD', [0x53]],
  ['DIAGNOSTIC WRITE', [0x73]],
];

const COMMON_SENSE: readonly SenseReference[] = [
  [0, 0x80, 'command reject'],
  [0, 0x40, 'intervention required'],
  [0, 0x10, 'equipment check: trouble with the host file'],
  [0, 0x08, 'data check: the image is damaged there'],
];

/** 2841 and 2314. */
const SENSE_2841: readonly SenseReference[] = [
  ...COMMON_SENSE,
  [0, 0x02, 'track condition check: a defective or an alternate track'],
  [0, 0x01, 'seek check'],
  [1, 0x40, 'track overrun'],
  [1, 0x20, 'end of cylinder'],
  [1, 0x10, 'invalid sequence, with command reject'],
  [1, 0x08, 'no record found'],
  [1, 0x04, 'file protected; of a write with command reject'],
  [1, 0x02, 'track format: a record that the track has no room for'],
  [1, 0x01, 'overflow incomplete; the command is in byte 5'],
];

/** 2835, 3830 and 3880. */
const SENSE_3830: readonly SenseReference[] = [
  ...COMMON_SENSE,
  [1, 0x80, 'permanent error, with equipment check'],
  [1, 0x40, 'invalid track format, or track overrun'],
  [1, 0x20, 'end of cylinder'],
  [1, 0x08, 'no record found'],
  [1, 0x04, 'file protected'],
  [1, 0x02, 'write inhibited, with command reject'],
  [1, 0x01, 'operation incomplete: an overflow record; the command is in byte 3'],
  [4, 0xff, 'drive'],
  [5, 0xff, 'low byte of the cylinder'],
  [6, 0xff, 'high bits of the cylinder, and head'],
  [7, 0xff, 'format and message: 1 no such command, 2 sequence, 3 count, 4 argument'],
];

const SENSE_FBA: readonly SenseReference[] = [
  ...COMMON_SENSE,
  [1, 0x80, 'permanent error'],
  [1, 0x02, 'write inhibited, with command reject'],
  [4, 0xff, 'drive'],
  [5, 0xff, 'low byte of the cylinder'],
  [6, 0xff, 'high bits of the cylinder, and head'],
  [7, 0xff, 'format and message: 1 no such command, 2 sequence, 3 count, 4 argument'],
  [8, 0xff, 'to byte 11: block'],
];

/** Codes that every CKD disk executes before it looks into its table. */
const BASIC: readonly number[] = [0x03, 0x04];
const SENSE_ID = 0xe4;

function ckdRows(type: string): CommandReference[] {
  const model = diskModel(type)!;
  const table = ckdCommands(model);
  const has = (code: number): boolean =>
    table[code] !== undefined || BASIC.includes(code) || (code === SENSE_ID && model.controlUnit === '3880');
  return CKD_ROWS.flatMap(([name, codes, note, multitrack]) => {
    const all = multitrack === undefined ? codes : [...codes, ...codes.map((code) => code | MULTITRACK)];
    const executed = all.filter(has);
    const more = multitrack === undefined ? note : 'with bit 0 multitrack';
    return executed.length === 0 ? [] : [{ name, codes: executed, note: more }];
  });
}

const row = (name: string, codes: readonly number[], note?: string): CommandReference => ({
  name,
  codes,
  note,
});

/** Disk types that have the same commands. */
export const DISK_REFERENCE: readonly DeviceReference[] = [
  {
    types: ['2311'],
    title: 'Disk on a 2841',
    manual: 'A26-5988',
    senseLengths: [6],
    commands: ckdRows('2311'),
    sense: SENSE_2841,
  },
  {
    types: ['2314'],
    title: 'Disk facility',
    manual: 'GA26-3599',
    senseLengths: [6],
    commands: ckdRows('2314'),
    sense: SENSE_2841,
  },
  {
    types: ['2305'],
    title: 'Fixed head storage on a 2835',
    manual: 'GA26-1589',
    senseLengths: [24],
    commands: ckdRows('2305'),
    sense: SENSE_3830,
  },
  {
    types: ['3330', '3340', '3350'],
    title: 'Disks on a 3830',
    manual: 'GA26-1592, GA26-1619, GA26-1638',
    senseLengths: [24, 24, 24],
    commands: ckdRows('3330'),
    sense: SENSE_3830,
  },
  {
    types: ['3375', '3380'],
    title: 'Disks on a 3880 with speed matching buffer',
    manual: 'GA26-1661',
    senseLengths: [24, 24],
    commands: ckdRows('3380'),
    sense: SENSE_3830,
  },
  {
    types: ['3310', '3370'],
    title: 'Fixed block disks',
    manual: 'GA26-1660, GA26-1657',
    senseLengths: [24, 24],
    commands: [
      row('READ IPL', [0x02], 'first of a chain'),
      row('NO-OPERATION', [0x03], 'ends at initial selection'),
      row('SENSE', [0x04]),
      row('SENSE ID', [0xe4]),
      row('DEFINE EXTENT', [0x63], 'once a chain'),
      row('LOCATE', [0x43], 'device end when the block comes, where the channel lets the disk go'),
      row('READ', [0x42], 'behind LOCATE'),
      row('WRITE', [0x41], 'behind LOCATE'),
      row('DEVICE RESERVE, RELEASE', [0xb4, 0x94]),
      row('UNCONDITIONAL RESERVE', [0x14]),
      row('READ DEVICE CHARACTERISTICS', [0x64]),
      row('READ AND RESET BUFFERED LOG', [0xa4]),
    ],
    sense: SENSE_FBA,
  },
];
