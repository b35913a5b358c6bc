import { VolumeUnavailable } from '../control-program.js';
import { ErrorArea } from '../recording/error-area.js';
import { SavedSystems } from '../vmachine/saved-system-loader.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { PageFile } from './page-file.js';
import type { PageSegment } from './page-segment.js';
import type { RealDevices } from './real-devices.js';
import type { RecordIo } from './record-io.js';
import { SavedSystemStore } from './saved-system-store.js';
import type { SavedSystemDefinition } from './saved-system.js';
import { TemporaryDisks } from './temporary-disks.js';
import { VolumePageStore } from './volume-page-store.js';

/** What CP's volumes need of CP. */
export interface SystemVolumesParts {
  readonly devices: RealDevices;
  readonly records: RecordIo;
  readonly definitions: readonly SavedSystemDefinition[];
  makeSharedSegment(name: string): PageSegment;
  users(): readonly Vmblok[];
}

/** What is on CP's own volumes: paging space, temporary disks, the spool, saved systems, error records. */
export class SystemVolumes {
  readonly pageStore: VolumePageStore;
  readonly temporaryDisks: TemporaryDisks;
  /** Pages for spool files; undefined when no volume has spool space. */
  spool: PageFile | undefined;
  /** Undefined when no volume has space for them. */
  savedSystems: SavedSystems | undefined;
  /** Undefined when no volume has space for error records. */
  errorArea: ErrorArea | undefined;
  private volumes = 0;

  constructor(private readonly parts: SystemVolumesParts) {
    this.pageStore = new VolumePageStore(parts.records);
    this.temporaryDisks = new TemporaryDisks(parts.records);
  }

  /** Takes the space of one of CP's volumes. Throws `VolumeUnavailable`. */
  add(volser: string): void {
    const rdev = this.parts.devices.findVolume(volser);
    const disk = rdev === undefined ? undefined : this.parts.devices.disk(rdev);
    if (rdev === undefined || disk === undefined) throw new VolumeUnavailable(volser, 'not-mounted');
    // A volume that was cut off: taken for smaller, its checkpoint and its files would be misread.
    const [last, cylinders] = [this.parts.devices.lastKeptCylinder(rdev), disk.store.geometry.cylinders];
    if (last >= cylinders) {
      const detail = `it has ${cylinders} cylinders, and spool files or saved systems up to cylinder ${last}`;
      throw new VolumeUnavailable(volser, 'too-small', detail);
    }
    const deviceCode = this.volumes++;
    const isDrum = rdev.type.startsWith('2305');
    for (const extent of this.parts.devices.extents(rdev, 'temporary')) this.pageStore.add(extent, isDrum);
    for (const extent of this.parts.devices.extents(rdev, 'temporaryDisk'))
      this.temporaryDisks.add(rdev, extent);
    const [spool] = this.parts.devices.extents(rdev, 'spool');
    if (spool !== undefined && this.spool === undefined)
      this.spool = new PageFile(this.parts.records, spool, disk);
    const [errors] = this.parts.devices.extents(rdev, 'errorRecording');
    if (errors !== undefined && this.errorArea === undefined) {
      this.errorArea = new ErrorArea({
        pages: new PageFile(this.parts.records, errors, disk),
        cylinder: errors.from,
        cylinders: errors.to - errors.from + 1,
        pagesPerCylinder: errors.pagesPerCylinder,
        deviceCode,
      });
    }
    const [saved] = this.parts.devices.extents(rdev, 'savedSystems');
    if (saved !== undefined && this.savedSystems === undefined) {
      const store = new SavedSystemStore(
        this.parts.definitions,
        new PageFile(this.parts.records, saved, disk),
        this.pageStore.addReadOnly(saved),
      );
      this.savedSystems = new SavedSystems(
        store,
        (name) => this.parts.makeSharedSegment(name),
        () => this.parts.users(),
      );
    }
  }
}
