import {
  CmsDisk,
  DataSetReader,
  readDataSets,
  readVolumeLabel,
  recordsOfBlocks,
  textOfRecords,
} from '../../media/index.js';
import type { BlockStore, TrackStore } from '../../s370/index.js';
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

/** Blocks of an FBA volume that are read at once. */
const BLOCKS_AT_ONCE = 256;

/**
 * `cp370 disk extract FILE NAME…`: a data set (`SYS1.PARMLIB`), a member (`SYS1.PARMLIB(IEASYS00)`), or a CMS file
 * (`PROFILE EXEC`); of an FBA volume blocks (`0`, `16-31`). Text is a line a record, or a line a block; without
 * `--text` they are written one after the other.
 */
export function extractFromDisk(path: string, names: readonly string[], options: ExtractOptions): void {
  const volume = openVolume(path, options);
  try {
    const wanted = names.map((name) => name.toUpperCase());
    const records =
      volume.kind === 'fba'
        ? [...blocksOf(volume.store, path, wanted)]
        : recordsOf(volume.store, path, wanted, options);
    const bytes =
      options.text === true
        ? textOfRecords(records, codePageOption(options.codePage))
        : Buffer.concat(records);
    writeOutput(options.output, options.force, bytes);
  } finally {
    volume.store.close();
  }
}

/** The blocks that numbers and ranges name, in their order. Throws an Error for what is none, or is not on the volume. */
function* blocksOf(store: BlockStore, path: string, ranges: readonly string[]): Generator<Uint8Array> {
  const { blocks, blockSize } = store.geometry;
  for (const range of ranges) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    if (first === undefined) {
      throw new Error(
        `${path} is an FBA volume: ${range} is neither a block (5) nor a range of blocks (16-31)`,
      );
    }
    const [from, to] = [Number(first), Number(last)];
    if (to < from || to >= blocks) throw new Error(`${path} has blocks 0 to ${blocks - 1}, not ${range}`);
    for (let block = from; block <= to; block += BLOCKS_AT_ONCE) {
      const count = Math.min(BLOCKS_AT_ONCE, to + 1 - block);
      const bytes = store.readBlocks(block, count);
      for (let i = 0; i < count; i++) yield bytes.slice(i * blockSize, (i + 1) * blockSize);
    }
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
