import { ebcdic037 } from '../../ebcdic/index.js';
import { CmsDisk, DataSetReader, readDataSets, readVolumeLabel } from '../../media/index.js';
import type { DataSet, VolumeLabel } from '../../media/index.js';
import { BackingError } from '../../s370/index.js';
import type { TrackStore } from '../../s370/index.js';
import { describeVolume, openVolume } from './disk-volume.js';
import type { DiskSource } from './disk-volume.js';
import { say } from './output.js';

export interface ListOptions extends DiskSource {
  readonly members?: boolean;
  readonly cylinder?: string;
}

/** `cp370 disk list FILE`: geometry, label, data sets or CMS files. */
export function listDisk(path: string, options: ListOptions): void {
  const volume = openVolume(path, options);
  try {
    say(`${path}: ${describeVolume(volume)}`);
    if (volume.kind === 'fba') {
      const label = volume.store.readBlocks(1, 1);
      const text = ebcdic037.decode(label, 0, 10);
      say(text.startsWith('VOL1') ? `volume ${text.slice(4).trimEnd()}` : 'no label');
      return;
    }
    listTracks(volume.store, options);
  } finally {
    volume.store.close();
  }
}

function listTracks(store: TrackStore, options: ListOptions): void {
  const cms = CmsDisk.find(store, Number(options.cylinder ?? 0));
  if (cms !== undefined) {
    listCms(cms);
    return;
  }
  const label = readVolumeLabel(store);
  if (label === undefined) {
    say('no label');
    return;
  }
  say(`volume ${label.serial}${label.owner === '' ? '' : `, owner ${label.owner}`}`);
  if (label.vtoc === undefined) {
    say('no VTOC');
    return;
  }
  const sets = dataSetsOf(store, label);
  if (sets === undefined) return;
  say(`${sets.length} data set${sets.length === 1 ? '' : 's'}`);
  if (sets.length === 0) return;
  const width = Math.max(9, ...sets.map(({ name }) => name.length));
  say(`${'data set'.padEnd(width)}  org  recfm   lrecl  blksize  tracks  extents  created`);
  for (const set of sets) {
    say(dataSetLine(set, width));
    if (options.members === true && set.organization.startsWith('PO')) {
      for (const { name, alias } of new DataSetReader(store, set).members()) {
        say(`    ${name}${alias ? ' (alias)' : ''}`);
      }
    }
  }
}

/** The data sets; undefined, with a line that says why, when there is no VTOC where the label says. */
function dataSetsOf(store: TrackStore, label: VolumeLabel): DataSet[] | undefined {
  try {
    return readDataSets(store, label);
  } catch (error) {
    if (!(error instanceof BackingError)) throw error;
    say(`no VTOC: ${error.message}`);
    return undefined;
  }
}

function dataSetLine(set: DataSet, width: number): string {
  const tracks = set.extents.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const created = set.created ? `${set.created.year}.${String(set.created.day).padStart(3, '0')}` : '';
  return [
    set.name.padEnd(width),
    set.organization.padEnd(3),
    set.recordFormat.padEnd(5),
    String(set.recordLength).padStart(6),
    String(set.blockLength).padStart(7),
    String(tracks).padStart(6),
    String(set.extents.length).padStart(7),
    created.padStart(8),
  ]
    .join('  ')
    .trimEnd();
}

function listCms(cms: CmsDisk): void {
  const { blocks, used } = cms.space;
  const files = cms.files();
  say(`CMS disk ${cms.label}: ${files.length} files, ${used} of ${blocks} blocks used`);
  say('filename filetype fm  format lrecl   records  blocks  changed');
  for (const file of files) {
    say(
      [
        file.name.padEnd(8),
        file.type.padEnd(8),
        file.mode.padEnd(2),
        ` ${file.format}`,
        String(file.recordLength).padStart(8),
        String(file.records).padStart(8),
        String(file.blocks).padStart(6),
        ` ${file.changed}`,
      ].join(' '),
    );
  }
}
