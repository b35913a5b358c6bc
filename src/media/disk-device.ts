/** Disks over image files, from the words of a configuration. */

import { BackingError, createDevice, diskModel, fbaModel, fbaModelOfGeometry } from '../s370/index.js';
import type { CkdGeometry, Device, DiskModel, DiskType } from '../s370/index.js';
import type { StackOptions } from './cckd/stack.js';
import { onlyFile, sortWords } from './device-words.js';
import { forgettingBlocks, forgettingTracks } from './fake-write.js';
import { ScratchBlocks, ScratchTracks } from './scratch-volume.js';
import { openBlockImage, openDiskImage } from './disk-image.js';

const READ_ONLY = ['ro', 'readonly', 'rdonly'];
const FAKE_WRITE = ['fakewrite', 'fakewrt', 'fw'];
/** What is written stays in memory and is lost when the device is closed. */
const SCRATCH = 'scratch';
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
  options: [...READ_ONLY, 'rw', SCRATCH, ...FAKE_WRITE, ...HOST_WORDS],
  values: ['cu', 'ser'],
  fileValues: ['sf'],
};

/** A CKD disk: file, `ro`, `fakewrite`, `scratch`, `sf=` for shadow files. Throws `BackingError` when the volume is of another type. */
export function openDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options, forget, scratch } = fileOf(type, words, directory);
  const volume = openDiskImage(file, options);
  const wanted: DiskType = diskModel(type)!.type;
  const found = volume.geometry.deviceType.toString(16);
  if (found !== wanted) {
    volume.close();
    throw new BackingError(`${file} is a ${found}, not a ${wanted}`, 'equipment-check');
  }
  const store = forget ? forgettingTracks(volume) : scratch ? new ScratchTracks(volume) : volume;
  return createDevice({ type: wanted, volume: store, model: namedModel(type, volume.geometry) });
}

/** An FBA disk: file, `ro`, `sf=`. Throws `BackingError` when the volume has more blocks than the model. */
export function openBlockDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options, forget, scratch } = fileOf(type, words, directory);
  const volume = openBlockImage(file, options);
  const named = fbaModel(type)!;
  const model = type.includes('-') ? named : fbaModelOfGeometry(named.type, volume.geometry);
  if (volume.geometry.blocks <= model.blocks) {
    const store = forget ? forgettingBlocks(volume) : scratch ? new ScratchBlocks(volume) : volume;
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

/** What the words of a disk say. */
interface DiskWords {
  readonly file: string;
  readonly options: StackOptions;
  readonly forget: boolean;
  readonly scratch: boolean;
}

function fileOf(type: string, words: readonly string[], directory: string | undefined): DiskWords {
  const sorted = sortWords(type, words, KNOWN, directory);
  const has = (names: readonly string[]) => names.some((name) => sorted.options.has(name));
  const readOnly = has(READ_ONLY);
  const scratch = has([SCRATCH]);
  const options = { readOnly: readOnly || scratch, shadow: sorted.values.get('sf') };
  return {
    file: onlyFile(type, sorted, KNOWN),
    options,
    forget: has(FAKE_WRITE),
    scratch: scratch && !readOnly,
  };
}
