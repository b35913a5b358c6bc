/** Random programs of the equality property. */

import { Dice, type Randomness } from '../../../src/conformance/dice.js';
import { INSTRUCTIONS, type Instruction } from '../../../src/s370/index.js';
import { PAGE_TABLE, SCRATCH, SEGMENT_TABLE } from './image.js';
import type { Action, Program, Step, Unit } from './program.js';

/** Which programs to make. */
export interface GeneratorOptions {
  /** Instructions to use besides those that hold a program together; default all. */
  readonly mnemonics?: readonly string[];
  /** Most units at the outer level. Default 14. */
  readonly units?: number;
  /** What came into the programs later than the first seeds that found something. Default true. */
  readonly rarities?: boolean;
}

const BRANCHES = new Set([
  ...['BC', 'BCR', 'BCT', 'BCTR', 'BAL', 'BALR', 'BAS', 'BASR', 'BXH', 'BXLE', 'EX', 'SVC', 'MC', 'LPSW'],
]);
/** What real programs execute most. */
const COMMON = [
  ...['L', 'ST', 'LA', 'LR', 'A', 'AR', 'S', 'SR', 'C', 'CR', 'CL', 'CLR', 'N', 'O', 'X', 'NR', 'OR', 'XR'],
  ...['LTR', 'LH', 'STH', 'IC', 'STC', 'CLI', 'TM', 'MVI', 'MVC', 'CLC', 'SLL', 'SRL', 'SRA', 'LM', 'STM'],
  ...['BCTR', 'ALR', 'SLR', 'AL', 'SL', 'AH', 'CH', 'MH', 'M', 'MR', 'D', 'ICM', 'STCM', 'NI', 'OI', 'XC'],
];
const OPERATIONS_OF_STORES = ['MVI', 'XI', 'STC', 'STH', 'MVC', 'XC'] as const;
const KEYS = [0x00, 0x10, 0x18, 0x20, 0xf0, 0x08];
/** General registers for LCTL, and words that make sense in them. */
const CONTROL_VALUES: readonly (readonly [number, readonly number[]])[] = [
  [0, [0x008000e0, 0x008000e0, 0x00800cf0, 0x10800cf0, 0x408000e0, 0x01800ce0, 0x00900ce0]],
  [1, [SEGMENT_TABLE, SEGMENT_TABLE | 0x00000000, SEGMENT_TABLE | 0x01000000]],
  [2, [-1, 0, -0x80000000]],
  [8, [0, 0xffff]],
  [9, [0, 0, -0x80000000, 0x20000000, 0x40000000, 0x1000ffff]],
  [10, [0, 0x2000, 0x5000]],
  [11, [0xffffff, 0x2800, 0x57ff]],
];

/** Makes programs. */
export class ProgramGenerator {
  private readonly instructions: readonly Instruction[];
  private readonly common: readonly Instruction[];
  private readonly privileged: readonly Instruction[];
  private readonly depth = 3;
  /** First word of the PSWs of a program that exchanges them all the time. */
  private storm: number | undefined = undefined;

  constructor(private readonly options: GeneratorOptions = {}) {
    const wanted = (instruction: Instruction): boolean =>
      !BRANCHES.has(instruction.mnemonic) &&
      instruction.mnemonic !== 'SIGP' &&
      (options.mnemonics?.includes(instruction.mnemonic) ?? true);
    const rows = INSTRUCTIONS.filter(wanted);
    this.instructions = rows.filter(({ privilege }) => privilege === '');
    this.privileged = rows.filter(({ privilege }) => privilege !== '');
    this.common = rows.filter(({ mnemonic }) => COMMON.includes(mnemonic));
  }

  make(randomness: Randomness): Program {
    const dice = new Dice(randomness);
    const ec = dice.chance(65);
    const dat = ec && dice.chance(65);
    const problem = dice.chance(20);
    const key = dice.chance(75) ? 0 : dice.pick([1, 2, 15]);
    const masks = ec
      ? (dat ? 4 : 0) | (dice.chance(30) ? 1 : 0) | (dice.chance(30) ? 2 : 0) | (dice.chance(6) ? 0x40 : 0)
      : dice.pick([0, 0, 0, 1, 0xff, 0x80]);
    const calm = dice.chance(40);
    const psw = (masks << 24) | (key << 20) | (ec ? 0x80000 : 0) | (problem ? 0x10000 : 0);
    this.storm = dice.chance(20) ? psw & ~0x10000 : undefined;
    const frames = Array.from({ length: 16 }, (_, page) => page);
    if (dat && dice.chance(60)) shuffle(dice, frames);
    const count = 1 + dice.below(this.options.units ?? 14);
    const program: Program = {
      psw,
      // Handlers work in EC mode with DAT off; in a storm with all that the program has.
      handlers:
        this.storm === undefined
          ? { psw: psw & 0x80000, mask: 0 }
          : { psw: this.storm, mask: dice.chance(60) ? 0 : dice.below(64) },
      programMask: dice.chance(60) ? 0 : dice.below(16),
      at: 2 * dice.below(0x7c0),
      frames,
      controls: [
        [0, dice.chance(80) ? 0x00800000 | dice.pick([0xe0, 0xcf0, 0x4e0]) : 0x008000e0 | 0x10000000],
        [1, SEGMENT_TABLE],
        ...(dice.chance(15) ? ([[8, 0xffff]] as const) : []),
        ...([9, 10, 11].map((r) => this.control(dice, r)) as [number, number][]),
      ],
      registers: Array.from({ length: 16 }, () => (dice.chance(30) ? dice.below(64) : dice.word())),
      floats: Array.from({ length: 8 }, () => this.float(dice)),
      data: this.data(dice),
      keys: Array.from({ length: 32 }, () => (calm || dice.chance(85) ? (key << 4) | 6 : dice.pick(KEYS))),
      units: Array.from({ length: count }, () => this.unit(dice, this.depth, calm)),
      steps: Array.from({ length: 2 + dice.below(7) }, () => this.step(dice, calm)),
      cpus: dice.chance(6) ? 2 : 1,
      whole: dice.chance(50),
    };
    return this.options.rarities === false ? program : this.enriched(dice, program);
  }

  /** Budgets of one, other models, quick devices, and what programs rarely do. Drawn last: programs of old seeds stay. */
  private enriched(dice: Dice, program: Program): Program {
    const enriched: Program = {
      ...program,
      ...(dice.chance(20) ? { speed: dice.pick([0.002, 0.02]) } : {}),
      ...(dice.chance(5) && program.cpus === 1 ? { model: dice.pick(['370/145', '370/158', '4341']) } : {}),
      steps: program.steps.map((step) => (dice.chance(6) ? { ...step, budget: 1 } : step)),
    };
    const translated = (program.psw & 0x04090000) === 0x04080000;
    const quick = enriched.speed !== undefined;
    if (!dice.chance(quick ? 70 : translated ? 45 : 20)) return enriched;
    const units = [...program.units];
    for (let n = 1 + dice.below(3); n > 0; n--) {
      units.splice(dice.below(units.length + 1), 0, ...this.rarity(dice, translated, quick));
    }
    return { ...enriched, units };
  }

  /** What real programs rarely do and compiled code has to bear. */
  private rarity(dice: Dice, translated: boolean, quick: boolean): readonly Unit[] {
    const allowed = (mnemonic: string): boolean => this.options.mnemonics?.includes(mnemonic) ?? true;
    const plain = (...bytes: number[]): Unit => ({ kind: 'plain', bytes });
    switch (quick && dice.chance(60) ? 5 : translated && dice.chance(35) ? 3 : dice.below(7)) {
      case 0:
        return [
          {
            kind: 'modify',
            next: true,
            how: dice.pick(OPERATIONS_OF_STORES),
            target: 0,
            offset: dice.below(4),
            value: dice.below(256),
          },
          this.plain(dice),
        ];
      case 1:
        // The program mask that there is, or another one, by a link.
        return allowed('SPM')
          ? [
              plain(0x05, 0x10),
              ...(dice.chance(40) ? [plain(0x41, 0x10, 0x0b, dice.below(256))] : []),
              plain(0x04, 0x10),
            ]
          : [];
      case 2:
        return allowed('MC') ? [plain(0xaf, dice.below(dice.chance(90) ? 16 : 256), 0x0b, 0x00)] : [];
      case 3: {
        // A page becomes invalid: IPTE of the entry of a page of the data, or of code.
        const page = dice.pick([5, 5, 2, 3, 6]);
        return [
          plain(0x41, 0x10, PAGE_TABLE >> 8, PAGE_TABLE & 0xff),
          plain(0x41, 0x20, 0, page),
          plain(0x89, 0x20, 0, 12),
          plain(0xb2, 0x21, 0x00, 0x12),
        ];
      }
      case 4: {
        // The interval timer, far from and near to its end.
        const at = dice.chance(50) ? [0x0b, dice.below(64)] : [0x00, 0x50];
        return [plain(0xd2, 3, 0x00, 0x50, at[0], at[1]), plain(0x58, 0x20, 0x00, 0x50)];
      }
      case 5: {
        // Channel 0 may interrupt; a card comes into the code.
        const enabled = plain(0xad, 0x02, 0x0b, 0x20);
        return [...(dice.chance(60) ? [enabled] : []), plain(0x9c, 0x00, 0x00, 0x0c)];
      }
      default:
        return [this.extended(dice)];
    }
  }

  /** An extended floating-point instruction on registers that hold extended numbers. */
  private extended(dice: Dice): Unit {
    const rows = this.instructions.filter(({ facility }) => /^extended-/.test(facility));
    if (rows.length === 0) return this.plain(dice);
    const { opcode } = dice.pick(rows);
    const registers = dice.pick([0x04, 0x40, 0x00, 0x44]);
    if (opcode > 0xff) return { kind: 'plain', bytes: [opcode >> 8, opcode & 0xff, 0, registers] };
    if (opcode === 0x67) return { kind: 'plain', bytes: [opcode, registers & 0xf0, ...based(dice, false)] };
    return { kind: 'plain', bytes: [opcode, registers] };
  }

  /** Zoned and packed numbers, floating-point numbers, addresses of code and data, anything. */
  private data(dice: Dice): Uint8Array {
    const bytes = dice.bytes(0x800);
    for (let at = 0; at < 0x800;) {
      const length = 1 + dice.below(12);
      const kind = dice.below(5);
      if (kind === 0) {
        for (let i = 0; i < length && at + i < 0x800; i++)
          bytes[at + i] = (dice.below(10) << 4) | dice.below(10);
        const sign = Math.min(at + length, 0x7ff);
        bytes[sign] = (dice.below(10) << 4) | dice.pick([12, 13, 15, 12]);
      } else if (kind === 1) bytes.fill(0, at, at + length);
      else if (kind === 2) bytes[at & ~7] = dice.pick([0x40, 0x41, 0x42, 0xc1, 0x3f, 0x46, 0x4e]);
      at += length + 1;
    }
    return bytes;
  }

  private float(dice: Dice): number {
    return dice.chance(70)
      ? (dice.pick([0x41, 0x40, 0x42, 0xc1, 0x4e, 0x3f]) << 24) | dice.below(0x1000000)
      : dice.word();
  }

  private control(dice: Dice, register: number): readonly [number, number] {
    const values = CONTROL_VALUES.find(([r]) => r === register)?.[1] ?? [0];
    return [register, dice.pick(values)];
  }

  private unit(dice: Dice, depth: number, calm: boolean): Unit {
    if (this.storm !== undefined && dice.chance(25)) return this.exchange(dice, this.storm);
    const kind = dice.below(100);
    if (kind < 52 || depth === 0) return this.plain(dice);
    if (kind < 60) {
      return {
        kind: 'loop',
        register: dice.pick([9, 9, 9, 0, 14, 3]),
        count: dice.chance(70) ? 1 + dice.below(6) : 1 + dice.below(60),
        body: this.body(dice, depth, calm),
      };
    }
    if (kind < 69) return { kind: 'skip', mask: dice.below(16), body: this.body(dice, depth, calm) };
    if (kind < 74) {
      const register = dice.pick([14, 14, 14, 1, 5]);
      return {
        kind: 'call',
        opcode: dice.pick([0x45, 0x45, 0x4d]),
        register,
        body: this.body(dice, depth, calm),
      };
    }
    if (kind < 79) {
      const registers = dice.below(256);
      const opcode = dice.pick([0x47, 0x47, 0x47, 0x46, 0x45, 0x86, 0x87]);
      return {
        kind: 'branch',
        opcode,
        registers: opcode < 0x80 ? registers & 0xf0 : registers,
        target: dice.below(64),
      };
    }
    if (kind < 85) return this.execute(dice);
    if (kind < 90) {
      if (calm && dice.chance(80)) return this.plain(dice);
      return {
        kind: 'modify',
        how: dice.pick(OPERATIONS_OF_STORES),
        target: dice.below(64),
        offset: dice.below(6),
        value: dice.below(256),
      };
    }
    return calm && dice.chance(50) ? this.plain(dice) : this.system(dice);
  }

  private body(dice: Dice, depth: number, calm: boolean): Unit[] {
    return Array.from({ length: 1 + dice.below(4) }, () => this.unit(dice, depth - 1, calm));
  }

  private plain(dice: Dice): Unit {
    const rows = dice.chance(65) && this.common.length > 0 ? this.common : this.instructions;
    if (dice.chance(1)) return { kind: 'plain', bytes: [0x07, dice.below(256)] };
    if (dice.chance(1)) return { kind: 'plain', bytes: [0x05, dice.below(16) << 4] };
    if (rows.length === 0) return { kind: 'plain', bytes: [0x18, dice.below(256)] };
    return { kind: 'plain', bytes: encode(dice, dice.pick(rows)) };
  }

  /** A supervisor call, or a PSW that differs from the present one in little. */
  private exchange(dice: Dice, psw: number): Unit {
    if (dice.chance(50)) return { kind: 'plain', bytes: [0x0a, dice.below(256)] };
    const high = psw | (dice.chance(15) ? 0x10000 : 0);
    return { kind: 'psw', high, mask: dice.chance(60) ? 0 : dice.below(64), valid: dice.chance(95) };
  }

  private execute(dice: Dice): Unit {
    const plain = this.plain(dice) as Extract<Unit, { kind: 'plain' }>;
    const subject =
      dice.chance(60) && this.options.mnemonics === undefined
        ? [dice.pick([0xd2, 0xd5, 0xd7, 0xdc, 0xdd]), 0, ...based(dice, true), ...based(dice, false)]
        : plain.bytes;
    return { kind: 'execute', register: dice.pick([0, 1, 2, 9, 7]), subject };
  }

  /** What changes the state of the CPU, the tables, the keys, or has to do with time and devices. */
  private system(dice: Dice): Unit {
    switch (dice.below(12)) {
      case 0:
        return { kind: 'plain', bytes: [0x0a, dice.below(256)] };
      case 1: {
        const high = dice.pick([0, 0x80000, 0x4080000, 0x4080000, 0x1080000, 0x5080000, 0x10000, 0x4090000]);
        return {
          kind: 'psw',
          high: high | (dice.chance(30) ? 0x100000 : 0),
          mask: dice.below(64),
          valid: false,
        };
      }
      case 2:
        return {
          kind: 'plain',
          bytes: [0xad, dice.pick([0, 4, 1, 2, 3, 5, 0x40, 0x44]), 0x0b, dice.below(32)],
        };
      case 3:
        return {
          kind: 'plain',
          bytes: [0xac, dice.pick([0xff, 0xfe, 0xfb, 0xbf, 0xfc, 0x04]), 0x0b, dice.below(32)],
        };
      case 4:
        return { kind: 'plain', bytes: [0x80, 0, 0x0b, dice.below(16)] };
      case 5: {
        const [register] = dice.pick(CONTROL_VALUES);
        return { kind: 'control', register, value: this.control(dice, register)[1] };
      }
      case 6:
        return {
          kind: 'key',
          address: dice.below(32) << 11,
          key: dice.pick([0, 0, 6, 0x10, 0x16, 0x18, 0xf6]),
        };
      case 7: {
        // Two page-table entries change places, or one becomes invalid.
        const entry = (page: number): number[] => [
          (PAGE_TABLE + 2 * page) >> 8,
          (PAGE_TABLE + 2 * page) & 0xff,
        ];
        if (dice.chance(50))
          return { kind: 'plain', bytes: [0x96, 8, entry(0)[0], entry(2 + dice.below(8))[1] + 1] };
        return { kind: 'plain', bytes: [0xd7, 1, ...entry(2 + dice.below(3)), ...entry(2 + dice.below(6))] };
      }
      case 8:
        return { kind: 'plain', bytes: [0xb2, 0x0d, 0, 0] };
      case 9:
        return {
          kind: 'plain',
          bytes: dice.pick([
            [0x9c, 0, 0, 0x0c],
            [0x9d, 0, 0, 0x0c],
            [0xb2, 0x05, 0x0b, 0x40],
            [0xb2, 0x08, 0x0b, 0x48],
            [0xb2, 0x09, 0x0b, 0x50],
            [0xb2, 0x06, 0x0b, 0x48],
            [0x58, 0x20, 0x00, 0x50],
            [0x92, 0x7f, 0x00, 0x50],
            [0xb2, 0x21, 0x00, 0x16],
            [0xaf, 0x03, 0x0b, 0x00],
          ]),
        };
      default:
        return this.privileged.length === 0
          ? this.plain(dice)
          : { kind: 'plain', bytes: encode(dice, dice.pick(this.privileged)) };
    }
  }

  private step(dice: Dice, calm: boolean): Step {
    const budget = dice.pick([1, 2, 3, 10, 100, 300, 700, 1500, 2500]) + dice.below(20);
    return { budget, action: this.action(dice, calm) };
  }

  private action(dice: Dice, calm: boolean): Action {
    if (calm && dice.chance(60)) return { kind: 'none' };
    switch (dice.below(14)) {
      case 0:
      case 1:
        return {
          kind: 'input',
          code: true,
          offset: dice.below(0x900),
          bytes: [...dice.bytes(1 + dice.below(12))],
        };
      case 2:
        return { kind: 'input', code: false, offset: dice.below(0x7f0), bytes: [...dice.bytes(4)] };
      case 3:
        return { kind: 'key', block: dice.below(32), key: dice.pick([0, 0, 6, 0x10, 0x18, 0x1e, 0xf0]) };
      case 4:
        return { kind: 'drop-frame', frame: dice.below(32) };
      case 5:
        return { kind: 'exchange', page: 2 + dice.below(3), with: 2 + dice.below(14) };
      case 6:
        return { kind: 'external' };
      case 7: {
        const [register] = dice.pick(CONTROL_VALUES);
        return { kind: 'control', register, value: this.control(dice, register)[1] };
      }
      case 8:
        return { kind: 'mask', mask: dice.pick([0x40, 0x04, 0x01, 0x02, 0x03]) };
      case 9:
        return { kind: 'register', register: dice.below(16), value: dice.word() };
      case 10:
        return { kind: dice.pick(['purge', 'poll', 'save']) };
      case 11:
      case 12:
        return { kind: 'restart' };
      default:
        return { kind: 'none' };
    }
  }
}

function shuffle(dice: Dice, frames: number[]): void {
  // Page 0 stays: the handlers work without translation.
  for (let i = 15; i > 1; i--) {
    const j = 1 + dice.below(i);
    [frames[i], frames[j]] = [frames[j], frames[i]];
  }
}

/** Base and displacement: mostly data, now and then what crosses a block, is not there, or is code. */
function based(dice: Dice, store: boolean): [number, number] {
  const kind = dice.below(100);
  const at = (base: number, displacement: number): [number, number] => [
    (base << 4) | (displacement >> 8),
    displacement & 0xff,
  ];
  const displacement = dice.chance(70) ? 8 * dice.below(64) : dice.below(0x600);
  if (kind < 80) return at(13, displacement);
  if (kind < 91) return at(11, dice.below(24));
  if (kind < (store ? 93 : 96)) return at(12, dice.below(0x100));
  if (kind < 97) return at(0, SCRATCH + dice.below(0xc0));
  if (kind < 98) return at(10, dice.below(16));
  return at(dice.below(16), dice.below(4096));
}

const STORING = /^(ST|MV|XC|NC|OC|XI|NI|OI|TS|CS|CDS|TR$|ED|CVD|UNPK|PACK|ZAP|[ASMD]P|SRP)/;

/** An instruction of this row with registers and addresses that mean something. */
function encode(dice: Dice, row: Instruction): number[] {
  const { opcode, format, mnemonic } = row;
  const bytes = opcode > 0xff ? [opcode >> 8, opcode & 0xff] : [opcode];
  const register = (): number =>
    dice.chance(93) ? dice.pick([0, 1, 2, 3, 4, 5, 8, 14, 15]) : dice.below(16);
  const float =
    opcode < 0x80 && (opcode & 0xf) !== 0 && ((opcode >= 0x20 && opcode < 0x40) || opcode >= 0x60);
  const first = (): number => (float && dice.chance(97) ? 2 * dice.below(4) : register());
  const even = mnemonic === 'MVCL' || mnemonic === 'CLCL' || /^[MD]R?$|^S[LR]D|^CDS/.test(mnemonic);
  const r1 = even && dice.chance(90) ? dice.pick([0, 2, 4, 14]) : first();
  const storage = (): [number, number] => based(dice, STORING.test(mnemonic));
  switch (format) {
    case 'RR':
    case 'RR1':
    case 'RRM':
      return [
        ...bytes,
        (r1 << 4) | (mnemonic === 'MVCL' || mnemonic === 'CLCL' ? dice.pick([0, 2, 4, 14]) : first()),
      ];
    case 'RX':
    case 'RXM':
      return [
        ...bytes,
        (r1 << 4) | (dice.chance(75) ? 0 : dice.pick([6, 7, 6, 7, 6, 7, dice.below(16)])),
        ...storage(),
      ];
    case 'RS':
    case 'RSM':
    case 'RS1':
      if (mnemonic === 'LM') return [...bytes, dice.pick([0x05, 0x12, 0xe1, 0xf5, 0x00, 0x35]), ...storage()];
      if (/^S[LR]/.test(mnemonic)) return [...bytes, r1 << 4, dice.chance(90) ? 0 : 0x60, dice.below(64)];
      return [...bytes, (r1 << 4) | dice.below(16), ...storage()];
    case 'S0':
      return [...bytes, 0, 0];
    case 'S':
      return [...bytes, ...storage()];
    case 'SI':
    case 'I':
      return format === 'I' ? [...bytes, dice.below(256)] : [...bytes, dice.below(256), ...storage()];
    case 'SS1':
    case 'SSR':
      return [
        ...bytes,
        dice.chance(70) ? dice.below(16) : dice.below(256),
        ...storage(),
        ...based(dice, false),
      ];
    case 'SS2':
    case 'SSI':
      return [...bytes, dice.below(256), ...storage(), ...based(dice, false)];
    default:
      return bytes.length === 2
        ? [
            ...bytes,
            ...storage()
              .slice(0, 1)
              .map(() => 0),
            (register() << 4) | register(),
          ]
        : [...bytes, dice.below(256), ...storage(), ...based(dice, false)];
  }
}
