import { ebcdic037 } from '../ebcdic/index.js';
import { formatTrack } from '../s370/index.js';
import type { CkdGeometry } from '../s370/index.js';
import { makeVtoc } from './vtoc/make-vtoc.js';
import type { VtocPlace } from './vtoc/make-vtoc.js';

/** A disabled wait with code 00000F: what IPL of a volume without a system comes to. */
const NO_SYSTEM_PSW = [0x00, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0f];
/** READ of 0 bytes is not allowed, so the CCW of the IPL record is a NOP that ends the chain. */
const NO_OPERATION_CCW = [0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01];

interface KeyedRecord {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** What is on a volume when it is made. */
export interface VolumeContents {
  /** Volume serial for a standard label with IPL records on cylinder 0 head 0; without it the volume is raw. */
  readonly volume?: string;
  /** A volume table of contents with no data sets, where it begins and how many tracks it has; with a label only. */
  readonly vtoc?: VtocPlace;
}

/** Throws `Error` when the text is no volume serial. */
export function checkVolumeSerial(volume: string): void {
  if (!/^[A-Z0-9@#$-]{1,6}$/.test(volume)) {
    throw new Error(`${volume} is not a volume serial (one to six of A-Z, 0-9, @, #, $, -)`);
  }
}

/** The data of a volume label: VOL1, serial, and where the table of contents begins (cylinder, head, record). */
export function volumeLabel(volume: string, vtoc: Uint8Array = new Uint8Array(5)): Uint8Array {
  checkVolumeSerial(volume);
  const label = ebcdic037.encode(`VOL1${volume.padEnd(6)}`, 80);
  // Security byte X'40', then the address of the VTOC.
  label.set(vtoc, 11);
  return label;
}

/**
 * Records 1 to 3 of cylinder 0 head 0 of a labelled volume: IPL1, IPL2 and the volume label VOL1.
 * GC26-3816, Standard Volume Label. `volume`: serial, one to six characters.
 */
export function volumeLabelRecords(volume: string, vtoc?: Uint8Array): KeyedRecord[] {
  const ipl = new Uint8Array(24);
  ipl.set(NO_SYSTEM_PSW);
  ipl.set(NO_OPERATION_CCW, 8);
  return [
    { key: ebcdic037.encode('IPL1'), data: ipl },
    { key: ebcdic037.encode('IPL2'), data: new Uint8Array(144) },
    { key: ebcdic037.encode('VOL1'), data: volumeLabel(volume, vtoc) },
  ];
}

/** The first tracks of cylinder 0 of a new volume, by head: none when it is raw. */
export function labelTracks(geometry: CkdGeometry, contents: VolumeContents): Uint8Array[] {
  const { volume, vtoc } = contents;
  if (volume === undefined) return [];
  const tracks: Uint8Array[] = [];
  if (vtoc !== undefined) tracks.push(...makeVtoc(geometry, vtoc));
  const records = volumeLabelRecords(
    volume,
    vtoc && Uint8Array.of(0, 0, vtoc.track >> 8, vtoc.track & 0xff, 1),
  );
  tracks[0] = formatTrack(0, 0, geometry.trackSize, records);
  return tracks;
}
