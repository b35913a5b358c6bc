/** Disks over image files, from the words of a configuration. */

import { BackingError, createDevice, diskModel, fbaModel, fbaModelOfGeometry } from '../s370/index.js';
import type { CkdGeometry, Device, DiskModel, DiskType } from '../s370/index.js';
import type { StackOptions } from './cckd/stack.js';
import { onlyFile, sortWords } from './device-words.js';
import { openBlockImage, openDiskImage } from './disk-image.js';

const KNOWN = { options: ['ro', 'rw', 'readonly'], fileValues: ['sf'] } as const;

/** A CKD disk: file, `ro`, `sf=` for shadow files. Throws `BackingError` when the volume is of another type. */
export function openDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options } = fileOf(type, words, directory);
  const volume = openDiskImage(file, options);
  const wanted: DiskType = diskModel(type)!.type;
  const found = volume.geometry.deviceType.toString(16);
  if (found !== wanted) {
    volume.close();
    throw new BackingError(`${file} is a ${found}, not a ${wanted}`, 'equipment-check');
  }
  return createDevice({ type: wanted, volume, model: namedModel(type, volume.geometry) });
}

/** An FBA disk: file, `ro`, `sf=`. Throws `BackingError` when the volume has more blocks than the model. */
export function openBlockDisk(type: string, words: readonly string[], directory: string | undefined): Device {
  const { file, options } = fileOf(type, words, directory);
  const volume = openBlockImage(file, options);
  const named = fbaModel(type)!;
  const model = type.includes('-') ? named : fbaModelOfGeometry(named.type, volume.geometry);
  if (volume.geometry.blocks <= model.blocks) return createDevice({ type: model.type, volume, model });
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
): { readonly file: string; readonly options: StackOptions } {
  const sorted = sortWords(type, words, KNOWN, directory);
  const readOnly = sorted.options.has('ro') || sorted.options.has('readonly');
  return { file: onlyFile(type, sorted, KNOWN), options: { readOnly, shadow: sorted.values.get('sf') } };
}
