/**
 * The models of the machine: which facilities each has and in which manner it works. What a model lacks is an
 * operation exception. GA22-7000, "Facilities"; the functional-characteristics manual of each model. Features that
 * a customer could order are taken as installed.
 */

import type { ChannelType } from './channel/channel.js';
import { INSTRUCTIONS, type Facility, type Instruction } from './instructions/table.js';

/** `S/360-67` is a System/360 with control registers, an extended PSW and dynamic address translation. */
export type Architecture = 'S/360' | 'S/360-67' | 'S/370';

/** One model. */
export interface MachineModel {
  /** As IBM wrote it: `360/65`, `370/158`, `3033`. */
  readonly name: string;
  /** Type number of the processing unit, four digits: `2065`. */
  readonly type: string;
  readonly architecture: Architecture;
  readonly facilities: ReadonlySet<Facility>;
  /** Model number that STORE CPU ID stores. */
  readonly idNumber: number;
  /** Instructions a microsecond, nominal: what the counted clock reckons with. */
  readonly speed: number;
  /** Largest main storage that was sold with it, in bytes. */
  readonly largestStorage: number;
  /** Channels 0 to this number minus one. */
  readonly channels: number;
  readonly blockMultiplexer: boolean;
  /** Its block multiplexers release the CPU in START I/O FAST RELEASE before the device is selected. */
  readonly fastRelease: boolean;
  /** Bytes that one storage key is for. */
  readonly keyBlockSize: 2048 | 4096;
  /** The storage key protects against fetching too. */
  readonly fetchProtection: boolean;
  /** Units of the interval timer (bit 31 of X'50', 1/76800 s) that it is moved by at a time. */
  readonly intervalTimerStep: number;
  /** Half- and fullword and doubleword operands must lie on their boundaries. */
  readonly aligned: boolean;
}

const KILO = 1024;
const MEGA = KILO * KILO;

/** A timer that is moved with the line frequency of 60 Hz, and one of high resolution. */
const LINE_FREQUENCY = 76800 / 60;
const HIGH_RESOLUTION = 1;

const EVERY_FACILITY: readonly Facility[] = [
  ...new Set(INSTRUCTIONS.map(({ facility }) => facility).filter((facility) => facility !== 'model-67')),
];

const UNIVERSAL_360: readonly Facility[] = [
  'standard',
  'storage-protection',
  'decimal',
  'floating-point',
  'direct-control',
];
const COMMON_370: readonly Facility[] = [
  ...UNIVERSAL_360,
  'system-370',
  'extended-precision',
  'translation',
  'translation-system-370',
  'conditional-swapping',
  'psw-key-handling',
  'cpu-timer-and-clock-comparator',
];

type Row = Pick<MachineModel, 'name' | 'type' | 'speed' | 'largestStorage' | 'channels' | 'idNumber'> &
  Partial<Omit<MachineModel, 'facilities'>> & { readonly facilities: readonly Facility[] };

function system360(row: Row): MachineModel {
  return {
    architecture: 'S/360',
    blockMultiplexer: false,
    fastRelease: false,
    keyBlockSize: 2048,
    fetchProtection: false,
    intervalTimerStep: LINE_FREQUENCY,
    aligned: true,
    ...row,
    facilities: new Set(row.facilities),
  };
}

function system370(row: Row): MachineModel {
  return {
    architecture: 'S/370',
    blockMultiplexer: true,
    fastRelease: false,
    keyBlockSize: 2048,
    fetchProtection: true,
    intervalTimerStep: HIGH_RESOLUTION,
    aligned: false,
    ...row,
    facilities: new Set(row.facilities),
  };
}

/** A System/370 with every facility of the architecture at once: what a machine is when no model is named. */
export const GENERAL_MODEL: MachineModel = system370({
  name: 'S/370',
  type: '0370',
  idNumber: 0x3158,
  speed: 50,
  largestStorage: 16 * MEGA,
  channels: 16,
  fastRelease: true,
  facilities: EVERY_FACILITY,
});

/** Every model, the smaller before the larger within its family. */
export const MODELS: readonly MachineModel[] = [
  system360({
    name: '360/40',
    type: '2040',
    idNumber: 0,
    speed: 0.075,
    largestStorage: 256 * KILO,
    channels: 3,
    facilities: UNIVERSAL_360,
  }),
  system360({
    name: '360/50',
    type: '2050',
    idNumber: 0,
    speed: 0.169,
    largestStorage: 512 * KILO,
    channels: 4,
    facilities: UNIVERSAL_360,
  }),
  system360({
    name: '360/65',
    type: '2065',
    idNumber: 0,
    speed: 0.567,
    largestStorage: MEGA,
    channels: 7,
    fetchProtection: true,
    facilities: UNIVERSAL_360,
  }),
  system360({
    name: '360/67',
    type: '2067',
    architecture: 'S/360-67',
    idNumber: 0,
    speed: 0.567,
    largestStorage: 2 * MEGA,
    channels: 7,
    fetchProtection: true,
    intervalTimerStep: HIGH_RESOLUTION,
    facilities: [...UNIVERSAL_360, 'translation', 'model-67', 'branch-and-save'],
  }),
  system370({
    name: '370/145',
    type: '3145',
    idNumber: 0x0145,
    speed: 0.3,
    largestStorage: 2 * MEGA,
    channels: 5,
    facilities: COMMON_370,
  }),
  system370({
    name: '370/158',
    type: '3158',
    idNumber: 0x0158,
    speed: 1,
    largestStorage: 8 * MEGA,
    channels: 6,
    facilities: [...COMMON_370, 'multiprocessing', 'extended', 'virtual-machine-assist', 'mvs-assist'],
  }),
  system370({
    name: '370/168',
    type: '3168',
    idNumber: 0x0168,
    speed: 3,
    largestStorage: 8 * MEGA,
    channels: 12,
    fastRelease: true,
    facilities: [...COMMON_370, 'multiprocessing', 'extended', 'virtual-machine-assist', 'mvs-assist'],
  }),
  system370({
    name: '3033',
    type: '3033',
    idNumber: 0x3033,
    speed: 4.5,
    largestStorage: 16 * MEGA,
    channels: 16,
    fastRelease: true,
    facilities: [
      ...COMMON_370,
      'multiprocessing',
      'extended',
      'dual-address-space',
      'recovery-extensions',
      'suspend-and-resume',
      'test-block',
      'virtual-machine-assist',
      'mvs-assist',
    ],
  }),
  system370({
    name: '4341',
    type: '4341',
    idNumber: 0x4341,
    speed: 1.2,
    largestStorage: 16 * MEGA,
    channels: 6,
    facilities: [
      ...COMMON_370,
      'extended',
      'branch-and-save',
      'move-inverse',
      'dual-address-space',
      'recovery-extensions',
      'test-block',
      'virtual-machine-assist',
      'mvs-assist',
    ],
  }),
];

/**
 * The model that `text` names, undefined when there is none: the type number (`2065`, `3158`, `4341`), the name with
 * or without its system (`360/65`, `S/360-67`, `370-158`), or the number of a System/360 or /370 alone, as in the CPU
 * identification (`145`, `0158`, `0065`). `S/370` and `370` name the general model.
 */
export function findModel(text: string): MachineModel | undefined {
  const wanted = text
    .trim()
    .toUpperCase()
    .replace(/^IBM[ /-]*/, '')
    .replace(/^(SYSTEM|S)[ /-]*/, '');
  const number = (digits: string): string => digits.replace(/^0+(?=\d)/, '');
  if (number(wanted) === '370') return GENERAL_MODEL;
  const family = /^(360|370)[ /-]?(\d{2,3})$/.exec(wanted);
  if (family !== null) return MODELS.find(({ name }) => name === `${family[1]}/${family[2]}`);
  if (!/^\d{2,4}$/.test(wanted)) return undefined;
  return MODELS.find(({ type, name }) => type === wanted || name.replace(/^.*\//, '') === number(wanted));
}

/** Does the model have the instruction? */
export function hasInstruction(model: MachineModel, instruction: Instruction): boolean {
  return model.facilities.has(instruction.facility);
}

/** Kind of a channel of the model. */
export function channelType(model: MachineModel, channel: number): ChannelType {
  if (channel === 0) return 'byte-multiplexer';
  return model.blockMultiplexer ? 'block-multiplexer' : 'selector';
}

/** One line a model, for lists: type, name and what distinguishes it. */
export function modelLine({
  type,
  name,
  architecture,
  facilities,
  largestStorage,
  speed,
}: MachineModel): string {
  const storage = largestStorage < MEGA ? `${largestStorage / KILO}K` : `${largestStorage / MEGA}M`;
  return `${type}  ${name.padEnd(8)} ${architecture.padEnd(9)} ${storage.padStart(5)} ${String(speed).padStart(6)} MIPS  ${[
    ...facilities,
  ]
    .filter((facility) => facility !== 'standard')
    .join(' ')}`;
}
