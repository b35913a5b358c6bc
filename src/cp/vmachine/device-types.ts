/**
 * Device type codes of CP's device blocks (VDEVTYPC, VDEVTYPE, RDEVTYPC, RDEVTYPE), as DIAGNOSE X'24' shows
 * them and programs such as CMS expect them. SY20-0884, Device class and type.
 */

/** Class byte of a device. */
export const DeviceClass = {
  terminal: 0x80,
  graphic: 0x40,
  unitRecordInput: 0x20,
  unitRecordOutput: 0x10,
  tape: 0x08,
  dasd: 0x04,
  special: 0x02,
} as const;

export interface DeviceTypeCode {
  readonly class: number;
  readonly type: number;
}

const TYPES: Readonly<Record<string, DeviceTypeCode>> = {
  '2700': { class: DeviceClass.terminal, type: 0x40 },
  '2701': { class: DeviceClass.terminal, type: 0x40 },
  '2702': { class: DeviceClass.terminal, type: 0x40 },
  '2703': { class: DeviceClass.terminal, type: 0x40 },
  '3210': { class: DeviceClass.terminal, type: 0x00 },
  '3215': { class: DeviceClass.terminal, type: 0x00 },
  '1052': { class: DeviceClass.terminal, type: 0x00 },
  '3277': { class: DeviceClass.graphic, type: 0x04 },
  '3278': { class: DeviceClass.graphic, type: 0x01 },
  '3270': { class: DeviceClass.graphic, type: 0x04 },
  '3138': { class: DeviceClass.graphic, type: 0x04 },
  '3148': { class: DeviceClass.graphic, type: 0x04 },
  '3158': { class: DeviceClass.graphic, type: 0x04 },
  '2501': { class: DeviceClass.unitRecordInput, type: 0x81 },
  '2540R': { class: DeviceClass.unitRecordInput, type: 0x82 },
  '3505': { class: DeviceClass.unitRecordInput, type: 0x84 },
  '2540P': { class: DeviceClass.unitRecordOutput, type: 0x82 },
  '3525': { class: DeviceClass.unitRecordOutput, type: 0x84 },
  '1403': { class: DeviceClass.unitRecordOutput, type: 0x41 },
  '3211': { class: DeviceClass.unitRecordOutput, type: 0x42 },
  '1443': { class: DeviceClass.unitRecordOutput, type: 0x44 },
  '3203': { class: DeviceClass.unitRecordOutput, type: 0x43 },
  '2401': { class: DeviceClass.tape, type: 0x80 },
  '2400': { class: DeviceClass.tape, type: 0x80 },
  '2415': { class: DeviceClass.tape, type: 0x40 },
  '2420': { class: DeviceClass.tape, type: 0x20 },
  '3420': { class: DeviceClass.tape, type: 0x10 },
  '3410': { class: DeviceClass.tape, type: 0x08 },
  '2311': { class: DeviceClass.dasd, type: 0x80 },
  '2314': { class: DeviceClass.dasd, type: 0x40 },
  '2319': { class: DeviceClass.dasd, type: 0x40 },
  '3330': { class: DeviceClass.dasd, type: 0x10 },
  '3350': { class: DeviceClass.dasd, type: 0x08 },
  '3380': { class: DeviceClass.dasd, type: 0x20 },
  '2305': { class: DeviceClass.dasd, type: 0x02 },
  '3340': { class: DeviceClass.dasd, type: 0x01 },
  CTCA: { class: DeviceClass.special, type: 0x80 },
  TIMER: { class: DeviceClass.special, type: 0x20 },
};

/** Class and type bytes of IBM's machine type (`3350`, `2540R`); special class, type 1 for one CP doesn't know. */
export function deviceTypeCode(type: string): DeviceTypeCode {
  return TYPES[type] ?? { class: DeviceClass.special, type: 0x01 };
}
