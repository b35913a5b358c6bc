import { ebcdic037 } from '../../ebcdic/index.js';
import type { SpoolReadResult } from '../services.js';
import type { ReaderVdev } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { TAG_LENGTH } from './spool-file.js';
import type { SpoolFile, SpoolQueue } from './spool-file.js';
import type { SpoolManager } from './spool-manager.js';
import { pageLinks } from './spool-page.js';

/** Bytes of a file block and its tag. */
const BLOCK = 116;

interface Position {
  file: SpoolFile;
  /** Page that the next read gives; 0 at the end. */
  page: number;
}

/**
 * DIAGNOSE X'14': a virtual machine reads whole spool pages and file blocks of its reader queue. Positions are kept
 * by virtual machine and reader. GC20-1807, DIAGNOSE Code X'14'.
 */
export class SpoolDiagnose {
  private readonly positions = new Map<Vmblok, Map<number, Position>>();
  private readonly lastBlock = new Map<Vmblok, number>();

  constructor(private readonly spool: SpoolManager) {}

  forget(vm: Vmblok): void {
    for (const { file } of this.positions.get(vm)?.values() ?? []) file.inUse = false;
    this.positions.delete(vm);
    this.lastBlock.delete(vm);
  }

  read(vm: Vmblok, device: ReaderVdev, subcode: number, operand: number): SpoolReadResult {
    switch (subcode) {
      case 0x0000:
        return this.nextPage(vm, device);
      case 0x0004:
        return this.nextBlock(vm, 'printer');
      case 0x0008:
        return this.nextBlock(vm, 'punch');
      case 0x000c:
        return this.select(vm, device, operand);
      case 0x0010:
        return this.repeat(vm, device, operand);
      case 0x0014:
        return this.restart(vm, device);
      case 0x0018:
        return this.backspace(vm, device);
      case 0x0fff:
        return this.nextBlock(vm, 'reader');
      default:
        return { conditionCode: 3, code: 8 };
    }
  }

  private positionOf(vm: Vmblok, device: ReaderVdev): Position | undefined {
    return this.positions.get(vm)?.get(device.address);
  }

  private open(vm: Vmblok, device: ReaderVdev, file: SpoolFile): Position {
    let positions = this.positions.get(vm);
    if (positions === undefined) this.positions.set(vm, (positions = new Map<number, Position>()));
    const position = { file, page: file.firstPage };
    file.inUse = true;
    positions.set(device.address, position);
    return position;
  }

  private nextPage(vm: Vmblok, device: ReaderVdev): SpoolReadResult {
    let position = this.positionOf(vm, device);
    if (position === undefined) {
      const file = this.spool.next('reader', vm.userid, device.spool.class);
      if (file === undefined) return { conditionCode: 2 };
      position = this.open(vm, device, file);
    }
    if (position.page === 0) {
      this.close(vm, device, position);
      return { conditionCode: 1 };
    }
    const data = this.spool.readPage(position.page);
    position.page = pageLinks(data).next;
    return { conditionCode: 0, data };
  }

  /** The end of a file: deleted unless the reader or the file holds it. */
  private close(vm: Vmblok, device: ReaderVdev, position: Position): void {
    this.positions.get(vm)?.delete(device.address);
    position.file.inUse = false;
    if (device.spool.hold) this.spool.change(position.file, { userHold: true });
    else this.spool.purge(position.file);
  }

  private select(vm: Vmblok, device: ReaderVdev, id: number): SpoolReadResult {
    const file = this.spool.find(id);
    if (file === undefined || file.queue !== 'reader' || file.owner !== vm.userid || file.inUse) {
      return { conditionCode: 2 };
    }
    this.spool.orderFirst([file]);
    return this.open(vm, device, file) ? { conditionCode: 0 } : { conditionCode: 2 };
  }

  private repeat(vm: Vmblok, device: ReaderVdev, copies: number): SpoolReadResult {
    const position = this.positionOf(vm, device);
    if (position === undefined) return { conditionCode: 2 };
    this.spool.change(position.file, { copies: Math.max(1, copies & 0xff) });
    return { conditionCode: 0 };
  }

  private restart(vm: Vmblok, device: ReaderVdev): SpoolReadResult {
    const position = this.positionOf(vm, device);
    if (position === undefined) return { conditionCode: 2 };
    position.page = position.file.firstPage;
    return { conditionCode: 0, data: this.pageThen(position) };
  }

  private backspace(vm: Vmblok, device: ReaderVdev): SpoolReadResult {
    const position = this.positionOf(vm, device);
    if (position === undefined) return { conditionCode: 2 };
    const current = position.page === 0 ? position.file.lastPage : this.previousOf(position.page);
    const before = this.previousOf(current);
    position.page = before === 0 ? position.file.firstPage : before;
    return { conditionCode: 0, data: this.pageThen(position) };
  }

  private previousOf(page: number): number {
    return page === 0 ? 0 : pageLinks(this.spool.readPage(page)).previous;
  }

  private pageThen(position: Position): Uint8Array {
    const data = this.spool.readPage(position.page);
    position.page = pageLinks(data).next;
    return data;
  }

  private nextBlock(vm: Vmblok, queue: SpoolQueue): SpoolReadResult {
    const files = this.spool.files(queue, vm.userid);
    const last = this.lastBlock.get(vm);
    const index = last === undefined ? 0 : files.findIndex(({ id }) => id === last) + 1;
    const file = files[index];
    if (file === undefined) {
      this.lastBlock.delete(vm);
      return { conditionCode: 1 };
    }
    this.lastBlock.set(vm, file.id);
    return { conditionCode: 0, data: fileBlock(file) };
  }
}

/** SFBLOK and tag: 252 bytes. */
export function fileBlock(file: SpoolFile): Uint8Array {
  const bytes = new Uint8Array(BLOCK + TAG_LENGTH).fill(0x40, BLOCK);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, file.firstPage);
  view.setUint32(8, file.lastPage);
  bytes.set(ebcdic037.encode(file.owner, 8), 16);
  bytes.set(ebcdic037.encode(file.origin, 8), 24);
  view.setUint32(32, file.records);
  view.setUint16(36, file.queue === 'printer' || file.kind === 'console' ? 132 : 80);
  view.setUint16(38, file.id);
  bytes[40] = file.kind === 'punch' ? 0x82 : file.kind === 'reader' ? 0x82 : 0x41;
  bytes[41] = ebcdic037.encodeCharacter(file.class);
  view.setUint16(42, file.copies);
  bytes[44] = (file.userHold ? 0x80 : 0) | (file.systemHold ? 0x40 : 0) | (file.inUse ? 0x20 : 0);
  bytes.set(ebcdic037.encode(file.name, 12), 48);
  bytes.set(ebcdic037.encode(file.type, 12), 60);
  bytes.set(ebcdic037.encode(file.distribution, 8), 88);
  bytes.set(ebcdic037.encode(file.tag ?? '', TAG_LENGTH), BLOCK);
  return bytes;
}
