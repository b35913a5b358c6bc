import type { CkdGeometry } from './backing.js';
import { cells, constantGaps, growingGaps } from './track-capacity.js';
import type { TrackCapacity } from './track-capacity.js';

export type DiskType = '2305' | '2311' | '2314' | '3330' | '3340' | '3350' | '3375' | '3380';

/** Control units of CKD disks: they have the command set, the sense and the manners of the device. */
export type DiskControlUnit = '2314' | '2835' | '2841' | '3830' | '3880';

/** What distinguishes one CKD disk model from another. */
export interface DiskModel extends TrackCapacity {
  readonly type: DiskType;
  /** Model name in configurations: `3330-11`. */
  readonly name: string;
  /** Model number in CKD image headers, in SENSE ID and in CP's device classes. */
  readonly model: number;
  readonly controlUnit: DiskControlUnit;
  /** Primary cylinders, without alternates. */
  readonly cylinders: number;
  readonly alternateCylinders: number;
  /** Tracks a cylinder. */
  readonly heads: number;
  /** Bytes of a track image in a CKD file. */
  readonly trackSize: number;
  /** A head stands over every track: no seek takes time. */
  readonly fixedHeads: boolean;
  /** Sectors of the rotational position sensing feature; 0 without it. */
  readonly sectors: number;
  readonly senseLength: number;
}

const DISK_2305 = {
  type: '2305',
  controlUnit: '2835',
  heads: 8,
  fixedHeads: true,
  sectors: 90,
  senseLength: 24,
} as const;
const DISK_2311 = {
  type: '2311',
  controlUnit: '2841',
  heads: 10,
  fixedHeads: false,
  trackSize: 4096,
  sectors: 0,
  senseLength: 6,
  ...growingGaps(3625, 61, 20, 537, 512),
} as const;
const DISK_2314 = {
  type: '2314',
  controlUnit: '2314',
  heads: 20,
  fixedHeads: false,
  trackSize: 7680,
  sectors: 0,
  senseLength: 6,
  ...growingGaps(7294, 101, 45, 2137, 2048),
} as const;
const DISK_3330 = {
  type: '3330',
  controlUnit: '3830',
  heads: 19,
  fixedHeads: false,
  trackSize: 13312,
  sectors: 128,
  senseLength: 24,
  ...constantGaps(13165, 135, 56),
} as const;
const DISK_3340 = {
  type: '3340',
  controlUnit: '3830',
  heads: 12,
  fixedHeads: false,
  trackSize: 8704,
  sectors: 64,
  senseLength: 24,
  ...constantGaps(8535, 167, 75),
} as const;
const DISK_3350 = {
  type: '3350',
  controlUnit: '3830',
  heads: 30,
  fixedHeads: false,
  trackSize: 19456,
  sectors: 128,
  senseLength: 24,
  ...constantGaps(19254, 185, 82),
} as const;
const DISK_3375 = {
  type: '3375',
  controlUnit: '3880',
  heads: 12,
  fixedHeads: false,
  trackSize: 35840,
  sectors: 196,
  senseLength: 24,
  ...cells(36000, 32, 384, 160),
} as const;
const DISK_3380 = {
  type: '3380',
  controlUnit: '3880',
  heads: 15,
  fixedHeads: false,
  trackSize: 47616,
  sectors: 222,
  senseLength: 24,
  ...cells(47968, 32, 492, 236),
} as const;

const MODEL_2305_1 = { trackSize: 14336, ...constantGaps(14568, 432, 202) } as const;
const MODEL_2305_2 = { trackSize: 14848, ...constantGaps(14858, 198, 91) } as const;

/** All disk models; the first of a type is what the bare type name means. */
export const DISK_MODELS: readonly DiskModel[] = [
  { ...DISK_2305, ...MODEL_2305_1, name: '2305-1', model: 0x00, cylinders: 48, alternateCylinders: 0 },
  { ...DISK_2305, ...MODEL_2305_2, name: '2305-2', model: 0x02, cylinders: 96, alternateCylinders: 0 },
  { ...DISK_2311, name: '2311-1', model: 0, cylinders: 200, alternateCylinders: 3 },
  { ...DISK_2314, name: '2314-1', model: 0, cylinders: 200, alternateCylinders: 3 },
  { ...DISK_3330, name: '3330-1', model: 0x01, cylinders: 404, alternateCylinders: 7 },
  { ...DISK_3330, name: '3330-11', model: 0x11, cylinders: 808, alternateCylinders: 7 },
  { ...DISK_3340, name: '3340-35', model: 0x01, cylinders: 348, alternateCylinders: 1 },
  { ...DISK_3340, name: '3340-70', model: 0x02, cylinders: 696, alternateCylinders: 2 },
  { ...DISK_3350, name: '3350-1', model: 0, cylinders: 555, alternateCylinders: 5 },
  { ...DISK_3375, name: '3375-1', model: 0x02, cylinders: 959, alternateCylinders: 3 },
  { ...DISK_3380, name: '3380-A', model: 0x02, cylinders: 885, alternateCylinders: 1 },
  { ...DISK_3380, name: '3380-D', model: 0x06, cylinders: 885, alternateCylinders: 1 },
  { ...DISK_3380, name: '3380-J', model: 0x16, cylinders: 885, alternateCylinders: 1 },
  { ...DISK_3380, name: '3380-E', model: 0x0a, cylinders: 1770, alternateCylinders: 2 },
  { ...DISK_3380, name: '3380-K', model: 0x1e, cylinders: 2655, alternateCylinders: 3 },
];

const OTHER_NAMES: Readonly<Record<string, string>> = {
  '3330-2': '3330-11',
  '3340-1': '3340-35',
  '3340-2': '3340-70',
  '3380-1': '3380-A',
  '3380-B': '3380-A',
  '3380-2': '3380-E',
  '3380-3': '3380-K',
};

/** The model by name, in any case: `3330`, `3330-11`, `3380-K`. Undefined when there is no such disk. */
export function diskModel(name: string): DiskModel | undefined {
  const given = name.toUpperCase();
  const wanted = OTHER_NAMES[given] ?? given;
  return DISK_MODELS.find((candidate) => candidate.name === wanted || candidate.type === wanted);
}

/** The model that fits a volume: the smallest of its type that holds its cylinders, else the type's largest. */
export function diskModelOfGeometry(geometry: CkdGeometry): DiskModel | undefined {
  const type = geometry.deviceType.toString(16);
  const ofType = DISK_MODELS.filter(
    (candidate) => candidate.type === type && candidate.trackSize === geometry.trackSize,
  );
  return (
    ofType.find((candidate) => candidate.cylinders + candidate.alternateCylinders >= geometry.cylinders) ??
    ofType[ofType.length - 1]
  );
}

/** Geometry of a volume of a model, by default with its primary cylinders. */
export function geometryOf(model: DiskModel, cylinders = model.cylinders): CkdGeometry {
  return {
    deviceType: parseInt(model.type, 16),
    model: model.model,
    cylinders,
    heads: model.heads,
    trackSize: model.trackSize,
  };
}
