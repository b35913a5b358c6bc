import { ebcdic037 } from '../ebcdic/index.js';
import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

/** Version, release and level as VM/370 Release 6 shows them. */
const LEVEL = [6, 0, 0];
/** Length of one record of the extended identification. */
const RECORD = 40;
/** Offset of the time zone. */
const ZONE = 32;

/**
 * X'00' store extended-identification code: Rx is the doubleword address of a buffer, the right 24 bits of Ry its length; as much of
 * the 40-byte record is stored as fits, and Ry is reduced by what was stored.
 */
export function diagnose00(call: DiagnoseCall): void {
  const { gpr, services } = call;
  const buffer = address(call, call.rx);
  const wanted = gpr[call.ry] & 0xffffff;
  specify(buffer % 8 === 0 && wanted > 0);
  const record = new Uint8Array(RECORD);
  const identification = services.cpuIdentification();
  record.set(ebcdic037.encode('VM/370', 8), 0);
  record.set(LEVEL, 8);
  record[11] = identification[0]; // version code
  record.set(identification.subarray(6, 8), 12); // machine-check extended logout length
  // CPU address in 14-15: a virtual machine has one CPU, number 0
  record.set(ebcdic037.encode(services.userid, 8), 16);
  // program products: none; the zone's distance from Greenwich in seconds, east positive
  new DataView(record.buffer).setInt32(ZONE, services.timeOfDay().zoneMinutes * 60);
  const length = Math.min(wanted, RECORD);
  services.storage.store(buffer, record.subarray(0, length));
  gpr[call.ry] -= length;
}
