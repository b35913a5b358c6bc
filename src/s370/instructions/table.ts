/**
 * The instruction table: one row an instruction. Assembler, disassembler, TRACE, documentation and tests read
 * it; `executors.ts` joins it, by mnemonic, with the functions that execute. GA22-7000, appendix "Lists of
 * Instructions".
 */

import type { Format } from './formats.js';

/** What a machine needs to have an instruction; `standard` is what every model has. */
export type Facility =
  | 'standard'
  /** What every System/370 has and no System/360. */
  | 'system-370'
  | 'storage-protection'
  | 'decimal'
  | 'floating-point'
  | 'extended-precision'
  | 'extended-divide'
  | 'direct-control'
  | 'translation'
  /** Instructions that System/370 has for translation and the 360/67 lacks. */
  | 'translation-system-370'
  /** Control registers of the 360/67. */
  | 'model-67'
  | 'conditional-swapping'
  | 'psw-key-handling'
  | 'cpu-timer-and-clock-comparator'
  | 'multiprocessing'
  | 'extended'
  | 'storage-key-4k'
  | 'dual-address-space'
  | 'branch-and-save'
  | 'move-inverse'
  | 'recovery-extensions'
  | 'suspend-and-resume'
  | 'test-block'
  | 'virtual-machine-assist'
  | 'mvs-assist';

/** `P` privileged, `Q` privileged except as dual-address-space facilities (for the MVS assists, CR6) allow, blank problem state. */
export type Privilege = 'P' | 'Q' | '';

export interface Instruction {
  readonly mnemonic: string;
  /** One byte, or two for the opcodes that are extended by their second byte (X'B2', X'9C' …). */
  readonly opcode: number;
  readonly format: Format;
  readonly privilege: Privilege;
  readonly facility: Facility;
  /** Boundary on which assemblers expect the storage operand: 1, 2, 4 or 8 bytes. */
  readonly alignment: 1 | 2 | 4 | 8;
  readonly name: string;
}

type Row = readonly [
  opcode: number,
  mnemonic: string,
  format: Format,
  name: string,
  alignment?: 1 | 2 | 4 | 8,
  privilege?: Privilege,
  facility?: Facility,
];

/** Rows in the order of opcodes; blank tail: alignment 1, problem state, standard instruction set. */
const ROWS: readonly Row[] = [
  [0x04, 'SPM', 'RR1', 'Set program mask'],
  [0x05, 'BALR', 'RR', 'Branch and link'],
  [0x06, 'BCTR', 'RR', 'Branch on count'],
  [0x07, 'BCR', 'RRM', 'Branch on condition'],
  [0x08, 'SSK', 'RR', 'Set storage key', 1, 'P', 'storage-protection'],
  [0x09, 'ISK', 'RR', 'Insert storage key', 1, 'P', 'storage-protection'],
  [0x0a, 'SVC', 'I', 'Supervisor call'],
  [0x0d, 'BASR', 'RR', 'Branch and save', 1, '', 'branch-and-save'],
  [0x0e, 'MVCL', 'RR', 'Move long', 1, '', 'system-370'],
  [0x0f, 'CLCL', 'RR', 'Compare logical long', 1, '', 'system-370'],
  [0x10, 'LPR', 'RR', 'Load positive'],
  [0x11, 'LNR', 'RR', 'Load negative'],
  [0x12, 'LTR', 'RR', 'Load and test'],
  [0x13, 'LCR', 'RR', 'Load complement'],
  [0x14, 'NR', 'RR', 'And'],
  [0x15, 'CLR', 'RR', 'Compare logical'],
  [0x16, 'OR', 'RR', 'Or'],
  [0x17, 'XR', 'RR', 'Exclusive or'],
  [0x18, 'LR', 'RR', 'Load'],
  [0x19, 'CR', 'RR', 'Compare'],
  [0x1a, 'AR', 'RR', 'Add'],
  [0x1b, 'SR', 'RR', 'Subtract'],
  [0x1c, 'MR', 'RR', 'Multiply'],
  [0x1d, 'DR', 'RR', 'Divide'],
  [0x1e, 'ALR', 'RR', 'Add logical'],
  [0x1f, 'SLR', 'RR', 'Subtract logical'],
  [0x20, 'LPDR', 'RR', 'Load positive (long)', 1, '', 'floating-point'],
  [0x21, 'LNDR', 'RR', 'Load negative (long)', 1, '', 'floating-point'],
  [0x22, 'LTDR', 'RR', 'Load and test (long)', 1, '', 'floating-point'],
  [0x23, 'LCDR', 'RR', 'Load complement (long)', 1, '', 'floating-point'],
  [0x24, 'HDR', 'RR', 'Halve (long)', 1, '', 'floating-point'],
  [0x25, 'LRDR', 'RR', 'Load rounded (extended to long)', 1, '', 'extended-precision'],
  [0x26, 'MXR', 'RR', 'Multiply (extended)', 1, '', 'extended-precision'],
  [0x27, 'MXDR', 'RR', 'Multiply (long to extended)', 1, '', 'extended-precision'],
  [0x28, 'LDR', 'RR', 'Load (long)', 1, '', 'floating-point'],
  [0x29, 'CDR', 'RR', 'Compare (long)', 1, '', 'floating-point'],
  [0x2a, 'ADR', 'RR', 'Add normalized (long)', 1, '', 'floating-point'],
  [0x2b, 'SDR', 'RR', 'Subtract normalized (long)', 1, '', 'floating-point'],
  [0x2c, 'MDR', 'RR', 'Multiply (long)', 1, '', 'floating-point'],
  [0x2d, 'DDR', 'RR', 'Divide (long)', 1, '', 'floating-point'],
  [0x2e, 'AWR', 'RR', 'Add unnormalized (long)', 1, '', 'floating-point'],
  [0x2f, 'SWR', 'RR', 'Subtract unnormalized (long)', 1, '', 'floating-point'],
  [0x30, 'LPER', 'RR', 'Load positive (short)', 1, '', 'floating-point'],
  [0x31, 'LNER', 'RR', 'Load negative (short)', 1, '', 'floating-point'],
  [0x32, 'LTER', 'RR', 'Load and test (short)', 1, '', 'floating-point'],
  [0x33, 'LCER', 'RR', 'Load complement (short)', 1, '', 'floating-point'],
  [0x34, 'HER', 'RR', 'Halve (short)', 1, '', 'floating-point'],
  [0x35, 'LRER', 'RR', 'Load rounded (long to short)', 1, '', 'extended-precision'],
  [0x36, 'AXR', 'RR', 'Add normalized (extended)', 1, '', 'extended-precision'],
  [0x37, 'SXR', 'RR', 'Subtract normalized (extended)', 1, '', 'extended-precision'],
  [0x38, 'LER', 'RR', 'Load (short)', 1, '', 'floating-point'],
  [0x39, 'CER', 'RR', 'Compare (short)', 1, '', 'floating-point'],
  [0x3a, 'AER', 'RR', 'Add normalized (short)', 1, '', 'floating-point'],
  [0x3b, 'SER', 'RR', 'Subtract normalized (short)', 1, '', 'floating-point'],
  [0x3c, 'MER', 'RR', 'Multiply (short to long)', 1, '', 'floating-point'],
  [0x3d, 'DER', 'RR', 'Divide (short)', 1, '', 'floating-point'],
  [0x3e, 'AUR', 'RR', 'Add unnormalized (short)', 1, '', 'floating-point'],
  [0x3f, 'SUR', 'RR', 'Subtract unnormalized (short)', 1, '', 'floating-point'],
  [0x40, 'STH', 'RX', 'Store halfword', 2],
  [0x41, 'LA', 'RX', 'Load address'],
  [0x42, 'STC', 'RX', 'Store character'],
  [0x43, 'IC', 'RX', 'Insert character'],
  [0x44, 'EX', 'RX', 'Execute', 2],
  [0x45, 'BAL', 'RX', 'Branch and link', 2],
  [0x46, 'BCT', 'RX', 'Branch on count', 2],
  [0x47, 'BC', 'RXM', 'Branch on condition', 2],
  [0x48, 'LH', 'RX', 'Load halfword', 2],
  [0x49, 'CH', 'RX', 'Compare halfword', 2],
  [0x4a, 'AH', 'RX', 'Add halfword', 2],
  [0x4b, 'SH', 'RX', 'Subtract halfword', 2],
  [0x4c, 'MH', 'RX', 'Multiply halfword', 2],
  [0x4d, 'BAS', 'RX', 'Branch and save', 2, '', 'branch-and-save'],
  [0x4e, 'CVD', 'RX', 'Convert to decimal', 8],
  [0x4f, 'CVB', 'RX', 'Convert to binary', 8],
  [0x50, 'ST', 'RX', 'Store', 4],
  [0x54, 'N', 'RX', 'And', 4],
  [0x55, 'CL', 'RX', 'Compare logical', 4],
  [0x56, 'O', 'RX', 'Or', 4],
  [0x57, 'X', 'RX', 'Exclusive or', 4],
  [0x58, 'L', 'RX', 'Load', 4],
  [0x59, 'C', 'RX', 'Compare', 4],
  [0x5a, 'A', 'RX', 'Add', 4],
  [0x5b, 'S', 'RX', 'Subtract', 4],
  [0x5c, 'M', 'RX', 'Multiply', 4],
  [0x5d, 'D', 'RX', 'Divide', 4],
  [0x5e, 'AL', 'RX', 'Add logical', 4],
  [0x5f, 'SL', 'RX', 'Subtract logical', 4],
  [0x60, 'STD', 'RX', 'Store (long)', 8, '', 'floating-point'],
  [0x67, 'MXD', 'RX', 'Multiply (long to extended)', 8, '', 'extended-precision'],
  [0x68, 'LD', 'RX', 'Load (long)', 8, '', 'floating-point'],
  [0x69, 'CD', 'RX', 'Compare (long)', 8, '', 'floating-point'],
  [0x6a, 'AD', 'RX', 'Add normalized (long)', 8, '', 'floating-point'],
  [0x6b, 'SD', 'RX', 'Subtract normalized (long)', 8, '', 'floating-point'],
  [0x6c, 'MD', 'RX', 'Multiply (long)', 8, '', 'floating-point'],
  [0x6d, 'DD', 'RX', 'Divide (long)', 8, '', 'floating-point'],
  [0x6e, 'AW', 'RX', 'Add unnormalized (long)', 8, '', 'floating-point'],
  [0x6f, 'SW', 'RX', 'Subtract unnormalized (long)', 8, '', 'floating-point'],
  [0x70, 'STE', 'RX', 'Store (short)', 4, '', 'floating-point'],
  [0x78, 'LE', 'RX', 'Load (short)', 4, '', 'floating-point'],
  [0x79, 'CE', 'RX', 'Compare (short)', 4, '', 'floating-point'],
  [0x7a, 'AE', 'RX', 'Add normalized (short)', 4, '', 'floating-point'],
  [0x7b, 'SE', 'RX', 'Subtract normalized (short)', 4, '', 'floating-point'],
  [0x7c, 'ME', 'RX', 'Multiply (short to long)', 4, '', 'floating-point'],
  [0x7d, 'DE', 'RX', 'Divide (short)', 4, '', 'floating-point'],
  [0x7e, 'AU', 'RX', 'Add unnormalized (short)', 4, '', 'floating-point'],
  [0x7f, 'SU', 'RX', 'Subtract unnormalized (short)', 4, '', 'floating-point'],
  [0x80, 'SSM', 'S', 'Set system mask', 1, 'P'],
  [0x82, 'LPSW', 'S', 'Load PSW', 8, 'P'],
  [0x83, 'DIAG', 'RS', 'Diagnose', 1, 'P'],
  [0x84, 'WRD', 'SI', 'Write direct', 1, 'P', 'direct-control'],
  [0x85, 'RDD', 'SI', 'Read direct', 1, 'P', 'direct-control'],
  [0x86, 'BXH', 'RS', 'Branch on index high', 2],
  [0x87, 'BXLE', 'RS', 'Branch on index low or equal', 2],
  [0x88, 'SRL', 'RS1', 'Shift right single logical'],
  [0x89, 'SLL', 'RS1', 'Shift left single logical'],
  [0x8a, 'SRA', 'RS1', 'Shift right single'],
  [0x8b, 'SLA', 'RS1', 'Shift left single'],
  [0x8c, 'SRDL', 'RS1', 'Shift right double logical'],
  [0x8d, 'SLDL', 'RS1', 'Shift left double logical'],
  [0x8e, 'SRDA', 'RS1', 'Shift right double'],
  [0x8f, 'SLDA', 'RS1', 'Shift left double'],
  [0x90, 'STM', 'RS', 'Store multiple', 4],
  [0x91, 'TM', 'SI', 'Test under mask'],
  [0x92, 'MVI', 'SI', 'Move (immediate)'],
  [0x93, 'TS', 'S', 'Test and set'],
  [0x94, 'NI', 'SI', 'And (immediate)'],
  [0x95, 'CLI', 'SI', 'Compare logical (immediate)'],
  [0x96, 'OI', 'SI', 'Or (immediate)'],
  [0x97, 'XI', 'SI', 'Exclusive or (immediate)'],
  [0x98, 'LM', 'RS', 'Load multiple', 4],
  [0x9c00, 'SIO', 'S', 'Start I/O', 1, 'P'],
  [0x9c01, 'SIOF', 'S', 'Start I/O fast release', 1, 'P', 'system-370'],
  [0x9c02, 'RIO', 'S', 'Resume I/O', 1, 'P', 'suspend-and-resume'],
  [0x9d00, 'TIO', 'S', 'Test I/O', 1, 'P'],
  [0x9d01, 'CLRIO', 'S', 'Clear I/O', 1, 'P', 'system-370'],
  [0x9e00, 'HIO', 'S', 'Halt I/O', 1, 'P'],
  [0x9e01, 'HDV', 'S', 'Halt device', 1, 'P', 'system-370'],
  [0x9f00, 'TCH', 'S', 'Test channel', 1, 'P'],
  [0x9f01, 'CLRCH', 'S', 'Clear channel', 1, 'P', 'recovery-extensions'],
  [0xac, 'STNSM', 'SI', 'Store then and system mask', 1, 'P', 'translation-system-370'],
  [0xad, 'STOSM', 'SI', 'Store then or system mask', 1, 'P', 'translation-system-370'],
  [0xae, 'SIGP', 'RS', 'Signal processor', 1, 'P', 'multiprocessing'],
  [0xaf, 'MC', 'SI', 'Monitor call', 1, '', 'system-370'],
  [0xb0, 'STMC', 'RS', 'Store multiple control', 4, 'P', 'model-67'],
  [0xb1, 'LRA', 'RX', 'Load real address', 1, 'P', 'translation'],
  [0xb200, 'CONCS', 'S', 'Connect channel set', 1, 'P', 'multiprocessing'],
  [0xb201, 'DISCS', 'S', 'Disconnect channel set', 1, 'P', 'multiprocessing'],
  [0xb202, 'STIDP', 'S', 'Store CPU ID', 8, 'P', 'system-370'],
  [0xb203, 'STIDC', 'S', 'Store channel ID', 1, 'P', 'system-370'],
  [0xb204, 'SCK', 'S', 'Set clock', 8, 'P', 'system-370'],
  [0xb205, 'STCK', 'S', 'Store clock', 8, '', 'system-370'],
  [0xb206, 'SCKC', 'S', 'Set clock comparator', 8, 'P', 'cpu-timer-and-clock-comparator'],
  [0xb207, 'STCKC', 'S', 'Store clock comparator', 8, 'P', 'cpu-timer-and-clock-comparator'],
  [0xb208, 'SPT', 'S', 'Set CPU timer', 8, 'P', 'cpu-timer-and-clock-comparator'],
  [0xb209, 'STPT', 'S', 'Store CPU timer', 8, 'P', 'cpu-timer-and-clock-comparator'],
  [0xb20a, 'SPKA', 'S', 'Set PSW key from address', 1, 'Q', 'psw-key-handling'],
  [0xb20b, 'IPK', 'S0', 'Insert PSW key', 1, 'Q', 'psw-key-handling'],
  [0xb20d, 'PTLB', 'S0', 'Purge TLB', 1, 'P', 'translation-system-370'],
  [0xb210, 'SPX', 'S', 'Set prefix', 4, 'P', 'multiprocessing'],
  [0xb211, 'STPX', 'S', 'Store prefix', 4, 'P', 'multiprocessing'],
  [0xb212, 'STAP', 'S', 'Store CPU address', 2, 'P', 'multiprocessing'],
  [0xb213, 'RRB', 'S', 'Reset reference bit', 1, 'P', 'translation-system-370'],
  [0xb218, 'PC', 'S', 'Program call', 1, 'Q', 'dual-address-space'],
  [0xb219, 'SAC', 'S', 'Set address space control', 1, 'Q', 'dual-address-space'],
  [0xb221, 'IPTE', 'RRE', 'Invalidate page table entry', 1, 'P', 'extended'],
  [0xb223, 'IVSK', 'RRE', 'Insert virtual storage key', 1, 'Q', 'dual-address-space'],
  [0xb224, 'IAC', 'RRE1', 'Insert address space control', 1, 'Q', 'dual-address-space'],
  [0xb225, 'SSAR', 'RRE1', 'Set secondary ASN', 1, 'Q', 'dual-address-space'],
  [0xb226, 'EPAR', 'RRE1', 'Extract primary ASN', 1, 'Q', 'dual-address-space'],
  [0xb227, 'ESAR', 'RRE1', 'Extract secondary ASN', 1, 'Q', 'dual-address-space'],
  [0xb228, 'PT', 'RRE', 'Program transfer', 1, 'Q', 'dual-address-space'],
  [0xb229, 'ISKE', 'RRE', 'Insert storage key extended', 1, 'P', 'storage-key-4k'],
  [0xb22a, 'RRBE', 'RRE', 'Reset reference bit extended', 1, 'P', 'storage-key-4k'],
  [0xb22b, 'SSKE', 'RRE', 'Set storage key extended', 1, 'P', 'storage-key-4k'],
  [0xb22c, 'TB', 'RRE', 'Test block', 1, 'P', 'test-block'],
  [0xb22d, 'DXR', 'RRE', 'Divide (extended)', 1, '', 'extended-divide'],
  [0xb6, 'STCTL', 'RS', 'Store control', 4, 'P', 'system-370'],
  [0xb7, 'LCTL', 'RS', 'Load control', 4, 'P', 'system-370'],
  [0xb8, 'LMC', 'RS', 'Load multiple control', 4, 'P', 'model-67'],
  [0xba, 'CS', 'RS', 'Compare and swap', 4, '', 'conditional-swapping'],
  [0xbb, 'CDS', 'RS', 'Compare double and swap', 8, '', 'conditional-swapping'],
  [0xbd, 'CLM', 'RSM', 'Compare logical characters under mask', 1, '', 'system-370'],
  [0xbe, 'STCM', 'RSM', 'Store characters under mask', 1, '', 'system-370'],
  [0xbf, 'ICM', 'RSM', 'Insert characters under mask', 1, '', 'system-370'],
  [0xd1, 'MVN', 'SS1', 'Move numerics'],
  [0xd2, 'MVC', 'SS1', 'Move (characters)'],
  [0xd3, 'MVZ', 'SS1', 'Move zones'],
  [0xd4, 'NC', 'SS1', 'And (characters)'],
  [0xd5, 'CLC', 'SS1', 'Compare logical (characters)'],
  [0xd6, 'OC', 'SS1', 'Or (characters)'],
  [0xd7, 'XC', 'SS1', 'Exclusive or (characters)'],
  [0xd9, 'MVCK', 'SSR', 'Move with key', 1, 'Q', 'dual-address-space'],
  [0xda, 'MVCP', 'SSR', 'Move to primary', 1, 'Q', 'dual-address-space'],
  [0xdb, 'MVCS', 'SSR', 'Move to secondary', 1, 'Q', 'dual-address-space'],
  [0xdc, 'TR', 'SS1', 'Translate'],
  [0xdd, 'TRT', 'SS1', 'Translate and test'],
  [0xde, 'ED', 'SS1', 'Edit', 1, '', 'decimal'],
  [0xdf, 'EDMK', 'SS1', 'Edit and mark', 1, '', 'decimal'],
  [0xe500, 'LASP', 'SSE', 'Load address space parameters', 1, 'P', 'dual-address-space'],
  [0xe501, 'TPROT', 'SSE', 'Test protection', 1, 'P', 'extended'],
  [0xe502, 'FIXPAGE', 'SSE', 'Fix page', 1, 'Q', 'mvs-assist'],
  [0xe503, 'SVCA', 'SSE', 'SVC assist', 1, 'Q', 'mvs-assist'],
  [0xe504, 'OBTLL', 'SSE', 'Obtain local lock', 4, 'Q', 'mvs-assist'],
  [0xe505, 'RELLL', 'SSE', 'Release local lock', 4, 'Q', 'mvs-assist'],
  [0xe506, 'OBTCMS', 'SSE', 'Obtain CMS lock', 4, 'Q', 'mvs-assist'],
  [0xe507, 'RELCMS', 'SSE', 'Release CMS lock', 4, 'Q', 'mvs-assist'],
  [0xe508, 'TRSVC', 'SSE', 'Trace SVC interruption', 4, 'Q', 'mvs-assist'],
  [0xe509, 'TRPGM', 'SSE', 'Trace program interruption', 4, 'Q', 'mvs-assist'],
  [0xe50a, 'TRSRB', 'SSE', 'Trace initial SRB dispatch', 4, 'Q', 'mvs-assist'],
  [0xe50b, 'TRIO', 'SSE', 'Trace I/O interruption', 4, 'Q', 'mvs-assist'],
  [0xe50c, 'TRTSK', 'SSE', 'Trace task dispatch', 4, 'Q', 'mvs-assist'],
  [0xe50d, 'TRRTN', 'SSE', 'Trace SVC return', 4, 'Q', 'mvs-assist'],
  [0xe8, 'MVCIN', 'SS1', 'Move inverse', 1, '', 'move-inverse'],
  [0xf0, 'SRP', 'SSI', 'Shift and round decimal', 1, '', 'system-370'],
  [0xf1, 'MVO', 'SS2', 'Move with offset'],
  [0xf2, 'PACK', 'SS2', 'Pack'],
  [0xf3, 'UNPK', 'SS2', 'Unpack'],
  [0xf8, 'ZAP', 'SS2', 'Zero and add', 1, '', 'decimal'],
  [0xf9, 'CP', 'SS2', 'Compare decimal', 1, '', 'decimal'],
  [0xfa, 'AP', 'SS2', 'Add decimal', 1, '', 'decimal'],
  [0xfb, 'SP', 'SS2', 'Subtract decimal', 1, '', 'decimal'],
  [0xfc, 'MP', 'SS2', 'Multiply decimal', 1, '', 'decimal'],
  [0xfd, 'DP', 'SS2', 'Divide decimal', 1, '', 'decimal'],
];

/** Every instruction, in the order of opcodes. */
export const INSTRUCTIONS: readonly Instruction[] = ROWS.map(
  ([opcode, mnemonic, format, name, alignment = 1, privilege = '', facility = 'standard']) => ({
    mnemonic,
    opcode,
    format,
    privilege,
    facility,
    alignment,
    name,
  }),
);

/** Instructions by mnemonic. */
export const INSTRUCTION_BY_MNEMONIC: ReadonlyMap<string, Instruction> = new Map(
  INSTRUCTIONS.map((instruction) => [instruction.mnemonic, instruction]),
);

/** Instructions by opcode: one byte, or two where the second byte extends the first. */
export const INSTRUCTION_BY_OPCODE: ReadonlyMap<number, Instruction> = new Map(
  INSTRUCTIONS.map((instruction) => [instruction.opcode, instruction]),
);

/** First bytes whose instructions are told apart by the second byte. */
export const EXTENDED_OPCODES: ReadonlySet<number> = new Set(
  INSTRUCTIONS.filter(({ opcode }) => opcode > 0xff).map(({ opcode }) => opcode >>> 8),
);

/** A mnemonic for BC or BCR with its mask in the mnemonic. */
export interface ExtendedBranch {
  readonly mnemonic: string;
  /** M1 field. */
  readonly mask: number;
  /** `RX`: operand d2(x2,b2), opcode X'47'. `RR`: operand r2, opcode X'07'. */
  readonly form: 'RX' | 'RR';
}

const CONDITIONS: readonly (readonly [suffix: string, mask: number])[] = [
  ['H', 2],
  ['L', 4],
  ['E', 8],
  ['NH', 13],
  ['NL', 11],
  ['NE', 7],
  ['O', 1],
  ['P', 2],
  ['M', 4],
  ['Z', 8],
  ['NO', 14],
  ['NP', 13],
  ['NM', 11],
  ['NZ', 7],
];

/** The extended branch mnemonics of the assemblers, RX and RR forms. GC33-4010, Extended Instructions. */
export const EXTENDED_BRANCHES: readonly ExtendedBranch[] = [
  { mnemonic: 'B', mask: 15, form: 'RX' },
  { mnemonic: 'BR', mask: 15, form: 'RR' },
  { mnemonic: 'NOP', mask: 0, form: 'RX' },
  { mnemonic: 'NOPR', mask: 0, form: 'RR' },
  ...CONDITIONS.flatMap(([suffix, mask]): ExtendedBranch[] => [
    { mnemonic: `B${suffix}`, mask, form: 'RX' },
    { mnemonic: `B${suffix}R`, mask, form: 'RR' },
  ]),
];
