import { ebcdic037 } from '../ebcdic/index.js';
import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

/**
 * X'0C' pseudo timer: stores date, time, virtual and total CPU time (doublewords of microseconds) in the 32-byte
 * doubleword area at Rx.
 */
export function diagnose0c(call: DiagnoseCall): void {
  const { services } = call;
  const area = address(call, call.rx);
  specify(area % 8 === 0);
  services.storage.store(area, pseudoTimer(services));
}

/** The 32 bytes of the pseudo timer. */
export function pseudoTimer(services: DiagnoseCall['services']): Uint8Array {
  const { milliseconds, zoneMinutes } = services.timeOfDay();
  const local = new Date(milliseconds + zoneMinutes * 60000).toISOString();
  const date = `${local.slice(5, 7)}/${local.slice(8, 10)}/${local.slice(2, 4)}`;
  const record = new Uint8Array(32);
  record.set(ebcdic037.encode(date, 8), 0);
  record.set(ebcdic037.encode(local.slice(11, 19), 8), 8);
  const view = new DataView(record.buffer);
  view.setBigUint64(16, BigInt(Math.floor(services.virtualCpu())));
  view.setBigUint64(24, BigInt(Math.floor(services.totalCpu())));
  return record;
}
