import type { FbaGeometry } from './backing.js';

export type FbaType = '3310' | '3370';

/** What distinguishes one FBA disk model from another. GA26-1660 (3310), GA26-1657 (3370). */
export interface FbaModel {
  readonly type: FbaType;
  /** Model name in configurations: `3370-2`. */
  readonly name: string;
  /** Machine type of the control unit or adapter, as SENSE ID tells it. */
  readonly controlUnit: number;
  /** Model byte of SENSE ID. */
  readonly model: number;
  /** Unit type byte of READ DEVICE CHARACTERISTICS. */
  readonly unitType: number;
  readonly blockSize: number;
  readonly blocks: number;
  /** Blocks of one track. */
  readonly blocksPerCyclicalGroup: number;
  /** Blocks of one cylinder. */
  readonly blocksPerAccessPosition: number;
}

const DISK_3310 = {
  type: '3310',
  controlUnit: 0x4331,
  blockSize: 512,
  blocksPerCyclicalGroup: 32,
  blocksPerAccessPosition: 352,
} as const;
const DISK_3370 = {
  type: '3370',
  controlUnit: 0x3880,
  blockSize: 512,
  blocksPerCyclicalGroup: 62,
  blocksPerAccessPosition: 744,
} as const;

/** All FBA models; the first of a type is what the bare type name means. */
export const FBA_MODELS: readonly FbaModel[] = [
  { ...DISK_3310, name: '3310-1', model: 0x01, unitType: 0x01, blocks: 125_664 },
  { ...DISK_3370, name: '3370-1', model: 0x00, unitType: 0x02, blocks: 558_000 },
  { ...DISK_3370, name: '3370-2', model: 0x04, unitType: 0x05, blocks: 712_752 },
];

const OTHER_NAMES: Readonly<Record<string, string>> = {
  '3370-A1': '3370-1',
  '3370-B1': '3370-1',
  '3370-A2': '3370-2',
  '3370-B2': '3370-2',
};

/** The model by name, in any case: `3310`, `3370-A2`. Undefined when there is no such disk. */
export function fbaModel(name: string): FbaModel | undefined {
  const given = name.toUpperCase();
  const wanted = OTHER_NAMES[given] ?? given;
  return FBA_MODELS.find((candidate) => candidate.name === wanted || candidate.type === wanted);
}

/** The model of a type that fits a volume: the smallest that holds its blocks, else the type's largest. */
export function fbaModelOfGeometry(type: FbaType, geometry: FbaGeometry): FbaModel {
  const ofType = FBA_MODELS.filter((candidate) => candidate.type === type);
  return ofType.find((candidate) => candidate.blocks >= geometry.blocks) ?? ofType[ofType.length - 1];
}

/** Geometry of a volume of a model, by default with its full size. */
export function fbaGeometryOf(model: FbaModel, blocks = model.blocks): FbaGeometry {
  return { blockSize: model.blockSize, blocks };
}
