import { CcwFlag, commandKind, decodeCcw, encodeCcw } from '../../s370/index.js';
import type { Ccw, MainStorage } from '../../s370/index.js';
import type { CpStorage } from '../nucleus/cp-storage.js';
import { dataPieces } from './ccw-data-areas.js';
import { guestAddress, realAddress } from './guest-address.js';
import type { RealAddress } from './guest-address.js';
import type { GuestStorage } from './guest-storage.js';
import { minidiskCommand } from './minidisk-commands.js';
import { PageWait } from './page-wait.js';
import { TranslatedProgram } from './translated-program.js';
import type { MinidiskVdev, DedicatedVdev } from './vdevblok.js';

const CCW_SIZE = 8;
const BLOCK = 2048;
const NO_OPERATION = 0x03;
const TIC = 0x08;
/** CCWs of one channel program that CP is willing to copy. */
const MOST_CCWS = 4096;
/** An indirect address word that no channel accepts: program check, but only when the channel gets there. */
const BAD_IDAW = 0xff000000 | 0;

/** One CCW of the copy and the guest's CCW that it stands for. */
interface CopiedCcw {
  readonly virtual: number;
  readonly ccw: Ccw;
}

/** CCWs that follow each other in guest storage, and their copy. */
interface Run {
  readonly start: number;
  readonly ccws: CopiedCcw[];
  /** Address of the copy, once it is allocated. */
  copy: RealAddress;
  size: number;
}

/**
 * CCWTRANS: copies a guest's channel program to real storage with real data addresses. Data areas that cross
 * pages get indirect address lists; TICs lead to the copies of their targets; cylinder numbers of a minidisk are
 * moved to its place. Programs that change themselves while they run don't see the change. SY20-0886, DMKCCW.
 * Throws `CpStorageExhausted`, `PagingSpaceExhausted`, and `PageWait` when it has asked for all pages that are missing.
 */
export function translateProgram(
  storage: GuestStorage,
  real: MainStorage,
  cpStorage: CpStorage,
  device: MinidiskVdev | DedicatedVdev,
  ccwAddress: number,
): TranslatedProgram {
  const program = new TranslatedProgram(storage, real, cpStorage);
  try {
    new Translation(program, storage, device).translate(ccwAddress);
    if (program.incomplete) throw new PageWait();
  } catch (error) {
    program.release();
    throw error;
  }
  return program;
}

/** DIAGNOSE X'28': the copy of the CCW at `ccw` becomes a TIC to the copy of what is at `target`, or a no-operation. */
export function modifyProgram(
  program: TranslatedProgram,
  storage: GuestStorage,
  device: MinidiskVdev | DedicatedVdev,
  ccw: number,
  target: number | undefined,
): void {
  const copy = program.copyOf(ccw);
  if (copy === undefined) return;
  if (target === undefined) {
    const { flags, count } = decodeCcw(storage.copyOut(guestAddress(ccw), CCW_SIZE));
    program.copyIn(copy, encodeCcw(NO_OPERATION, 0, flags, count));
    return;
  }
  const to = program.copyOf(target) ?? new Translation(program, storage, device).copy(target) ?? 1;
  program.copyIn(copy, encodeCcw(TIC, to, 0, 0));
}

class Translation {
  private readonly runs: Run[] = [];
  private count = 0;

  constructor(
    private readonly program: TranslatedProgram,
    private readonly storage: GuestStorage,
    private readonly device: MinidiskVdev | DedicatedVdev,
  ) {}

  translate(ccwAddress: number): void {
    this.copy(ccwAddress);
    this.program.start = this.prefix(ccwAddress);
  }

  /** Copies what the channel may reach from an address on; answers where the copy begins. */
  copy(ccwAddress: number): RealAddress | undefined {
    const starts = [ccwAddress];
    for (let next = starts.pop(); next !== undefined; next = starts.pop()) {
      if (this.find(next) === undefined) this.scan(next, starts);
    }
    for (const run of this.runs) {
      run.size = (run.ccws.length + 1) * CCW_SIZE;
      run.copy = this.program.allocate(run.size);
    }
    for (const run of this.runs) {
      run.ccws.forEach((entry, index) => {
        const at = realAddress(run.copy + index * CCW_SIZE);
        this.program.standsFor(at, entry.virtual);
        this.program.copyIn(at, this.copied(entry.ccw));
      });
      // Behind the last CCW: what the channel finds when chaining runs past the guest's storage.
      const end = realAddress(run.copy + run.ccws.length * CCW_SIZE);
      this.program.standsFor(end, run.start + run.ccws.length * CCW_SIZE);
    }
    return this.find(ccwAddress);
  }

  /** Reads CCWs from `start` on as long as the channel may get to the next one. */
  private scan(start: number, starts: number[]): void {
    const run: Run = { start, ccws: [], copy: realAddress(0), size: 0 };
    this.runs.push(run);
    let previous: Ccw | undefined;
    for (let at = start; ; at += CCW_SIZE) {
      if (at % CCW_SIZE !== 0 || !this.storage.contains(at, CCW_SIZE)) return;
      if (++this.count > MOST_CCWS) return;
      const ccw = decodeCcw(this.storage.copyOut(guestAddress(at), CCW_SIZE));
      run.ccws.push({ virtual: at, ccw });
      // A search that finds its record skips a CCW: then also what follows the end of a chain is reached.
      const skipped = previous !== undefined && mayModifyStatus(previous);
      if (commandKind(ccw.command) === 'transfer-in-channel') {
        starts.push(ccw.address);
        if (!skipped) return;
      } else if ((ccw.flags & (CcwFlag.chainData | CcwFlag.chainCommand)) === 0 && !skipped) return;
      previous = ccw;
    }
  }

  /** Real address of the copy of the CCW at a guest address. */
  private find(virtual: number): RealAddress | undefined {
    for (const run of this.runs) {
      const offset = virtual - run.start;
      if (offset >= 0 && offset < run.ccws.length * CCW_SIZE && offset % CCW_SIZE === 0) {
        return realAddress(run.copy + offset);
      }
    }
    return undefined;
  }

  private copied(ccw: Ccw): Uint8Array {
    const kind = commandKind(ccw.command);
    if (kind === 'transfer-in-channel') {
      // An odd address makes the real channel find the same program check as the guest's would.
      return encodeCcw(ccw.command, this.find(ccw.address) ?? 1, ccw.flags, ccw.count);
    }
    if (this.device.kind === 'minidisk') {
      const special = minidiskCommand(
        this.device,
        ccw,
        (length) => this.dataOf(ccw, length),
        (length) => (this.readsInto(ccw.address, length) ? undefined : this.dataOf(ccw, length)),
      );
      if (special !== undefined) {
        if (special.position !== undefined) this.program.position = special.position;
        if (special.reservation !== undefined) this.program.reservation = special.reservation;
        if (special.data !== undefined) return this.withData(special.command, ccw, special.data);
        if (special.cylinderAt !== undefined) this.rememberAddress(ccw, special.cylinderAt);
        const flags = special.skip === true ? ccw.flags | CcwFlag.skip : ccw.flags;
        return this.withAddresses({ ...ccw, command: special.command, flags });
      }
    }
    return this.withAddresses(ccw);
  }

  /** Home address or record zero will be read: notes what is there now, to see afterwards whether it was. */
  private rememberAddress(ccw: Ccw, at: number): void {
    const skipped = (ccw.flags & (CcwFlag.skip | CcwFlag.indirect)) !== 0;
    if (skipped || ccw.count < at + 2 || !this.storage.contains(ccw.address, ccw.count)) return;
    const before = this.storage.copyOut(guestAddress(ccw.address), Math.min(8, ccw.count));
    this.program.trackAddresses.push({ address: ccw.address, at, before });
  }

  /** A CCW whose data CP has made: they lie beside the copy. */
  private withData(command: number, ccw: Ccw, data: Uint8Array): Uint8Array {
    const at = this.program.allocate(data.length);
    this.program.copyIn(at, data);
    const flags = ccw.flags & ~CcwFlag.indirect;
    const length = ccw.count === data.length ? 0 : CcwFlag.suppressLength;
    return encodeCcw(command, at, flags | length, data.length);
  }

  /** Does the program read data into the area? Areas of indirect address lists are not looked at. */
  private readsInto(address: number, length: number): boolean {
    return this.runs.some(({ ccws }) =>
      ccws.some(({ ccw }) => {
        if (commandKind(ccw.command) !== 'read' || (ccw.flags & (CcwFlag.skip | CcwFlag.indirect)) !== 0)
          return false;
        return ccw.address < address + length && address < ccw.address + ccw.count;
      }),
    );
  }

  /** The first bytes of a CCW's data area; undefined when they are not all in storage. */
  private dataOf(ccw: Ccw, length: number): Uint8Array | undefined {
    const pieces = dataPieces(this.storage, ccw, 'control');
    const data = new Uint8Array(length);
    let offset = 0;
    for (const address of pieces) {
      if (offset >= length) break;
      if (address === undefined) return undefined;
      const size = Math.min(length - offset, BLOCK - (address & (BLOCK - 1)));
      if (!this.storage.contains(address, size)) return undefined;
      data.set(this.storage.copyOut(guestAddress(address), size), offset);
      offset += size;
    }
    return data;
  }

  private withAddresses(ccw: Ccw): Uint8Array {
    const kind = commandKind(ccw.command);
    const store = kind === 'read' || kind === 'read-backward' || kind === 'sense';
    if (ccw.count === 0 || (store && (ccw.flags & CcwFlag.skip) !== 0)) {
      return encodeCcw(ccw.command, 0, ccw.flags & ~CcwFlag.indirect, ccw.count);
    }
    const pieces = dataPieces(this.storage, ccw, kind);
    const words = pieces.map((address) =>
      address === undefined || !this.storage.contains(address) ? BAD_IDAW : this.program.lock(address, store),
    );
    if (words.length === 1 && words[0] !== BAD_IDAW && (ccw.flags & CcwFlag.indirect) === 0) {
      return encodeCcw(ccw.command, words[0], ccw.flags, ccw.count);
    }
    const list = this.program.allocate(4 * words.length);
    words.forEach((word, index) => this.program.storeWord(realAddress(list + 4 * index), word));
    return encodeCcw(ccw.command, list, ccw.flags | CcwFlag.indirect, ccw.count);
  }

  /** Where the real channel begins: for a minidisk at a SEEK to where this virtual machine left its arm. */
  private prefix(ccwAddress: number): RealAddress {
    const first = this.find(ccwAddress);
    // A first address that is wrong: the real channel meets the same program check.
    if (first === undefined) return realAddress(ccwAddress % CCW_SIZE === 0 ? 0xfffff8 : 1);
    const { device } = this;
    if (device.kind !== 'minidisk') return first;
    const { ccw } = this.runs[0].ccws[0];
    if (!needsPosition(ccw)) return first;
    const { cylinder, head } = device.position;
    const real = cylinder + device.start;
    const at = this.program.allocate(24);
    this.program.copyIn(
      realAddress(at + 16),
      Uint8Array.of(0, 0, real >>> 8, real & 0xff, head >>> 8, head & 0xff),
    );
    this.program.copyIn(at, encodeCcw(0x07, at + 16, CcwFlag.chainCommand, 6));
    this.program.copyIn(realAddress(at + 8), encodeCcw(0x08, first, 0, 0));
    for (const own of [at, at + 8]) {
      this.program.standsFor(own, ccwAddress);
      this.program.isOwn(own);
    }
    return at;
  }
}

/** Search commands of disks: the record found is told by status modifier. */
function mayModifyStatus(ccw: Ccw): boolean {
  return [0x31, 0x51, 0x71, 0x29, 0x49, 0x69, 0x39].includes(ccw.command & 0x7f);
}

/** SEEK sets the position by itself; NOP and SENSE need none; a TIC has to be found as the first CCW. */
function needsPosition(ccw: Ccw): boolean {
  if (commandKind(ccw.command) === 'transfer-in-channel' || commandKind(ccw.command) === 'invalid')
    return false;
  return ![0x07, 0x0b, 0x03, 0x04, 0x13].includes(ccw.command);
}
