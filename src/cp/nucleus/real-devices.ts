import { ebcdic037 } from '../../ebcdic/index.js';
import { CkdDisk, deviceClass } from '../../s370/index.js';
import type { ChannelSet } from '../../s370/index.js';
import {
  ALLOCATION_RECORD,
  ALLOCATION_SIZE,
  Allocation,
  LABEL_RECORD,
  LABEL_SIZE,
  pagesPerTrack,
} from './cp-volume.js';
import type { AllocationKind } from './cp-volume.js';
import { PageExtent } from './page-extent.js';
import type { RdevBlok } from './rdevblok.js';
import type { RecordIo } from './record-io.js';

/** Real devices of the machine, and what is on the disks. */
export class RealDevices {
  private readonly byAddress = new Map<number, RdevBlok>();

  constructor(
    private readonly channels: ChannelSet,
    private readonly records: RecordIo,
  ) {}

  /** Takes stock: every device of the machine; the labels of disks are read. */
  scan(): void {
    for (const { address, device } of this.channels.devices()) this.add(address, device.type);
  }

  /** A device has been plugged in. */
  add(address: number, type: string): void {
    const rdev: RdevBlok = { address, type, owner: 'free' };
    this.byAddress.set(address, rdev);
    this.classify(rdev);
  }

  remove(address: number): void {
    this.byAddress.delete(address);
  }

  /** Gives a device to who has it by its kind, as at CP's start and after VARY ONLINE. */
  classify(rdev: RdevBlok): void {
    rdev.owner = 'free';
    switch (deviceClass(rdev.type)) {
      case 'disk':
        this.mount(rdev);
        break;
      case 'console':
      case 'display':
        rdev.owner = 'terminal';
        break;
      case 'reader':
      case 'punch':
      case 'printer':
        rdev.owner = 'spooling';
        break;
    }
  }

  /** Reads the label of a disk: with a label it belongs to the system, so that minidisks on it can be used. */
  mount(rdev: RdevBlok): void {
    const disk = this.disk(rdev);
    if (disk === undefined) return;
    rdev.cylinders = disk.store.geometry.cylinders;
    rdev.heads = disk.store.geometry.heads;
    const place = { device: rdev.address, cylinder: 0, head: 0, record: LABEL_RECORD };
    const label = this.records.readNow(place, LABEL_SIZE);
    if (label === undefined || ebcdic037.decode(label, 0, 4) !== 'VOL1') return;
    rdev.volser = ebcdic037.decode(label, 4, 10).trim();
    rdev.owner = 'system';
  }

  find(address: number): RdevBlok | undefined {
    return this.byAddress.get(address);
  }

  findVolume(volser: string): RdevBlok | undefined {
    return this.all().find((rdev) => rdev.volser === volser);
  }

  all(): RdevBlok[] {
    return [...this.byAddress.values()].sort((a, b) => a.address - b.address);
  }

  /** The device model of a disk. */
  disk(rdev: RdevBlok): CkdDisk | undefined {
    const device = this.channels.device(rdev.address);
    return device instanceof CkdDisk ? device : undefined;
  }

  /** The last cylinder that the allocation map has for data that outlives CP; -1 when there is none. */
  lastKeptCylinder(rdev: RdevBlok): number {
    const map = this.allocationMap(rdev);
    if (map === undefined) return -1;
    const { spool, savedSystems, errorRecording } = Allocation;
    return Math.max(...[spool, savedSystems, errorRecording].map((kind) => map.lastIndexOf(kind)));
  }

  /** Extents of one kind on a volume, by its allocation map; none when it has no map. */
  extents(rdev: RdevBlok, kind: AllocationKind): PageExtent[] {
    const disk = this.disk(rdev);
    const map = this.allocationMap(rdev);
    if (disk === undefined || rdev.volser === undefined || map === undefined) return [];
    const { geometry } = disk.store;
    const extents: PageExtent[] = [];
    const cylinders = Math.min(geometry.cylinders, ALLOCATION_SIZE);
    for (let from = 0; from < cylinders; from++) {
      if (map[from] !== Allocation[kind]) continue;
      let to = from;
      while (to + 1 < cylinders && map[to + 1] === Allocation[kind]) to++;
      extents.push(
        new PageExtent(rdev.address, rdev.volser, geometry.heads, pagesPerTrack(geometry), from, to),
      );
      from = to;
    }
    return extents;
  }
  private allocationMap(rdev: RdevBlok): Uint8Array | undefined {
    if (rdev.volser === undefined) return undefined;
    const place = { device: rdev.address, cylinder: 0, head: 0, record: ALLOCATION_RECORD };
    return this.records.readNow(place, ALLOCATION_SIZE);
  }
}
