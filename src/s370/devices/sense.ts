/** Sense byte 0, common to most devices. GA22-7000, Sense Data. */
export const Sense0 = {
  commandReject: 0x80,
  interventionRequired: 0x40,
  busOutCheck: 0x20,
  equipmentCheck: 0x10,
  dataCheck: 0x08,
  overrun: 0x04,
} as const;
