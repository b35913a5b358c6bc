import { Translator } from '../../s370/index.js';
import type { MainStorage } from '../../s370/index.js';
import type { CpStorage, RealArea } from '../nucleus/cp-storage.js';
import type { PageObserver } from '../nucleus/page-segment.js';
import type { Page } from '../nucleus/page.js';
import type { RealAddress } from './guest-address.js';
import { ADDRESSING, PSEUDO_PAGE_FAULT } from './guest-program-check.js';
import type { Vmblok } from './vmblok.js';

const SEGMENT_TABLE_SIZE = 1024;
const STE_INVALID = 1;
const STE_PROTECTED = 4;
const STE_FULL_LENGTH = 0xf0000000;
/** CR0 bits 8-9 for 2K pages, bits 10-12 for 1M segments. */
const PAGE_SIZE_BITS = 0x00c00000;
const PAGE_SIZE_2K = 0x00400000;
const SEGMENT_SIZE_BITS = 0x00380000;
const PTE_INVALID_4K = 0x0008;
const PTE_INVALID_2K = 0x0004;

interface ShadowPageTable {
  readonly address: RealAddress;
  readonly size: number;
}

/**
 * Shadow tables of a guest that runs with its DAT on: they lead from third-level to first-level addresses, have the
 * format of the guest's own tables, begin empty and are filled fault by fault. They are the guest's TLB: what the
 * guest makes invalid may stay in them until it purges the TLB. SY20-0886, DMKVAT.
 */
export class ShadowTables implements PageObserver {
  private readonly segmentTable: RealAddress;
  private readonly pageTables = new Map<number, ShadowPageTable>();
  /** Page table entries that lead to a page, by page. */
  private readonly entries = new Map<Page, Set<number>>();
  private readonly guestTables: Translator;
  private stale = true;
  private twoK = false;
  private megabyteSegments = false;

  constructor(
    private readonly vm: Vmblok,
    private readonly storage: MainStorage,
    private readonly cpStorage: CpStorage,
    private readonly purgeTranslations: () => void,
  ) {
    this.segmentTable = cpStorage.allocate(SEGMENT_TABLE_SIZE, 64);
    this.guestTables = new Translator(vm.storage);
  }

  /** The guest purged its TLB or changed CR0 or CR1: everything is built anew before it runs with DAT again. */
  invalidate(): void {
    this.stale = true;
  }

  /** CR1 under which the guest runs with DAT on. Drops what was invalidated. */
  controlRegister1(): number {
    if (this.stale) this.begin();
    const segments = this.megabyteSegments ? 16 : 256;
    return ((segments / 16 - 1) << 24) | this.segmentTable;
  }

  /**
   * The guest met a segment or page exception at a third-level address. Answers 0 when the shadow entry is filled
   * and the instruction can be tried again, else the program interruption code for the guest. `isHere` brings the page in, or
   * says that it comes later: that is a pseudo page fault.
   */
  resolve(address: number, isHere: (page: Page, secondLevel: number) => boolean): number {
    const { vm, guestTables } = this;
    const code = guestTables.translate(address, vm.cr[0], vm.cr[1], 0);
    if (code !== 0) return code;
    const real = guestTables.real;
    // A shared segment can't be told from others in a shadow table: the virtual machine gets its own copy.
    if (vm.storage.isShared(real)) vm.storage.unshare(real);
    const page = vm.storage.page(real);
    if (page === undefined) return ADDRESSING;
    const shift = this.megabyteSegments ? 20 : 16;
    const segment = (address & 0xffffff) >>> shift;
    // first: room for the table may be made at the expense of a page
    const table = this.pageTable(segment, guestTables.segmentProtected);
    if (!isHere(page, real)) return PSEUDO_PAGE_FAULT;
    const frame = page.frame << 12;
    const within = address & ((1 << shift) - 1);
    const entry = this.twoK
      ? { at: table.address + 2 * (within >>> 11), value: ((frame | (real & 0x800)) >>> 11) << 3 }
      : { at: table.address + 2 * (within >>> 12), value: (frame >>> 12) << 4 };
    this.storage.storeHalf(entry.at, entry.value);
    this.remember(page, entry.at, real);
    return 0;
  }

  pageLost(page: Page): void {
    const entries = this.entries.get(page);
    if (entries === undefined) return;
    for (const at of entries) this.storage.storeHalf(at, this.twoK ? PTE_INVALID_2K : PTE_INVALID_4K);
    this.entries.delete(page);
  }

  /** Gives all real storage back. */
  release(): void {
    this.drop();
    this.cpStorage.release(this.segmentTable, SEGMENT_TABLE_SIZE);
  }

  /** Where they lie in real storage. */
  areas(): RealArea[] {
    const pageTables = [...this.pageTables.values()];
    return [
      { address: this.segmentTable, length: SEGMENT_TABLE_SIZE },
      ...pageTables.map(({ address, size }) => ({ address, length: size })),
    ];
  }

  private begin(): void {
    this.drop();
    const cr0 = this.vm.cr[0];
    this.twoK = (cr0 & PAGE_SIZE_BITS) === PAGE_SIZE_2K;
    this.megabyteSegments = (cr0 & SEGMENT_SIZE_BITS) !== 0;
    for (let at = 0; at < SEGMENT_TABLE_SIZE; at += 4)
      this.storage.storeWord(this.segmentTable + at, STE_INVALID);
    this.stale = false;
  }

  private drop(): void {
    for (const { address, size } of this.pageTables.values()) this.cpStorage.release(address, size);
    this.pageTables.clear();
    this.entries.clear();
    this.vm.storage.unobserve(this);
    this.purgeTranslations();
  }

  private pageTable(segment: number, isProtected: boolean): ShadowPageTable {
    let table = this.pageTables.get(segment);
    if (table === undefined) {
      const pages = (this.megabyteSegments ? 256 : 16) * (this.twoK ? 2 : 1);
      const size = 2 * pages;
      table = { address: this.cpStorage.allocate(size), size };
      const invalid = this.twoK ? PTE_INVALID_2K : PTE_INVALID_4K;
      for (let page = 0; page < pages; page++) this.storage.storeHalf(table.address + 2 * page, invalid);
      this.pageTables.set(segment, table);
    }
    const entry = STE_FULL_LENGTH | table.address | (isProtected ? STE_PROTECTED : 0);
    this.storage.storeWord(this.segmentTable + 4 * segment, entry);
    return table;
  }

  private remember(page: Page, entry: number, real: number): void {
    let entries = this.entries.get(page);
    if (entries === undefined) {
      entries = new Set();
      this.entries.set(page, entries);
      this.vm.storage.observe(this, real);
    }
    entries.add(entry);
  }
}
