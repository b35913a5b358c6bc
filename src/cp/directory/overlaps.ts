import { VOLUME_CYLINDERS } from './device-types.js';
import type { DirectoryUser, MinidiskEntry } from './entries.js';

export interface Overlap {
  readonly line: number;
  readonly text: string;
  readonly message: string;
}

interface Extent {
  readonly user: DirectoryUser;
  readonly disk: MinidiskEntry;
  readonly end: number;
}

/** A minidisk that is a whole volume: it lies over all others on purpose. */
const isFullPack = (disk: MinidiskEntry): boolean =>
  disk.start === 0 && VOLUME_CYLINDERS[disk.type].includes(disk.cylinders);

/**
 * Pairs of minidisks on one volume that share cylinders. CP allows it; full-pack minidisks are
 * meant to overlap and not reported.
 */
export function findOverlaps(users: readonly DirectoryUser[]): Overlap[] {
  const volumes = new Map<string, Extent[]>();
  for (const user of users) {
    for (const disk of user.devices) {
      if (disk.kind !== 'mdisk') continue;
      const extents = volumes.get(disk.volser) ?? [];
      extents.push({ user, disk, end: disk.start + disk.cylinders });
      volumes.set(disk.volser, extents);
    }
  }
  return [...volumes.values()].flatMap(overlapsOfVolume).sort((a, b) => a.line - b.line);
}

function overlapsOfVolume(extents: readonly Extent[]): Overlap[] {
  const partial = extents.filter(({ disk }) => !isFullPack(disk));
  const sorted = [...partial].sort((a, b) => a.disk.start - b.disk.start || a.disk.line - b.disk.line);
  const overlaps: Overlap[] = [];
  sorted.forEach((first, index) => {
    for (const second of sorted.slice(index + 1)) {
      if (second.disk.start >= first.end) break;
      overlaps.push(describe(first, second));
    }
  });
  return overlaps;
}

function describe(first: Extent, second: Extent): Overlap {
  const [early, late] = first.disk.line <= second.disk.line ? [first, second] : [second, first];
  const last = Math.min(first.end, second.end) - 1;
  return {
    line: late.disk.line,
    text: label(late),
    message:
      `MINIDISK OVERLAP ON ${late.disk.volser}, CYLINDERS ${second.disk.start}-${last}: ` +
      `${label(early)} (LINE ${early.disk.line}) AND ${label(late)}`,
  };
}

function label({ user, disk }: Extent): string {
  return `${user.userid} ${disk.address.toString(16).toUpperCase().padStart(3, '0')}`;
}
