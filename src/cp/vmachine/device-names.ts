import type { VdevBlok } from './vdevblok.js';

/** Four-letter name of a device for messages. */
export function deviceName(vdev: VdevBlok): string {
  switch (vdev.kind) {
    case 'console':
      return 'CONS';
    case 'reader':
      return 'RDR';
    case 'punch':
      return 'PUN';
    case 'printer':
      return 'PRT';
    case 'minidisk':
      return 'DASD';
    case 'ctca':
      return 'CTCA';
    case 'timer':
      return 'TIMR';
    case 'graf':
      return 'GRAF';
    case 'line':
      return 'LINE';
    case 'dedicated':
      return realDeviceName(vdev.real.type);
  }
}

/** Four-letter name of a real device by its type. */
export function realDeviceName(type: string): string {
  if (/^(1403|1443|3211|3203)$/.test(type)) return 'PRT';
  if (/^(2540R|2501|3505)$/.test(type)) return 'RDR';
  if (/^(2540P|3525)$/.test(type)) return 'PUN';
  if (/^(24|34)\d\d$/.test(type)) return 'TAPE';
  if (/^(2305|2311|2314|2319|33[3-8]\d)$/.test(type)) return 'DASD';
  if (/^(327\d|328\d|3158|3138|3148|3066)$/.test(type)) return 'GRAF';
  if (/^(1052|3210|3215)$/.test(type)) return 'CONS';
  return 'DEV';
}
