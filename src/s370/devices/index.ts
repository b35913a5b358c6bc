/** Device models and the contracts around them. */
export * from './backing.js';
export { adapterCable } from './adapter-link.js';
export type { AdapterLink, AdapterMessage, AdapterSide } from './adapter-link.js';
export { BaseDevice, IMMEDIATE_END } from './base-device.js';
export { CardPunch } from './card-punch.js';
export type { CardPunchOptions, CardPunchType } from './card-punch.js';
export { CardReadPunch } from './card-read-punch.js';
export { CardReader } from './card-reader.js';
export type { CardReaderType } from './card-reader.js';
export { ChannelAdapter } from './channel-adapter.js';
export type { AdapterType } from './channel-adapter.js';
export { CkdDisk } from './ckd-disk.js';
export { DISK_MODELS, diskModel, diskModelOfGeometry, geometryOf } from './ckd-models.js';
export type { DiskControlUnit, DiskModel, DiskType } from './ckd-models.js';
export { FbaDisk } from './fba-disk.js';
export { FBA_MODELS, fbaGeometryOf, fbaModel, fbaModelOfGeometry } from './fba-models.js';
export type { FbaModel, FbaType } from './fba-models.js';
export {
  COUNT_SIZE,
  END_OF_TRACK,
  HOME_ADDRESS_SIZE,
  formatTrack,
  parseTrack,
  recordFits,
} from './ckd-track.js';
export type { ParsedTrack, TrackRecord } from './ckd-track.js';
export { CommunicationLine } from './communication-line.js';
export type { LineType } from './communication-line.js';
export { Console3215 } from './console-3215.js';
export type { ConsoleType } from './console-3215.js';
export { createDevice, deviceClass, deviceTypes } from './create-device.js';
export type { DeviceClass, DeviceSpecification } from './create-device.js';
export { INITIAL_STATUS } from './device.js';
export type { ChannelOperation, ControlUnitTraits, Device, DevicePort, Disconnection } from './device.js';
export { Display3270 } from './display-3270.js';
export type { DisplayType } from './display-3270.js';
export {
  DEFAULT_FORMS_CONTROL,
  STANDARD_CHANNEL_LINES,
  makeFormsControl,
  parseFormsControl,
} from './forms-control.js';
export type { FormsControl } from './forms-control.js';
export { Printer, carriageOf } from './printer.js';
export type { PrinterOptions } from './printer.js';
export type { PrinterType } from './printer-models.js';
export { DEFAULT_LINE_SETTINGS } from './line-settings.js';
export type { LineSettings } from './line-settings.js';
export type { DialledNumber, LineHost, LineTerminal } from './line-terminal.js';
export { CARD_COLUMNS, CARD_IMAGE_SIZE, cardImage, cardInEbcdic } from './hollerith.js';
export { Sense0 } from './sense.js';
export { UnitRecordDevice } from './unit-record.js';
export { TapeDrive } from './tape-drive.js';
export type { TapeType } from './tape-models.js';
