/** Limited channel logout. GA22-7000, Limited Channel Logout. */

/** The error was found by the channel, and came from the control unit. */
const DETECTED_BY_CHANNEL = 0x04000000;
const FROM_CONTROL_UNIT = 0x00080000;
/** Valid fields: sequence code, unit status, CCW address and key, channel address, device address. */
const VALID_FIELDS = 0x00001f00;
/** The operation at the device was ended by a selective reset. */
const SELECTIVE_RESET = 0x00000080;
/** Sequence codes: how far the operation had come. */
const COMMAND_SENT = 1;
const DATA_TRANSFERRED = 3;

/** The word for X'B0' when a device has broken off an operation against all rules. */
export function interfaceCheckLogout(dataTransferred: boolean): number {
  const sequence = dataTransferred ? DATA_TRANSFERRED : COMMAND_SENT;
  return DETECTED_BY_CHANNEL | FROM_CONTROL_UNIT | VALID_FIELDS | SELECTIVE_RESET | sequence;
}
