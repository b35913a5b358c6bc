import { ebcdic037 } from '../ebcdic/index.js';

/** A disabled wait with code 00000F: what IPL of a volume without a system comes to. */
const NO_SYSTEM_PSW = [0x00, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0f];
/** READ of 0 bytes is not allowed, so the CCW of the IPL record is a NOP that ends the chain. */
const NO_OPERATION_CCW = [0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01];

/**
 * Records 1 to 3 of cylinder 0 head 0 of a labelled volume: IPL1, IPL2 and the volume label VOL1.
 * GC26-3816, Standard Volume Label. `volume`: serial, one to six characters.
 */
export function volumeLabelRecords(
  volume: string,
): { readonly key: Uint8Array; readonly data: Uint8Array }[] {
  if (!/^[A-Z0-9@#$-]{1,6}$/.test(volume)) {
    throw new Error(`${volume} is not a volume serial (one to six of A-Z, 0-9, @, #, $, -)`);
  }
  const label = ebcdic037.encode(`VOL1${volume.padEnd(6)}`, 80);
  // Security byte X'40', then the address of the VTOC: none.
  label.fill(0, 11, 16);
  const ipl = new Uint8Array(24);
  ipl.set(NO_SYSTEM_PSW);
  ipl.set(NO_OPERATION_CCW, 8);
  return [
    { key: ebcdic037.encode('IPL1'), data: ipl },
    { key: ebcdic037.encode('IPL2'), data: new Uint8Array(144) },
    { key: ebcdic037.encode('VOL1'), data: label },
  ];
}
