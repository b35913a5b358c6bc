/** The spool of a CP whose guests are programs: their cards, what they print and punch, and files of others beside them. */

import type { SpoolService, Vmblok } from '../../cp/index.js';
import {
  MemorySpoolStore,
  SpoolDevices,
  SpoolManager,
  SpoolWriter,
  type SpoolFile,
  type SpoolOrigin,
  type SpoolQueue,
} from '../../cp/spool/index.js';
import { ebcdic037 } from '../../ebcdic/index.js';
import { sameBytes } from '../words.js';
import { PRINTER, PUNCH } from './devices.js';

/** Pages of spool space. */
const PAGES = 128;
const QUEUES: readonly SpoolQueue[] = ['reader', 'printer', 'punch'];
/** CCW commands as spool records have them. */
const READ = 0x02;
const PUNCH_CARD = 0x41;
const WRITE = 0x09;
/** Records of each file of another user. */
const FOREIGN_RECORDS = 120;

/** Spool pages in memory that remember which of them were written. */
class WatchedStore extends MemorySpoolStore {
  readonly written = new Set<number>();

  override write(page: number, bytes: Uint8Array): void {
    this.written.add(page);
    super.write(page, bytes);
  }
}

interface Watched {
  readonly description: string;
  readonly pages: readonly { readonly number: number; readonly bytes: Uint8Array }[];
}

/** Spool space in memory with files of the user `other`, which nothing that `own` does may touch. */
export class ProgramSpool {
  private readonly store = new WatchedStore(PAGES);
  readonly manager = new SpoolManager(this.store, 'cold');
  private readonly devices: SpoolDevices;
  private readonly watched: readonly Watched[];

  constructor(
    private readonly own: string,
    private readonly other: string,
  ) {
    this.devices = new SpoolDevices({
      timeOfDay: () => 0,
      zone: () => ({ id: 'GMT', offsetMinutes: 0 }),
      tell: () => undefined,
      findUser: () => undefined,
      spaceExhausted: () => undefined,
      spoolFailed: (_vm, _address, _kind, error) => {
        throw error;
      },
    });
    this.devices.open(this.manager);
    const record = ebcdic037.encode('a spool file of another user');
    for (const queue of QUEUES) {
      const kind = queue === 'reader' ? 'punch' : queue;
      this.add(other, queue, kind, Array<Uint8Array>(FOREIGN_RECORDS).fill(record));
    }
    this.watched = this.look();
    this.store.written.clear();
  }

  /** For CP's rooms. */
  get service(): SpoolService {
    return this.devices;
  }

  /** The program before is over: its files go, and the cards of the next come. */
  begin(cards: readonly Uint8Array[]): void {
    for (const queue of QUEUES) {
      for (const file of this.manager.files(queue, this.own)) this.manager.purge(file);
    }
    if (cards.length > 0) this.add(this.own, 'reader', 'punch', cards);
  }

  /** What the program has printed and punched: closes its files. A line each, without trailing blanks. */
  output(vm: Vmblok): { readonly printed: string[]; readonly punched: string[] } {
    for (const address of [PRINTER, PUNCH]) {
      const vdev = vm.devices.get(address);
      if (vdev?.kind === 'printer' || vdev?.kind === 'punch') this.devices.closeOutput(vm, vdev);
    }
    return { printed: this.lines('printer'), punched: this.lines('punch') };
  }

  /** What is not as it was in the files of others. */
  violations(): string[] {
    const files = this.files();
    const violations = this.watched.flatMap(({ description, pages }, index) => {
      const found = files[index] as SpoolFile | undefined;
      if (found === undefined || describe(found) !== description)
        return [`spool file ${description} of ${this.other}`];
      return pages
        .filter(
          ({ number, bytes }) => this.store.written.has(number) && !sameBytes(bytes, this.store.read(number)),
        )
        .map(({ number }) => `spool page ${number} of ${this.other}`);
    });
    if (files.length > this.watched.length) violations.push(`another spool file of ${this.other}`);
    return violations;
  }

  private lines(queue: SpoolQueue): string[] {
    return this.manager
      .files(queue, this.own)
      .flatMap((file) => [...this.manager.records(file)].map(({ data }) => ebcdic037.decode(data).trimEnd()));
  }

  private files(): SpoolFile[] {
    return QUEUES.flatMap((queue) => this.manager.files(queue, this.other));
  }

  private look(): Watched[] {
    return this.files().map((file) => ({
      description: describe(file),
      pages: Array.from({ length: file.pages }, (_, index) => ({
        number: file.firstPage + index,
        bytes: this.store.read(file.firstPage + index),
      })),
    }));
  }

  private add(owner: string, queue: SpoolQueue, kind: SpoolOrigin, records: readonly Uint8Array[]): void {
    const writer = new SpoolWriter(this.manager, kind);
    const command = queue === 'reader' ? READ : queue === 'punch' ? PUNCH_CARD : WRITE;
    for (const data of records) writer.write({ command, data });
    writer.close({
      queue,
      owner,
      origin: owner,
      class: 'A',
      copies: 1,
      name: '',
      type: '',
      distribution: '',
      userHold: false,
      systemHold: false,
      tag: undefined,
      created: 0,
    });
  }
}

function describe({ id, queue, owner, records, firstPage, pages, userHold, inUse }: SpoolFile): string {
  const state = `${userHold ? ', held' : ''}${inUse ? ', in use' : ''}`;
  return `${id} (${queue} of ${owner}, ${records} records, ${pages} pages from ${firstPage}${state})`;
}
