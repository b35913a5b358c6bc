import type { CkdGeometry } from './backing.js';

export type DiskType = '2311' | '2314' | '3330' | '3340' | '3350';

/** What distinguishes one CKD disk model from another. GA26-1592, GA26-1619, GA26-1638, GA26-1599. */
export interface DiskModel {
  readonly type: DiskType;
  /** Model name in configurations: `3330-11`. */
  readonly name: string;
  /** Model number in CKD image headers and in CP's device classes. */
  readonly model: number;
  /** Primary cylinders, without alternates. */
  readonly cylinders: number;
  readonly alternateCylinders: number;
  /** Tracks a cylinder. */
  readonly heads: number;
  /** Bytes of a track image in a CKD file. */
  readonly trackSize: number;
  /** Sectors of the rotational position sensing feature; 0 without it. */
  readonly sectors: number;
  readonly senseLength: number;
  /** Bytes that all records of a track may use, as `recordSpace` counts them, standard record 0 not among them. */
  readonly capacity: number;
  /** Bytes of a track that a record takes when others follow. */
  recordSpace(keyLength: number, dataLength: number): number;
  /** Bytes that the last record of a track takes. */
  lastRecordSpace(keyLength: number, dataLength: number): number;
}

/** Track space on disks whose records have gaps of constant size. */
function constantGaps(gap: number, keyGap: number): Pick<DiskModel, 'recordSpace' | 'lastRecordSpace'> {
  const space = (keyLength: number, dataLength: number) =>
    gap + (keyLength === 0 ? 0 : keyGap + keyLength) + dataLength;
  return { recordSpace: space, lastRecordSpace: space };
}

/** Track space on disks whose gaps grow with the record (2311, 2314). */
function growingGaps(
  gap: number,
  keyGap: number,
  numerator: number,
  denominator: number,
): Pick<DiskModel, 'recordSpace' | 'lastRecordSpace'> {
  return {
    recordSpace: (keyLength, dataLength) =>
      gap + (keyLength === 0 ? 0 : keyGap) + Math.trunc(((keyLength + dataLength) * numerator) / denominator),
    lastRecordSpace: (keyLength, dataLength) => (keyLength === 0 ? 0 : keyGap) + keyLength + dataLength,
  };
}

const DISK_2311 = {
  type: '2311',
  heads: 10,
  trackSize: 4096,
  sectors: 0,
  senseLength: 6,
  capacity: 3625,
  ...growingGaps(61, 20, 537, 512),
} as const;
const DISK_2314 = {
  type: '2314',
  heads: 20,
  trackSize: 7680,
  sectors: 0,
  senseLength: 6,
  capacity: 7294,
  ...growingGaps(101, 45, 2137, 2048),
} as const;
const DISK_3330 = {
  type: '3330',
  heads: 19,
  trackSize: 13312,
  sectors: 128,
  senseLength: 24,
  capacity: 13165,
  ...constantGaps(135, 56),
} as const;
const DISK_3340 = {
  type: '3340',
  heads: 12,
  trackSize: 8704,
  sectors: 64,
  senseLength: 24,
  capacity: 8535,
  ...constantGaps(167, 75),
} as const;
const DISK_3350 = {
  type: '3350',
  heads: 30,
  trackSize: 19456,
  sectors: 128,
  senseLength: 24,
  capacity: 19254,
  ...constantGaps(185, 82),
} as const;

/** All disk models; the first of a type is what the bare type name means. */
export const DISK_MODELS: readonly DiskModel[] = [
  { ...DISK_2311, name: '2311-1', model: 0, cylinders: 200, alternateCylinders: 3 },
  { ...DISK_2314, name: '2314-1', model: 0, cylinders: 200, alternateCylinders: 3 },
  { ...DISK_3330, name: '3330-1', model: 0x01, cylinders: 404, alternateCylinders: 7 },
  { ...DISK_3330, name: '3330-11', model: 0x11, cylinders: 808, alternateCylinders: 7 },
  { ...DISK_3340, name: '3340-35', model: 0x01, cylinders: 348, alternateCylinders: 1 },
  { ...DISK_3340, name: '3340-70', model: 0x02, cylinders: 696, alternateCylinders: 2 },
  { ...DISK_3350, name: '3350-1', model: 0, cylinders: 555, alternateCylinders: 5 },
];

const OTHER_NAMES: Readonly<Record<string, string>> = {
  '3330-2': '3330-11',
  '3340-1': '3340-35',
  '3340-2': '3340-70',
};

/** The model by name: `3330`, `3330-11`, `3340-70`. Undefined when there is no such disk. */
export function diskModel(name: string): DiskModel | undefined {
  const wanted = OTHER_NAMES[name] ?? name;
  return DISK_MODELS.find((candidate) => candidate.name === wanted || candidate.type === wanted);
}

/** The model that fits a volume: the smallest of its type that holds its cylinders, else the type's largest. */
export function diskModelOfGeometry(geometry: CkdGeometry): DiskModel | undefined {
  const type = geometry.deviceType.toString(16);
  const ofType = DISK_MODELS.filter((candidate) => candidate.type === type);
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
