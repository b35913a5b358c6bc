import type { SpoolSubfunction } from '../../diag/index.js';
import { ebcdic037 } from '../../ebcdic/index.js';
import { dateText, timeText } from '../commands/clock-text.js';
import type { TimeZone } from '../commands/clock-text.js';
import type { SpoolReadResult } from '../services.js';
import type { ReaderVdev } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { DUMP_RECORD } from './dump-file.js';
import { TAG_LENGTH, recordSize } from './spool-file.js';
import type { SpoolFile } from './spool-file.js';
import type { SpoolManager } from './spool-manager.js';
import { pageLinks } from './spool-page.js';
import { SpoolStoreError } from './spool-store.js';

/** Bytes of an SFBLOK; of the CCW and the TIC before the tag. */
export const FILE_BLOCK = 104;
const TAG_CCW = 12;
const NO_OPERATION = 0x03;
/** Types of print and punch files. */
const PRINT = 0x41;
const PUNCH = 0x82;

/** Use of a virtual reader by DIAGNOSE: its VSPLCTL. */
interface ReaderUse {
  file: SpoolFile | undefined;
  /** Page that the next read gives. */
  next: number;
  /** Page before the one given last; 0 when that was the first. */
  before: number;
  /** The last page has been given. */
  ended: boolean;
  /** File whose block was given last. */
  block: SpoolFile | undefined;
}

const END: SpoolReadResult = { conditionCode: 1 };
const NO_FILE: SpoolReadResult = { conditionCode: 2 };
const BUSY: SpoolReadResult = { conditionCode: 3, code: 12 };
const SPOOL_ERROR: SpoolReadResult = { conditionCode: 3, code: 16 };
const DONE: SpoolReadResult = { conditionCode: 0 };

/**
 * DIAGNOSE X'14': a virtual machine reads whole spool pages and file blocks of its reader queue. A reader that is used so
 * is busy until CLOSE. SY20-0887, DMKDRD.
 */
export class SpoolDiagnose {
  private readonly uses = new Map<Vmblok, Map<number, ReaderUse>>();

  constructor(
    private readonly spool: SpoolManager,
    private readonly zone: () => TimeZone,
  ) {}

  /** LOGOFF: files that are being read stay. */
  forget(vm: Vmblok): void {
    for (const { file } of this.uses.get(vm)?.values() ?? []) if (file !== undefined) file.inUse = false;
    this.uses.delete(vm);
  }

  /** Is the reader in use by DIAGNOSE, so that it is busy for START I/O? */
  uses14(vm: Vmblok, address: number): boolean {
    return this.uses.get(vm)?.has(address) === true;
  }

  /** CLOSE: the file is deleted, or kept with a user hold. */
  close(vm: Vmblok, address: number, keep: boolean): void {
    const use = this.uses.get(vm)?.get(address);
    if (use === undefined) return;
    this.uses.get(vm)?.delete(address);
    const { file } = use;
    if (file === undefined) return;
    file.inUse = false;
    if (keep) this.spool.change(file, { userHold: true });
    else this.spool.purge(file);
  }

  read(vm: Vmblok, device: ReaderVdev, subfunction: SpoolSubfunction, operand: number): SpoolReadResult {
    try {
      return this.perform(vm, device, subfunction, operand);
    } catch (error) {
      if (error instanceof SpoolStoreError) return SPOOL_ERROR;
      throw error;
    }
  }

  /** Block and tag of the user's file behind the one with a number, in use, held or not; of the first for 0. */
  successor(vm: Vmblok, id: number): SpoolReadResult {
    const files = this.spool.files('reader', vm.userid);
    const at = id === 0 ? -1 : files.findIndex((file) => file.id === id);
    if (id !== 0 && at < 0) return NO_FILE;
    const file = files.at(at + 1);
    if (file === undefined || at + 1 >= files.length) return END;
    const bytes = new Uint8Array(FILE_BLOCK + TAG_CCW + TAG_LENGTH).fill(0x40, FILE_BLOCK + TAG_CCW);
    bytes.set(fileBlock(file, this.zone()));
    bytes[FILE_BLOCK] = NO_OPERATION;
    bytes[FILE_BLOCK + 7] = TAG_LENGTH;
    bytes.set(ebcdic037.encode(file.tag ?? '', TAG_LENGTH), FILE_BLOCK + TAG_CCW);
    return { conditionCode: 0, data: bytes };
  }

  private perform(
    vm: Vmblok,
    device: ReaderVdev,
    subfunction: SpoolSubfunction,
    operand: number,
  ): SpoolReadResult {
    switch (subfunction) {
      case 'next-page':
        return this.nextPage(vm, device, false);
      case 'next-monitor-page':
        return this.nextPage(vm, device, true);
      case 'next-print':
        return this.nextBlock(vm, device, (file) => typeOf(file) === PRINT && !isMonitor(file));
      case 'next-punch':
        return this.nextBlock(vm, device, (file) => typeOf(file) === PUNCH && !isMonitor(file));
      case 'next-monitor':
        return this.nextBlock(vm, device, isMonitor);
      case 'select':
        return this.select(vm, device, operand);
      case 'active':
        return this.active(vm, device) === undefined ? NO_FILE : DONE;
      case 'repeat':
        return this.withFile(vm, device, ({ file }) => {
          this.spool.change(file, { copies: operand & 0xff });
          return DONE;
        });
      case 'restart':
        return this.withFile(vm, device, (use) => {
          use.next = use.file.firstPage;
          use.before = 0;
          use.ended = false;
          return DONE;
        });
      case 'backspace':
        return this.withFile(vm, device, (use) => {
          const first = use.before === 0;
          use.next = first ? use.file.firstPage : use.before;
          use.ended = false;
          return { ...this.give(use), conditionCode: first ? 1 : 0 };
        });
    }
  }

  private active(vm: Vmblok, device: ReaderVdev): (ReaderUse & { file: SpoolFile }) | undefined {
    const use = this.uses.get(vm)?.get(device.address);
    return use?.file === undefined ? undefined : (use as ReaderUse & { file: SpoolFile });
  }

  private withFile(
    vm: Vmblok,
    device: ReaderVdev,
    action: (use: ReaderUse & { file: SpoolFile }) => SpoolReadResult,
  ): SpoolReadResult {
    const use = this.active(vm, device);
    return use === undefined ? NO_FILE : action(use);
  }

  private useOf(vm: Vmblok, device: ReaderVdev): ReaderUse {
    let uses = this.uses.get(vm);
    if (uses === undefined) this.uses.set(vm, (uses = new Map<number, ReaderUse>()));
    let use = uses.get(device.address);
    if (use === undefined) {
      use = { file: undefined, next: 0, before: 0, ended: false, block: undefined };
      uses.set(device.address, use);
    }
    return use;
  }

  /** Files that the reader may have, in their order. */
  private candidates(vm: Vmblok, device: ReaderVdev): SpoolFile[] {
    const { class: wanted } = device.spool;
    return this.spool
      .files('reader', vm.userid)
      .filter((file) => !file.inUse && !file.userHold && (wanted === '*' || wanted === file.class));
  }

  private nextPage(vm: Vmblok, device: ReaderVdev, monitor: boolean): SpoolReadResult {
    const use = this.active(vm, device);
    if (use === undefined) return this.openNext(vm, device, monitor) ?? NO_FILE;
    if (isMonitor(use.file) !== monitor) return BUSY;
    return use.ended ? this.atEnd(vm, device, use, monitor) : this.give(use);
  }

  private openNext(vm: Vmblok, device: ReaderVdev, monitor: boolean): SpoolReadResult | undefined {
    const file = this.candidates(vm, device).find((candidate) => isMonitor(candidate) === monitor);
    if (file === undefined) return undefined;
    const use = this.useOf(vm, device);
    Object.assign(use, { file, next: file.firstPage, before: 0, ended: false });
    file.inUse = true;
    return this.give(use as ReaderUse & { file: SpoolFile });
  }

  private give(use: ReaderUse & { file: SpoolFile }): SpoolReadResult {
    use.block = undefined;
    use.ended = use.next === use.file.lastPage;
    const data = this.spool.readPage(use.next);
    const { next, previous } = pageLinks(data);
    use.before = previous;
    use.next = next;
    return { conditionCode: 0, data };
  }

  /** All pages of a copy have been given: the next copy, the next file with SPOOL CONT, or the end. */
  private atEnd(
    vm: Vmblok,
    device: ReaderVdev,
    use: ReaderUse & { file: SpoolFile },
    monitor: boolean,
  ): SpoolReadResult {
    const { file } = use;
    const again = file.copies > 1;
    if (again) this.spool.change(file, { copies: file.copies - 1 });
    if (device.spool.continuous) {
      if (again) {
        use.next = file.firstPage;
        return this.give(use);
      }
      this.close(vm, device.address, device.spool.hold);
      return this.openNext(vm, device, monitor) ?? END;
    }
    if (again) {
      file.inUse = false;
      this.spool.orderFirst([file]);
      Object.assign(use, { file: undefined, next: 0, before: 0, ended: false });
    }
    return END;
  }

  private nextBlock(vm: Vmblok, device: ReaderVdev, wanted: (file: SpoolFile) => boolean): SpoolReadResult {
    if (this.active(vm, device) !== undefined) return BUSY;
    const last = this.uses.get(vm)?.get(device.address)?.block;
    const files = this.candidates(vm, device);
    const from = last === undefined ? 0 : files.indexOf(last) + 1;
    const file = files.slice(from).find(wanted);
    if (file === undefined) {
      if (last === undefined) return NO_FILE;
      this.useOf(vm, device).block = undefined;
      return END;
    }
    this.useOf(vm, device).block = file;
    return { conditionCode: 0, data: fileBlock(file, this.zone()) };
  }

  /** The file will be the next that is read. */
  private select(vm: Vmblok, device: ReaderVdev, id: number): SpoolReadResult {
    const file = this.candidates(vm, device).find((candidate) => candidate.id === id);
    if (file === undefined) return NO_FILE;
    this.spool.orderFirst([file]);
    return DONE;
  }
}

/** What MONITOR has collected; only its own subfunctions read it. */
function isMonitor({ name, type, class: spoolClass }: SpoolFile): boolean {
  return name === 'MONITOR' && type === 'DATA' && spoolClass === 'M';
}

function typeOf({ kind }: SpoolFile): number {
  return kind === 'punch' || kind === 'reader' ? PUNCH : PRINT;
}

/** SFBLOK: 104 bytes. */
export function fileBlock(file: SpoolFile, zone: TimeZone): Uint8Array {
  const bytes = new Uint8Array(FILE_BLOCK);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, file.firstPage);
  view.setUint32(8, file.lastPage);
  bytes.set(ebcdic037.encode(file.owner, 8), 16);
  bytes.set(ebcdic037.encode(file.origin, 8), 24);
  view.setUint32(32, file.records);
  view.setUint16(36, file.kind === 'dump' ? DUMP_RECORD : recordSize(file));
  view.setUint16(38, file.id);
  bytes[40] = typeOf(file);
  bytes[41] = ebcdic037.encodeCharacter(file.class);
  view.setUint16(42, file.copies);
  bytes[44] = (file.userHold ? 0x80 : 0) | (file.systemHold ? 0x40 : 0) | (file.inUse ? 0x20 : 0);
  bytes.set(ebcdic037.encode(file.name, 12), 48);
  bytes.set(ebcdic037.encode(file.type, 12), 60);
  bytes.set(ebcdic037.encode(dateText(file.created, zone), 8), 72);
  bytes.set(ebcdic037.encode(timeText(file.created, zone), 8), 80);
  bytes.set(ebcdic037.encode(file.distribution, 8), 88);
  return bytes;
}
