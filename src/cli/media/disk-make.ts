import {
  CkdImage,
  CompressedCkdImage,
  CompressedFbaImage,
  FbaImage,
  checkVolumeSerial,
} from '../../media/index.js';
import { ebcdic037 } from '../../ebcdic/index.js';
import { DISK_MODELS, FBA_MODELS, diskModel, fbaModel } from '../../s370/index.js';
import type { DiskModel, FbaModel } from '../../s370/index.js';
import { Progress, makeFile, numberOption, refuseExisting, say } from './output.js';

export interface MakeOptions {
  readonly volume?: string;
  readonly size?: string;
  readonly compressed?: boolean;
  readonly large?: boolean;
  readonly vtoc?: string | boolean;
  readonly alternates?: boolean;
  readonly eof?: boolean;
  readonly split?: string;
  readonly force?: boolean;
}

/** Block of an FBA volume with its label. */
const FBA_LABEL_BLOCK = 1;

/** `cp370 disk make FILE TYPE`. */
export function makeDisk(path: string, type: string, options: MakeOptions): void {
  const serial = options.volume?.toUpperCase();
  if (serial !== undefined) checkVolumeSerial(serial);
  const ckd = diskModel(type);
  const fba = fbaModel(type);
  if (ckd !== undefined) makeCkd(path, ckd, serial, options);
  else if (fba !== undefined) makeFba(path, fba, serial, options);
  else {
    const names = [...DISK_MODELS, ...FBA_MODELS].map(({ name }) => name).join(', ');
    throw new Error(`disk type ${type} is not known (${names})`);
  }
}

function makeCkd(path: string, model: DiskModel, volume: string | undefined, options: MakeOptions): void {
  const standard = model.cylinders + (options.alternates === true ? model.alternateCylinders : 0);
  const cylinders = numberOption('size', options.size, 1, 65535) ?? standard;
  const progress = new Progress(`making ${path}`);
  const creation = {
    cylinders,
    ...(volume === undefined ? {} : { volume }),
    ...(options.vtoc === undefined ? {} : { vtoc: vtocPlace(model, volume, options.vtoc) }),
    nullFormat: options.eof === true ? 0 : 1,
    large: options.large === true,
    progress: (done: number) => progress.at(done, cylinders),
  } as const;
  const split = numberOption('split', options.split, 1, 65535);
  if (isCompressed(options)) {
    makeFile(path, options.force, (part) => CompressedCkdImage.create(part, model, creation).close());
  } else if (split !== undefined && split < cylinders) {
    refuseExisting(path, false);
    const image = CkdImage.create(path, model, { ...creation, cylindersPerFile: split });
    image.close();
    progress.end();
    say(`made ${image.paths.join(', ')}: ${model.name}, ${cylinders} cylinders`);
    return;
  } else {
    makeFile(path, options.force, (part) => CkdImage.create(part, model, creation).close());
  }
  progress.end();
  say(
    `made ${path}: ${model.name}, ${cylinders} cylinders${volume === undefined ? ', no label' : `, volume ${volume}`}`,
  );
}

/** Is the image to be compressed? Only compressed ones have offsets of 64 bits. */
function isCompressed({ compressed, large }: MakeOptions): boolean {
  return compressed === true || large === true;
}

/** The VTOC of an option: so many tracks from head 1 on, by default the rest of cylinder 0. */
function vtocPlace(
  model: DiskModel,
  volume: string | undefined,
  option: string | boolean,
): { readonly track: number; readonly tracks: number } {
  if (volume === undefined) throw new Error('--vtoc needs a label (--volume)');
  const most = model.heads - 1;
  const tracks = typeof option === 'string' ? numberOption('vtoc', option, 1, most)! : most;
  return { track: 1, tracks };
}

function makeFba(path: string, model: FbaModel, volume: string | undefined, options: MakeOptions): void {
  const blocks = numberOption('size', options.size, 2, 0x7fffffff) ?? model.blocks;
  makeFile(path, options.force, (part) => {
    const image = isCompressed(options)
      ? CompressedFbaImage.create(part, blocks, options.large)
      : FbaImage.create(part, blocks);
    try {
      if (volume !== undefined) {
        const label = new Uint8Array(image.geometry.blockSize);
        label.set(ebcdic037.encode(`VOL1${volume.padEnd(6)}`));
        image.writeBlocks(FBA_LABEL_BLOCK, label);
      }
    } finally {
      image.close();
    }
  });
  say(
    `made ${path}: ${model.name}, ${blocks} blocks${volume === undefined ? ', no label' : `, volume ${volume}`}`,
  );
}
