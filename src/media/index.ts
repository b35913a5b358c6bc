/** Host files as media: CKD images, AWS tapes, card decks, printer and punch files. */
export { savedFiles, savedOutput, wordsToGoOn, wordsToReplay } from './saved-files.js';
export { AwsTape } from './aws-tape.js';
export type { AwsTapeWriting } from './aws-tape.js';
export { CardHopper, cardsOf, detectDeckFormat } from './card-deck.js';
export type { DeckFormat, DeckOptions } from './card-deck.js';
export { CKD_HEADER_SIZE } from './ckd-format.js';
export { checkBlocks, checkCompressedFile, checkTracks } from './check-disk.js';
export type { Finding } from './check-disk.js';
export { CkdcVolume, looksLikeCkdc } from './ckdc-volume.js';
export { CmsDisk } from './cms-files.js';
export type { CmsFile } from './cms-files.js';
export { recordsOfBlocks, textOfRecords } from './records.js';
export type { RecordLayout } from './records.js';
export { emptyHeaderLabel, labelOf, layoutOfLabel, tapeFiles, tapeVolumeLabel } from './tape-map.js';
export type { TapeFile } from './tape-map.js';
export { DataSetReader } from './vtoc/data-set-reader.js';
export { readDataSets, readVolumeLabel } from './vtoc/data-sets.js';
export type { DataSet, VolumeLabel } from './vtoc/data-sets.js';
export { CkdImage } from './ckd-image.js';
export type { CkdCreation } from './ckd-image.js';
export { CompressedCkdImage } from './compressed-ckd-image.js';
export { CompressedFbaImage } from './compressed-fba-image.js';
export { moveTrack } from './move-track.js';
export { diskFormat, openBlockImage, openDiskImage, shadowStack } from './disk-image.js';
export type { DiskFormat } from './disk-image.js';
export { rescueImages } from './cckd/rescue.js';
export type { RescuedImage } from './cckd/rescue.js';
export type { CckdStack } from './cckd/stack.js';
export { FbaImage } from './fba-image.js';
export { FileLock } from './file-lock.js';
export { DeviceNetwork } from './network/device-network.js';
export type { LineConnection } from './network/line-device.js';
export { openHostDevice, reloadHostDevice } from './host-device.js';
export type { HostDeviceRequest, HostInputs } from './host-device.js';
export { PrintFile, printedText } from './print-file.js';
export { SimhTape } from './simh-tape.js';
export { createTapeImage, openTapeImage, tapeFormat, tapeFormatOfName } from './tape-image.js';
export type { TapeFormat, TapeOptions } from './tape-image.js';
export { PunchFile } from './punch-file.js';
export { labelTracks, volumeLabel, volumeLabelRecords, checkVolumeSerial } from './volume-label.js';
export {
  ConfigurationError,
  parseConfiguration,
  parseDeviceAddresses,
  splitWords,
  substituteSymbols,
} from './configuration.js';
export { includesOf } from './include-files.js';
export { shownTime, type ClockSettings } from './clock-settings.js';
export type { DeviceStatement, MachineConfiguration } from './configuration.js';
