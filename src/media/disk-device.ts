/** Disks over image files, from the words of a configuration. */

import { BackingError, createDevice, diskModel, fbaModel, fbaModelOfGeometry } from '../s370/index.js';
import type { CkdGeometry, Device, DiskModel, DiskType } from '../s370/index.js';
import type { StackOptions } from './cckd/stack.js';
import { onlyFile, sortWords } from './device-words.js';
import { forgettingBlocks, forgettingTracks } from './fake-write.js';
import { openBlockImage, openDiskImage } from './disk-image.js';

const READ_ONLY = ['ro', 'readonly', 'rdonly'];
const FAKE_WRITE = ['fakewrite', 'fakewrt', 'fw'];
/** Words of Hercules about its own caches and its control units, which change nothing here. */
const HOST_WORDS = [
  'lazywrite',
  'nolazywrite',
  'fulltrackio',
  'fulltrkio',
  'ftio',
  'nofulltrackio',
  'nofulltrkio',
  'noftio',
  'syncio',
  'nosyncio',
];
const KNOWN = {
  options: [...READ_ONLY, 'rw', ...FAKE_WRITE, ...HOST_WORDS],
  values: ['cu', 'ser'],
  fileValues: ['sf'],
};

/** A CKD disk: file, `ro`, `fakewrite`, `sf=` for shadow files. Throws `BackingError` when the volume is of another type. */
export function openDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options, forget } = fileOf(type, words, directory);
  const volume = openDiskImage(file, options);
  const wanted: DiskType = diskModel(type)!.type;
  const found = volume.geometry.deviceType.toString(16);
  if (found !== wanted) {
    volume.close();
    throw new BackingError(`${file} is a ${found}, not a ${wanted}`, 'equipment-check');
  }
  const store = forget ? forgettingTracks(volume) : volume;
  return createDevice({ type: wanted, volume: store, model: namedModel(type, volume.geometry) });
}

/** An FBA disk: file, `ro`, `sf=`. Throws `BackingError` when the volume has more blocks than the model. */
export function openBlockDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options, forget } = fileOf(type, words, directory);
  const volume = openBlockImage(file, options);
  const named = fbaModel(type)!;
  const model = type.includes('-') ? named : fbaModelOfGeometry(named.type, volume.geometry);
  if (volume.geometry.blocks <= model.blocks) {
    const store = forget ? forgettingBlocks(volume) : volume;
    return createDevice({ type: model.type, volume: store, model });
  }
  const { blocks } = volume.geometry;
  volume.close();
  throw new BackingError(
    `${file} has ${blocks} blocks, a ${model.name} has ${model.blocks}`,
    'equipment-check',
  );
}

/** The disk model that a configuration names, when the volume can be one; a bare type leaves it to the volume. */
function namedModel(type: string, geometry: CkdGeometry): DiskModel | undefined {
  const model = type.includes('-') ? diskModel(type) : undefined;
  if (model === undefined || model.trackSize !== geometry.trackSize) return undefined;
  return geometry.cylinders <= model.cylinders + model.alternateCylinders ? model : undefined;
}

function fileOf(
  type: string,
  words: readonly string[],
  directory: string | undefined,
): { readonly file: string; readonly options: StackOptions; readonly forget: boolean } {
  const sorted = sortWords(type, words, KNOWN, directory);
  const has = (names: readonly string[]) => names.some((name) => sorted.options.has(name));
  const options = { readOnly: has(READ_ONLY), shadow: sorted.values.get('sf') };
  return { file: onlyFile(type, sorted, KNOWN), options, forget: has(FAKE_WRITE) };
}
