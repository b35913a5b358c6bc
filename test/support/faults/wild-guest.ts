import { createHash } from 'node:crypto';
import { PRIVILEGED_OPERATIONS } from '../../../src/cp/vmachine/privileged/table.js';
import type { PrivilegedRow } from '../../../src/cp/vmachine/privileged/table.js';
import type { Vmblok } from '../../../src/cp/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { CpSystem } from '../cp-system.js';
import type { Typewriter } from '../cp-system.js';
import { Random } from '../instruction-cases.js';

export interface WildGuestOptions {
  /** Privileged instructions that the wild guest has to issue at least. */
  readonly instructions: number;
  readonly seed: number;
  readonly progress?: (issued: WildGuestResult) => void;
}

/** What a wild guest did, and what came of it. */
export interface WildGuestResult {
  /** Privileged instructions that CP simulated. */
  readonly instructions: number;
  /** DIAGNOSEs among them. */
  readonly diagnoses: number;
  /** Channel programs that were started. */
  readonly channelPrograms: number;
  /** Programs that it was given. */
  readonly programs: number;
  /** Times that checksums of what belongs to others were compared. */
  readonly comparisons: number;
  readonly problems: readonly string[];
}

const STORAGE = 0x20000;
const UNIT_RECORD = ` CONSOLE 009 3215
 SPOOL 00C 2540 READER *
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
`;
const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER WILD WILD 128K 1M G
 OPTION ECMODE
${UNIT_RECORD} LINK QUIET 191 194 RR
 MDISK 191 3330 030 005 SCRTCH MR
 MDISK 192 3330 040 001 SCRTCH RR
USER QUIET QUIET 256K 1M G
${UNIT_RECORD} MDISK 191 3330 015 005 SCRTCH MR ALL
USER BUSY BUSY 64K 1M G
${UNIT_RECORD}`;
/** Cylinders of the scratch pack that the wild guest may write on, both ends included. */
const OWN_CYLINDERS = [
  [30, 34],
  [40, 40],
] as const;

const DEVICES = [0x009, 0x00c, 0x00d, 0x00e, 0x191, 0x192, 0x194, 0x195, 0x009, 0x191];
/** Codes beside the random ones: those that do most. */
const DIAGNOSES = [
  0x00, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x20, 0x24, 0x28, 0x34, 0x38, 0x3c, 0x40, 0x48, 0x4c, 0x50, 0x54,
  0x58, 0x5c, 0x60, 0x64, 0x68, 0x6c, 0x70, 0x74, 0x78, 0x7c, 0x84, 0x8c, 0x94, 0x98, 0xa4, 0xa8, 0x100,
];
const CCW_COMMANDS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x13, 0x1a, 0x1b, 0x1f, 0x22, 0x31, 0x39, 0x1d,
  0x15, 0x29, 0x92, 0x0b, 0x63, 0xe4,
];
/** For DIAGNOSE X'08'. */
const COMMANDS = [
  'QUERY TIME',
  'QUERY VIRTUAL ALL',
  'QUERY FILES',
  'LINK QUIET 191 195 MW',
  'LINK QUIET 191 194 RR',
  'DEFINE STORAGE 64K',
  'DEFINE GRAF 020',
  'DEFINE 191 AS 193',
  'DEFINE 193 AS 191',
  'DEFINE T3330 196 2',
  'DETACH 196',
  'DETACH 00C',
  'DEFINE READER 00C',
  'SPOOL PUNCH TO QUIET',
  'SPOOL 00E CONT',
  'CLOSE 00D',
  'CLOSE 00E',
  'PURGE ALL',
  'PURGE READER ALL',
  'TRANSFER ALL TO QUIET',
  'TRANSFER ALL FROM QUIET',
  'CHANGE READER ALL CLASS B',
  'MESSAGE QUIET HELLO',
  'SMSG BUSY HELLO',
  'SET ECMODE OFF',
  'SET TIMER REAL',
  'SET PAGEX ON',
  'SYSTEM CLEAR',
  'SYSTEM RESET',
  'STORE 200 83838383',
  'DISPLAY 0-1000',
  'DUMP 0-400',
  'ADSTOP 2004',
  'TRACE PRIV',
  'TRACE END',
  'IPL 191',
  'IPL CMS',
  'SLEEP 1 SEC',
  'READY 00C',
  'EXTERNAL 80',
  'NOTREADY 00C',
  'RESET 191',
  'VMDUMP 0-1000',
  'SAVESYS WILD',
  'FORCE QUIET',
  'SHUTDOWN',
  'STCP 0 00000000',
  'DCP 0-100',
  'DETACH 191 QUIET',
  'PURGE ALL CLASS A',
];
/** Machine time, in microseconds, that a program gets: most a short one, some long enough for disks to answer. */
const PROGRAM_TIMES = [60, 120, 120, 250, 400];
/** Programs between two comparisons, and machine time that the busy user gets for himself then. */
const COMPARISON_INTERVAL = 50;
const BUSY_TIME = 30_000;

/**
 * A guest that issues random privileged instructions, DIAGNOSEs with random operands, CP commands and channel programs,
 * beside a quiet user with storage, a disk and files of his own and a busy one. Nothing of theirs, and nothing of CP's,
 * may change but what they do themselves, and CP must stay up.
 */
export function runWildGuest(options: WildGuestOptions): WildGuestResult {
  const counts = { instructions: 0, diagnoses: 0, channelPrograms: 0, programs: 0, comparisons: 0 };
  const problems: string[] = [];
  const restore = countPrivileged(counts);
  try {
    const random = new Random(options.seed);
    const faults: string[] = [];
    const system = new CpSystem({
      directory: DIRECTORY,
      speed: 2,
      cp: { failed: (userid, error) => void faults.push(`${userid}: ${String(error)}`) },
    });
    const neighbours = new Neighbours(system);
    let wild: Typewriter | undefined;
    const before = neighbours.digests();
    while (counts.instructions < options.instructions && problems.length === 0) {
      counts.programs++;
      // It may have logged itself off.
      if (system.cp.findUser('WILD') === undefined) {
        wild = system.user('WILD', `LINE ${counts.programs}`);
        wild.enter('PURGE ALL');
      }
      wild!.clear();
      runProgram(system, system.vm('WILD'), random);
      if (counts.programs % COMPARISON_INTERVAL !== 0) continue;
      if (!neighbours.busyGoesOn())
        problems.push(`program ${counts.programs}: the busy user got no CPU time`);
      counts.comparisons++;
      problems.push(...neighbours.differences(before).map((what) => `program ${counts.programs}: ${what}`));
      problems.push(...faults.splice(0).map((fault) => `program ${counts.programs}: CP error for ${fault}`));
      options.progress?.({ ...counts, problems });
    }
    problems.push(...neighbours.differences(before), ...faults);
    counts.comparisons++;
    problems.push(...leftBehind(system));
    return { ...counts, problems };
  } finally {
    restore();
  }
}

/** Counts what CP simulates, until the function that it answers is called. */
function countPrivileged(counts: {
  instructions: number;
  diagnoses: number;
  channelPrograms: number;
}): () => void {
  const rows = PRIVILEGED_OPERATIONS as { -readonly [K in keyof PrivilegedRow]: PrivilegedRow[K] }[];
  const before = rows.map(({ simulate }) => simulate);
  rows.forEach((row, index) => {
    row.simulate = (instruction) => {
      counts.instructions++;
      if (row.mnemonic === 'DIAG') counts.diagnoses++;
      before[index](instruction);
      const started = instruction.vm.psw.conditionCode <= 1;
      if (row.mnemonic.startsWith('SIO') && started) counts.channelPrograms++;
    };
  });
  return () => rows.forEach((row, index) => (row.simulate = before[index]));
}

function runProgram({ cp, machine }: CpSystem, vm: Vmblok, random: Random): void {
  cp.enterCp(vm);
  if (vm.state === 'sleeping') cp.wakeUp(vm);
  cp.writeStorage(vm, 0, programImage(random, vm.storage.size));
  for (let register = 0; register < 16; register++) vm.gpr[register] = registerValue(random);
  vm.gpr[1] = random.pick(DEVICES);
  vm.cr[0] = random.pick([0x008000e0, 0x004000e0, 0x009000e0, 0x00500ce0, 0x000000e0]);
  vm.cr[1] = (random.below(0x800) << 6) | 0x01000000;
  vm.psw.load(random.pick([0, 0x00080000, 0xff000000, 0x03080000, 0x04080000, 0x00090000]), 0x2000);
  cp.beginExecution(vm);
  const end = machine.events.now() + random.pick(PROGRAM_TIMES);
  while (machine.events.now() < end) {
    cp.runSlice(0.05);
    const state: string = vm.state;
    if (state === 'gone') return;
    if (state === 'waiting') cp.presentAttention(vm);
    else if (state === 'cp') cp.beginExecution(vm, 0x2000 + 4 * random.below(64));
    else if (state === 'sleeping') cp.wakeUp(vm);
  }
}

/** Noise, with channel programs, command texts and parameter lists in it, code at X'2000', and new PSWs that lead there. */
function programImage(random: Random, size: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(size, STORAGE));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 4) {
    view.setInt32(at, random.chance(30) ? registerValue(random) : 0);
  }
  for (let at = 0x1000; at + 0x100 <= bytes.length; at += 0x800) {
    for (let ccw = 0; ccw < 8; ccw++) {
      bytes.set([random.pick(CCW_COMMANDS)], at + 8 * ccw);
      view.setUint32(at + 8 * ccw, (bytes[at + 8 * ccw] << 24) | (random.below(0x22000) & 0xfffff8));
      view.setUint32(
        at + 8 * ccw + 4,
        (random.below(256) << 24) | random.below(random.chance(80) ? 256 : 65536),
      );
    }
    if (random.chance(60)) bytes.set(diskProgram(random, at), at);
    bytes.set(ebcdic037.encode(random.pick(COMMANDS).padEnd(32)), at + 0x80);
  }
  for (const psw of [0x58, 0x60, 0x68, 0x78]) {
    view.setUint32(psw, random.pick([0, 0, 0x00080000]));
    view.setUint32(psw + 4, 0x2000 + 4 * random.below(64));
  }
  view.setUint32(0x48, 0x1000 + 0x800 * random.below(8) + 8 * random.below(4));
  for (let at = 0x2000; at < 0x2400;) {
    const code = instruction(random);
    bytes.set(code, at);
    at += code.length;
  }
  // and round again
  view.setUint32(0x2400, 0x47f00000 | 0x200);
  return bytes;
}

/** A channel program that writes on some cylinder, as it should be or nearly: 64 bytes to be put at an address. */
function diskProgram(random: Random, at: number): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  const ccw = (index: number, command: number, address: number, flags: number, count: number): void => {
    view.setUint32(8 * index, (command << 24) | address);
    view.setUint32(8 * index + 4, (flags << 24) | count);
  };
  const chain = 0x60;
  const argument = at + 40;
  const cylinder = random.below(12);
  view.setUint16(42, cylinder);
  view.setUint16(44, random.below(3));
  const home = random.chance(50);
  ccw(0, random.pick([0x07, 0x07, 0x0b, 0x13]), argument, chain, 6);
  ccw(1, home ? 0x39 : 0x31, argument + 2, chain, home ? 4 : 5);
  ccw(2, 0x08, at + 8, 0, 0);
  // Behind record zero: count, or a whole record zero with the cylinder of the guest's own.
  ccw(3, home ? 0x15 : random.pick([0x1d, 0x1d, 0x05, 0x11]), random.chance(80) ? at + 48 : at, 0x20, 16);
  view.setUint16(48, cylinder);
  view.setUint16(50, view.getUint16(44));
  bytes[52] = home ? 0 : 1;
  bytes[55] = 8;
  if (random.chance(20)) bytes[random.below(64)] = random.below(256);
  return bytes;
}

function instruction(random: Random): number[] {
  const [a, b, c] = [random.below(256), random.below(256), random.below(256)];
  const kind = random.below(10);
  if (kind < 3) {
    const code = random.chance(85) ? random.pick(DIAGNOSES) : random.below(0x200);
    return [0x83, a, code >> 8, code & 255];
  }
  // device in register 1
  if (kind < 5) return [random.pick([0x9c, 0x9c, 0x9d, 0x9e, 0x9f]), random.below(2), 0x10, 0x00];
  if (kind < 6) return [0x41, 0x10, DEVICES[a % DEVICES.length] >> 8, DEVICES[a % DEVICES.length] & 255];
  if (kind < 7) return [0x41, a, 0x08 | (b & 0x0f), c & 0xf8];
  const { opcode } = random.pick(PRIVILEGED_OPERATIONS);
  if (opcode > 0xff) return [opcode >> 8, opcode & 255, b, c];
  return opcode < 0x40 ? [opcode, a] : [opcode, a, b, c];
}

/** A number that may well be an address of something. */
function registerValue(random: Random): number {
  switch (random.below(5)) {
    case 0:
      return random.word();
    case 1:
      return 0x1000 + 0x800 * random.below(0x40) + 0x80;
    case 2:
      return random.below(0x22000) & 0xfffff8;
    case 3:
      return random.below(40);
    default:
      return 0x1000 + 0x800 * random.below(0x40);
  }
}

/** The users beside the wild one, and what must stay as it is. */
class Neighbours {
  constructor(private readonly system: CpSystem) {
    const quiet = system.user('QUIET');
    const storage = Uint8Array.from({ length: 0x40000 }, (_, index) => (index * 31) >>> 3);
    system.cp.writeStorage(quiet.vm!, 0, storage);
    for (let block = 0; block < 128; block++)
      quiet.vm!.storage.setKey((block * 2048) as never, (block & 15) << 4);
    quiet.enter('SPOOL 00E HOLD');
    quiet.enter('DUMP 0-1000');
    quiet.enter('CLOSE 00E');
    system.user('BUSY');
    system.start(
      'BUSY',
      `
BUSY     CSECT
         BALR  12,0
         USING *,12
LOOP     LA    1,1(,1)
         B     LOOP
         END   BUSY
`,
    );
  }

  busyGoesOn(): boolean {
    const { cp, machine } = this.system;
    const wild = cp.findUser('WILD');
    if (wild !== undefined) cp.enterCp(wild);
    const vm = this.system.vm('BUSY');
    const before = vm.gpr[1];
    const end = machine.events.now() + BUSY_TIME;
    while (machine.events.now() < end) cp.runSlice(1);
    return vm.state === 'running' && vm.gpr[1] !== before;
  }

  digests(): ReadonlyMap<string, string> {
    const { system } = this;
    const quiet = system.vm('QUIET');
    const busy = system.vm('BUSY');
    const { manager } = system.services.spool;
    const files = manager.files('printer', 'QUIET');
    const keys = Array.from({ length: 128 }, (_, block) => system.cp.readKey(quiet, block * 2048)! & 0xf8);
    const { cp: cpPack, scratch } = system.packs;
    const cylinders = (pack: typeof cpPack, from: number, to: number): Uint8Array[] =>
      Array.from({ length: (to - from + 1) * 19 }, (_, track) =>
        pack.readTrack(from + Math.floor(track / 19), track % 19),
      );
    const [[first, last], [other]] = OWN_CYLINDERS;
    const registers = [...quiet.gpr, ...quiet.cr, quiet.psw.high(), quiet.psw.low()].join();
    return new Map([
      ['storage of QUIET', digest([system.cp.readStorage(quiet, 0, 0x40000)!])],
      ['registers of QUIET', registers],
      ['storage of BUSY', digest([system.cp.readStorage(busy, 0x1000, 0x1000)!])],
      ['keys of QUIET', keys.join()],
      ['minidisk of QUIET', digest(cylinders(scratch, 15, 19))],
      [
        'files of QUIET',
        files.map((file) => digest([...manager.records(file)].map(({ data }) => data))).join(),
      ],
      ['cylinders before those of WILD', digest(cylinders(scratch, first - 1, first - 1))],
      [
        'cylinders behind those of WILD',
        digest([...cylinders(scratch, last + 1, other - 1), ...cylinders(scratch, other + 1, other + 1)]),
      ],
      ['label and allocation of the CP volume', digest(cylinders(cpPack, 0, 0))],
      [
        'low storage of CP',
        digest([system.machine.storage.copyOut(0, 0x10), system.machine.storage.copyOut(0x200, 0xe00)]),
      ],
    ]);
  }

  /** What differs from what was there before. */
  differences(before: ReadonlyMap<string, string>): string[] {
    const now = this.digests();
    return [...before].filter(([what, value]) => now.get(what) !== value).map(([what]) => `${what} changed`);
  }
}

/** After LOGOFF of everybody nothing of CP's may be taken any more. */
function leftBehind(system: CpSystem): string[] {
  for (const vm of system.cp.users()) system.cp.logoff(vm);
  system.settle();
  const { frames, pageStore } = system.cp;
  const problems: string[] = [];
  if (pageStore.used !== 0) problems.push(`${pageStore.used} slots of paging space stay taken`);
  if (frames.free !== frames.pageable) problems.push(`${frames.pageable - frames.free} frames stay taken`);
  return problems;
}

function digest(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
