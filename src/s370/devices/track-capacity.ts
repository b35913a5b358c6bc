/**
 * How much of a track a record takes. The formulas are those of the device manuals (GA26-1592, GA26-1619,
 * GA26-1638, GA26-1657, GA26-1664, GA24-3599): each counts the gaps that the recording needs between the areas.
 */
export interface TrackCapacity {
  /** Bytes that all records of a track may use, as `recordSpace` counts them, standard record 0 not among them. */
  readonly capacity: number;
  /** Bytes of a track that a record takes when others follow. */
  recordSpace(keyLength: number, dataLength: number): number;
  /** Bytes that the last record of a track takes. */
  lastRecordSpace(keyLength: number, dataLength: number): number;
}

/** Disks whose records have gaps of constant size: 2305, 3330, 3340, 3350. */
export function constantGaps(capacity: number, gap: number, keyGap: number): TrackCapacity {
  const space = (keyLength: number, dataLength: number) =>
    gap + (keyLength === 0 ? 0 : keyGap + keyLength) + dataLength;
  return { capacity, recordSpace: space, lastRecordSpace: space };
}

/** Disks whose gaps grow with the record: 2311, 2314. The last record of a track needs no gap behind it. */
export function growingGaps(
  capacity: number,
  gap: number,
  keyGap: number,
  numerator: number,
  denominator: number,
): TrackCapacity {
  return {
    capacity,
    recordSpace: (keyLength, dataLength) =>
      gap + (keyLength === 0 ? 0 : keyGap) + Math.trunc(((keyLength + dataLength) * numerator) / denominator),
    lastRecordSpace: (keyLength, dataLength) => (keyLength === 0 ? 0 : keyGap) + keyLength + dataLength,
  };
}

/** Disks that write in cells of constant size: 3375, 3380. Key and data each fill whole cells. */
export function cells(capacity: number, cell: number, dataGap: number, keyGap: number): TrackCapacity {
  const whole = (bytes: number) => Math.ceil(bytes / cell) * cell;
  const space = (keyLength: number, dataLength: number) =>
    whole(dataLength + dataGap) + (keyLength === 0 ? 0 : whole(keyLength + keyGap));
  return { capacity, recordSpace: space, lastRecordSpace: space };
}
