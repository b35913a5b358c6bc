import {
  CmsDisk,
  DataSetReader,
  readDataSets,
  readVolumeLabel,
  recordsOfBlocks,
  textOfRecords,
} from '../../media/index.js';
import type { TrackStore } from '../../s370/index.js';
import { codePageOption } from './code-page.js';
import { openVolume } from './disk-volume.js';
import type { DiskSource } from './disk-volume.js';
import { writeOutput } from './output.js';

export interface ExtractOptions extends DiskSource {
  readonly output?: string;
  readonly text?: boolean;
  readonly blocks?: boolean;
  readonly codePage?: string;
  readonly cylinder?: string;
  readonly force?: boolean;
}

/**
 * `cp370 disk extract FILE NAME…`: a data set (`SYS1.PARMLIB`), a member (`SYS1.PARMLIB(IEASYS00)`), or a CMS file
 * (`PROFILE EXEC`). Text is a line a record; without `--text` records are written one after the other.
 */
export function extractFromDisk(path: string, names: readonly string[], options: ExtractOptions): void {
  const volume = openVolume(path, options);
  try {
    if (volume.kind === 'fba')
      throw new Error(`${path} is an FBA volume; data sets of CKD volumes can be extracted`);
    const wanted = names.map((name) => name.toUpperCase());
    const records = recordsOf(volume.store, path, wanted, options);
    const bytes =
      options.text === true
        ? textOfRecords(records, codePageOption(options.codePage))
        : Buffer.concat(records);
    writeOutput(options.output, options.force, bytes);
  } finally {
    volume.store.close();
  }
}

function recordsOf(
  store: TrackStore,
  path: string,
  names: readonly string[],
  options: ExtractOptions,
): Uint8Array[] {
  const cms = CmsDisk.find(store, Number(options.cylinder ?? 0));
  if (cms !== undefined) {
    const [name, type] = names.length === 1 ? names[0].split(/[ .]/) : names;
    if (type === undefined) throw new Error(`${path} is a CMS disk: give filename and filetype`);
    return cms.read(name, type);
  }
  const [, dataSet, member] = /^([^()]+)(?:\(([^()]+)\))?$/.exec(names.join(' ')) ?? [];
  const found = readDataSets(store, readVolumeLabel(store)).find(({ name }) => name === dataSet);
  if (found === undefined) throw new Error(`there is no data set ${names.join(' ')} on ${path}`);
  const reader = new DataSetReader(store, found);
  if (member === undefined && found.organization.startsWith('PO')) {
    throw new Error(`${dataSet} is partitioned: give a member, ${dataSet}(NAME); list --members shows them`);
  }
  const blocks =
    member === undefined ? [...reader.blocks()].map(({ data }) => data) : reader.memberBlocks(member);
  if (options.blocks === true) return blocks;
  return recordsOfBlocks(blocks, found, `${path}: ${names.join(' ')}`);
}
