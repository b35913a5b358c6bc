/** Device types that directory statements name. GC20-1801, Creating the VM/370 Directory. */

export const DASD_TYPES: readonly string[] = [
  '2305',
  '2311',
  '2314',
  '2319',
  '3330',
  '3340',
  '3350',
  '3375',
  '3380',
];

/** Cylinders of whole volumes, small to large model; with and without the alternate cylinders. */
export const VOLUME_CYLINDERS: Readonly<Record<string, readonly number[]>> = {
  '2305': [48, 96],
  '2311': [200, 203],
  '2314': [200, 203],
  '2319': [200, 203],
  '3330': [404, 411, 808, 815],
  '3340': [348, 349, 696, 698],
  '3350': [555, 560],
  '3375': [959, 962],
  '3380': [885, 886, 1770, 1771, 2655, 2656],
};

export const CONSOLE_TYPES: readonly string[] = ['1052', '3210', '3215', '3270'];

/** Unit record types; the 2540 needs READER or PUNCH behind it. */
export const READER_TYPES: readonly string[] = ['2501', '3505'];
export const PUNCH_TYPES: readonly string[] = ['3525'];
export const PRINTER_TYPES: readonly string[] = ['1403', '1443', '3203', '3211'];

/** SPECIAL types without and with a kind of line. */
export const SPECIAL_TYPES: readonly string[] = ['CTCA', 'TIMER', '3270', '3138', '3148', '3158'];
export const LINE_TYPES: readonly string[] = ['2701', '2702', '2703'];
