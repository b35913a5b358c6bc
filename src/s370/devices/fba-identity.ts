import type { FbaGeometry } from './backing.js';
import type { FbaModel } from './fba-models.js';

const CONTROL_UNIT_MODEL = 0x01;
const FBA_CLASS = 0x21;
/** Overrunable and burst mode. */
const OPERATION_MODES = 0x30;
/** Features: movable heads. */
const FEATURES = 0x08;

/** SENSE ID. */
export function senseIdentification(model: FbaModel): Uint8Array {
  const type = parseInt(model.type, 16);
  const { controlUnit } = model;
  return Uint8Array.of(
    0xff,
    controlUnit >> 8,
    controlUnit & 0xff,
    CONTROL_UNIT_MODEL,
    type >> 8,
    type & 0xff,
    model.model,
  );
}

/** READ DEVICE CHARACTERISTICS: 32 bytes. */
export function deviceCharacteristics(model: FbaModel, geometry: FbaGeometry): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  bytes.set([OPERATION_MODES, FEATURES, FBA_CLASS, model.unitType]);
  view.setUint16(4, model.blockSize);
  view.setUint32(6, model.blocksPerCyclicalGroup);
  view.setUint32(10, model.blocksPerAccessPosition);
  view.setUint32(14, geometry.blocks);
  return bytes;
}
