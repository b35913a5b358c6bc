/**
 * The commands and sense bits of every device that is not a disk (those: `disk-reference.ts`), for the reference page. A test gives each of the 256
 * codes to each type: what is listed here is executed, everything else is a command reject.
 */

/** Commands that differ in their modifier bits alone. */
export interface CommandReference {
  readonly name: string;
  readonly codes: readonly number[];
  /** The command that must have been chained before. */
  readonly after?: number;
  readonly note?: string;
}

/** A sense bit: byte, mask and what it says. */
export type SenseReference = readonly [byte: number, mask: number, meaning: string];

/** Device types that have the same commands. */
export interface DeviceReference {
  readonly types: readonly string[];
  readonly title: string;
  readonly manual: string;
  /** Sense bytes of each of the types. */
  readonly senseLengths: readonly number[];
  readonly commands: readonly CommandReference[];
  readonly sense: readonly SenseReference[];
}

const row = (name: string, codes: readonly number[], note?: string): CommandReference => ({
  name,
  codes,
  note,
});
/** A code with each of several modifiers. */
const each = (code: number, ...modifiers: readonly number[]): number[] =>
  modifiers.map((modifier) => code | modifier);
const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);

const STACKERS = [0x00, 0x40, 0x80] as const;
const NO_OPERATION = row('NO-OPERATION', [0x03]);
const SENSE = row('SENSE', [0x04]);
const SENSE_ID = row('SENSE ID', [0xe4]);

const COMMAND_REJECT: SenseReference = [0, 0x80, 'command reject'];
const INTERVENTION_REQUIRED: SenseReference = [0, 0x40, 'intervention required'];
const EQUIPMENT_CHECK: SenseReference = [0, 0x10, 'equipment check'];
const DATA_CHECK: SenseReference = [0, 0x08, 'data check'];
const CARD_DATA_CHECK: SenseReference = [0, 0x08, 'data check: a column is no EBCDIC code'];

const WRITES = [0x01, 0x09, 0x11, 0x19, ...range(0x89, 0xe1, 8)];
const CARRIAGE = [0x0b, 0x13, 0x1b, ...range(0x8b, 0xe3, 8)];

const PRINTING: readonly CommandReference[] = [
  row('WRITE, space 0 to 3 or skip to channel 1 to 12', WRITES),
  row('SPACE 1 to 3 or SKIP TO CHANNEL 1 to 12 immediately', CARRIAGE),
  row('READ PRINT LINE BUFFER', [0x02]),
  row('CHECK READ', [0x06]),
  NO_OPERATION,
  SENSE,
];
const DATA_CHECK_COMMANDS: readonly CommandReference[] = [
  row('BLOCK DATA CHECK', [0x73]),
  row('ALLOW DATA CHECK', [0x7b]),
];
const FORMS_COMMANDS: readonly CommandReference[] = [
  row('LOAD FORMS CONTROL BUFFER', [0x63]),
  row('READ FORMS CONTROL BUFFER', [0x12]),
  row('READ UCS BUFFER', [0x0a]),
  row('FOLD, UNFOLD', [0x43, 0x23]),
  row('DIAGNOSTIC GATE', [0x07]),
  row('RAISE COVER', [0x6b]),
];
const GATE_LOAD = 0xeb;
const GATED_LOADS: readonly CommandReference[] = [
  row('UCS GATE LOAD', [GATE_LOAD]),
  { name: 'UCS LOAD (without and with folding)', codes: [0xfb, 0xf3], after: GATE_LOAD },
];
const PRINTER_SENSE: readonly SenseReference[] = [
  COMMAND_REJECT,
  INTERVENTION_REQUIRED,
  EQUIPMENT_CHECK,
  [0, 0x08, 'data check: a character is not on the train'],
  [0, 0x01, 'channel 9 (a program or the configuration has given the form)'],
];
const FORMS_SENSE: readonly SenseReference[] = [
  ...PRINTER_SENSE,
  [0, 0x02, 'load check: a buffer image is wrong'],
  [1, 0x10, 'line position check: no such channel'],
];

const TAPE_MOTION: readonly CommandReference[] = [
  row('WRITE', [0x01]),
  row('READ', [0x02]),
  row('READ BACKWARD', [0x0c]),
  row('REWIND', [0x07]),
  row('REWIND UNLOAD', [0x0f]),
  row('ERASE GAP', [0x17]),
  row('WRITE TAPE MARK', [0x1f]),
  row('BACKSPACE BLOCK, FILE', [0x27, 0x2f]),
  row('FORWARD SPACE BLOCK, FILE', [0x37, 0x3f]),
  row('REQUEST TRACK IN ERROR', [0x1b]),
  row(
    'MODE SET (9 tracks): 1600, 800, 6250',
    [0xc3, 0xcb, 0xd3],
    'a density that the drive does not have changes nothing',
  ),
  row(
    'MODE SET (7 tracks)',
    each(0, ...STACKERS).flatMap((density) => each(density, 0x13, 0x23, 0x2b, 0x33, 0x3b)),
    'no effect: the drives have 9 tracks',
  ),
  NO_OPERATION,
  SENSE,
];
const TAPE_DIAGNOSTICS: readonly CommandReference[] = [
  { name: 'DATA SECURITY ERASE', codes: [0x97], after: 0x17 },
  row('SET DIAGNOSE, DIAGNOSTIC MODE SET', [0x4b, 0x0b]),
  SENSE_ID,
];
const TAPE_SENSE: readonly SenseReference[] = [
  COMMAND_REJECT,
  INTERVENTION_REQUIRED,
  [0, 0x10, 'equipment check: the tape has run off; host trouble'],
  [0, 0x08, 'data check: the host file is damaged here'],
  [0, 0x02, 'word count zero'],
  [1, 0x60, 'tape unit status A and B: 40 ready, 60 rewinding, 20 not ready'],
  [1, 0x08, 'load point'],
  [1, 0x04, 'write status'],
  [1, 0x02, 'file protected'],
  [3, 0x04, '1600 bytes an inch'],
  [3, 0x02, 'backward'],
];
const TAPE_INDICATE: SenseReference = [4, 0x20, 'tape indicate'];

const DISPLAY_COMMANDS: readonly CommandReference[] = [
  row('WRITE', [0x01]),
  row('ERASE/WRITE', [0x05]),
  row('READ BUFFER', [0x02]),
  row('READ MODIFIED', [0x06]),
  row('SELECT', [0x0b]),
  row('ERASE ALL UNPROTECTED', [0x0f]),
  NO_OPERATION,
  SENSE,
];
const DISPLAY_SENSE: readonly SenseReference[] = [
  COMMAND_REJECT,
  INTERVENTION_REQUIRED,
  [0, 0x01, 'operation check: an address that the buffer does not have, an order that is cut off'],
];

const LINE_COMMANDS: readonly CommandReference[] = [
  row('ENABLE', [0x27]),
  row('DISABLE', [0x2f]),
  row('DIAL', [0x29], 'dial=out and dial=inout'),
  row('READ', [0x02]),
  row('INHIBIT (a READ that does not time out)', [0x0a]),
  row('PREPARE', [0x06]),
  row('WRITE', [0x01]),
  row('BREAK', [0x0d]),
  NO_OPERATION,
  SENSE,
];
const LINE_SENSE: readonly SenseReference[] = [
  [0, 0x80, 'command reject; the line is not enabled'],
  [0, 0x40, 'intervention required: no connection, or the BREAK key'],
  [0, 0x01, 'timeout'],
];

/** What each device that is not a disk does. */
export const DEVICE_REFERENCE: readonly DeviceReference[] = [
  {
    types: ['2540R', '3505'],
    title: 'Card readers',
    manual: 'GA24-3312, GA21-9124',
    senseLengths: [1, 4],
    commands: [
      row('READ, FEED, SELECT STACKER', each(0x02, ...STACKERS)),
      row('READ, FEED, SELECT STACKER, card image', each(0x22, ...STACKERS)),
      row('READ without feeding, EBCDIC and card image', [0xc2, 0xe2]),
      row('FEED, SELECT STACKER', each(0x23, ...STACKERS)),
      NO_OPERATION,
      SENSE,
    ],
    sense: [
      COMMAND_REJECT,
      INTERVENTION_REQUIRED,
      CARD_DATA_CHECK,
      [1, 0x10, '3505: retry when the reader is ready'],
    ],
  },
  {
    types: ['2501'],
    title: 'Card reader',
    manual: 'GA21-9026',
    senseLengths: [1],
    commands: [row('READ, EBCDIC and card image', [0x02, 0x22]), NO_OPERATION, SENSE],
    sense: [COMMAND_REJECT, INTERVENTION_REQUIRED, CARD_DATA_CHECK],
  },
  {
    types: ['1442'],
    title: 'Card read punch',
    manual: 'GA21-9025',
    senseLengths: [1],
    commands: [
      row('READ, stacker 1 or 2', [0x02, 0x42]),
      row('READ, card image', [0x22, 0x62]),
      row('WRITE, with stacker 2 (40) and feed (80)', each(0x01, 0x00, 0x40, 0x80, 0xc0)),
      row('WRITE, card image', each(0x21, 0x00, 0x40, 0x80, 0xc0)),
      row('FEED; SELECT STACKER 2; both', [0x83, 0x43, 0xc3]),
      NO_OPERATION,
      SENSE,
    ],
    sense: [COMMAND_REJECT, INTERVENTION_REQUIRED, EQUIPMENT_CHECK, CARD_DATA_CHECK],
  },
  {
    types: ['2540P'],
    title: 'Card punch (with punch-feed-read when it has `in=`)',
    manual: 'GA24-3312',
    senseLengths: [1],
    commands: [
      row('PUNCH, FEED, SELECT STACKER', each(0x01, ...STACKERS)),
      row('PUNCH, FEED, SELECT STACKER, card image', each(0x21, ...STACKERS)),
      row('READ, EBCDIC and card image', [0xc2, 0xe2], 'punch-feed-read'),
      row('PFR PUNCH, FEED, SELECT STACKER', each(0x09, ...STACKERS, 0x20, 0x60, 0xa0), 'punch-feed-read'),
      NO_OPERATION,
      SENSE,
    ],
    sense: [COMMAND_REJECT, INTERVENTION_REQUIRED, EQUIPMENT_CHECK, CARD_DATA_CHECK],
  },
  {
    types: ['3525'],
    title: 'Card punch (with the read feature when it has `in=`, the print feature with `print`)',
    manual: 'GA21-9124',
    senseLengths: [4],
    commands: [
      row('PUNCH, FEED, SELECT STACKER', each(0x01, ...STACKERS)),
      row('PUNCH, FEED, SELECT STACKER, card image', each(0x21, ...STACKERS)),
      row('READ, FEED, SELECT STACKER', each(0x02, ...STACKERS, 0x20, 0x60, 0xa0), 'read feature'),
      row('READ without feeding, EBCDIC and card image', [0xc2, 0xe2], 'read feature'),
      row('FEED, SELECT STACKER', each(0x23, ...STACKERS), 'read feature'),
      row('PRINT LINE 1 to 25', range(0x0d, 0xcd, 8), 'print feature'),
      NO_OPERATION,
      SENSE,
    ],
    sense: [COMMAND_REJECT, INTERVENTION_REQUIRED, EQUIPMENT_CHECK, CARD_DATA_CHECK],
  },
  {
    types: ['1403'],
    title: 'Line printer with a carriage tape and UCS',
    manual: 'GA24-3312',
    senseLengths: [1],
    commands: [...PRINTING, ...DATA_CHECK_COMMANDS, ...GATED_LOADS, row('DIAGNOSTIC WRITE', [0x05])],
    sense: [...PRINTER_SENSE, [0, 0x02, 'load check: a buffer image is too short']],
  },
  {
    types: ['1443'],
    title: 'Line printer with a carriage tape',
    manual: 'GA24-3120',
    senseLengths: [1],
    commands: PRINTING,
    sense: PRINTER_SENSE.filter(([, mask]) => mask !== DATA_CHECK[1]),
  },
  {
    types: ['3203'],
    title: 'Line printer with a forms control buffer',
    manual: 'GA33-1515',
    senseLengths: [5],
    commands: [...PRINTING, ...DATA_CHECK_COMMANDS, ...FORMS_COMMANDS, ...GATED_LOADS],
    sense: FORMS_SENSE,
  },
  {
    types: ['3211'],
    title: 'Line printer with a forms control buffer',
    manual: 'GA24-3543',
    senseLengths: [6],
    commands: [
      ...PRINTING,
      ...DATA_CHECK_COMMANDS,
      ...FORMS_COMMANDS,
      row('UCS LOAD', [0xfb]),
      row('DIAGNOSTIC WRITE', [0x05]),
      row('SKIP TO CHANNEL 0 (no operation)', [0x83]),
    ],
    sense: FORMS_SENSE,
  },
  {
    types: ['2401', '2402', '2403', '2404', '2415', '2420'],
    title: 'Tape units on a 2803 or 2804',
    manual: 'GA22-6866',
    senseLengths: [6, 6, 6, 6, 6, 6],
    commands: TAPE_MOTION,
    sense: TAPE_SENSE,
  },
  {
    types: ['3410', '3411'],
    title: 'Tape units',
    manual: 'GA32-0015',
    senseLengths: [9, 9],
    commands: [...TAPE_MOTION, ...TAPE_DIAGNOSTICS],
    sense: [...TAPE_SENSE, TAPE_INDICATE],
  },
  {
    types: ['3420'],
    title: 'Tape unit on a 3803',
    manual: 'GA32-0021',
    senseLengths: [24],
    commands: [...TAPE_MOTION, row('LOOP WRITE TO READ', [0x8b]), ...TAPE_DIAGNOSTICS],
    sense: [
      ...TAPE_SENSE,
      TAPE_INDICATE,
      [4, 0x04, 'loop write to read'],
      [7, 0x60, 'tape bottom left and right'],
    ],
  },
  {
    types: ['1052', '3210', '3215'],
    title: 'Printer-keyboards',
    manual: 'GA22-6877, GA24-3552',
    senseLengths: [1, 1, 1],
    commands: [
      row('WRITE without and with carriage return', [0x01, 0x09]),
      row('READ INQUIRY', [0x0a]),
      row('ALARM', [0x0b]),
      NO_OPERATION,
      SENSE,
    ],
    sense: [COMMAND_REJECT],
  },
  {
    types: ['3277'],
    title: 'Local display on a 3272',
    manual: 'GA27-2749',
    senseLengths: [1],
    commands: DISPLAY_COMMANDS,
    sense: DISPLAY_SENSE,
  },
  {
    types: ['3270', '3278', '3279'],
    title: 'Local displays on a 3274, of the model of the terminal (2 to 5)',
    manual: 'GA23-0061, GA23-0059',
    senseLengths: [1, 1, 1],
    commands: [
      ...DISPLAY_COMMANDS,
      row('ERASE/WRITE ALTERNATE', [0x0d]),
      row('WRITE STRUCTURED FIELD', [0x11], 'terminals with the extended data stream'),
      row('SELECT RB, RMP, RBP, WRT', [0x1b, 0x2b, 0x3b, 0x4b]),
      SENSE_ID,
    ],
    sense: DISPLAY_SENSE,
  },
  {
    types: ['2701', '2703'],
    title: 'Communication lines for teletypes',
    manual: 'GA22-6864, GA27-2703',
    senseLengths: [1, 1],
    commands: LINE_COMMANDS,
    sense: LINE_SENSE,
  },
  {
    types: ['2702', '3705'],
    title: 'Communication lines for teletypes',
    manual: 'GA22-6846; the 3705 in emulation',
    senseLengths: [1, 1],
    commands: [...LINE_COMMANDS, row('SET ADDRESS 0 to 3', [0x13, 0x17, 0x1b, 0x1f])],
    sense: LINE_SENSE,
  },
  {
    types: ['CTCA', '3088'],
    title: 'Channel-to-channel adapter',
    manual: 'SA22-7203',
    senseLengths: [2, 2],
    commands: [
      row('WRITE', range(0x01, 0x7d, 4)),
      row('WRITE, in extended mode WRITE END OF FILE', range(0x81, 0xfd, 4)),
      row('READ', [...range(0x02, 0xfe, 4), ...range(0x0c, 0xfc, 16)]),
      row('CONTROL', range(0x07, 0xff, 8)),
      row('SENSE COMMAND BYTE', range(0x14, 0xf4, 32)),
      row('NO-OPERATION', [...range(0x03, 0x3b, 8), ...range(0x83, 0xbb, 8)]),
      row('SET BASIC MODE', range(0x43, 0x7b, 8)),
      row('SET EXTENDED MODE', [0xc3]),
      row('PREPARE', [0xe3]),
      SENSE,
      SENSE_ID,
    ],
    sense: [COMMAND_REJECT, [0, 0x40, 'intervention required: the other side is not there, or was reset']],
  },
];
