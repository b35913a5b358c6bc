import type { Ccw } from '../../s370/index.js';
import type { MinidiskVdev } from './vdevblok.js';

const SEEK = 0x07;
const SEEK_CYLINDER = 0x0b;
const SEEK_HEAD = 0x1b;
const RECALIBRATE = 0x13;
const READ_IPL = 0x02;
const SEARCH_HOME_ADDRESS = 0x39;
const SEARCH_ID: readonly number[] = [0x31, 0x51, 0x71];
const WRITE_HOME_ADDRESS = 0x19;
const WRITE_RECORD_ZERO = 0x15;
const WRITES: readonly number[] = [0x01, 0x05, 0x0d, 0x1d, 0x15, 0x19, 0x11];
/** A control command that no disk has: command reject. */
const REJECTED = 0xff;
/** A cylinder that no disk has: seek check. */
const NO_CYLINDER = 0xffff;
const MULTITRACK = 0x80;

/** What becomes of a CCW for a minidisk. */
export interface MinidiskCommand {
  readonly command: number;
  /** Data CP has made in place of the guest's. */
  readonly data?: Uint8Array;
  /** Where the arm is afterwards, in terms of the minidisk. */
  readonly position?: { readonly cylinder: number; readonly head: number };
}

/**
 * Commands that a minidisk changes: cylinder numbers in SEEK arguments, home addresses and record zero are moved
 * to its extent; beyond its end they lead to a seek check; writes to a read-only one, home address writes and READ
 * IPL are rejected. Undefined when the CCW goes to the disk as it is. `fetch` gives so many bytes of the CCW's data, undefined outside of
 * storage.
 */
export function minidiskCommand(
  disk: MinidiskVdev,
  ccw: Ccw,
  fetch: (length: number) => Uint8Array | undefined,
): MinidiskCommand | undefined {
  const { command } = ccw;
  if (disk.access === 'R/O' && WRITES.includes(command)) return { command: REJECTED };
  switch (command) {
    case SEEK:
    case SEEK_CYLINDER: {
      const argument = ccw.count < 6 ? undefined : fetch(ccw.count);
      if (argument === undefined) return undefined;
      const cylinder = half(argument, 2);
      relocate(disk, argument, 2);
      return { command, data: argument, position: { cylinder, head: half(argument, 4) } };
    }
    case SEEK_HEAD: {
      const argument = ccw.count < 6 ? undefined : fetch(ccw.count);
      if (argument === undefined) return undefined;
      return { command, data: argument, position: { ...disk.position, head: half(argument, 4) } };
    }
    case RECALIBRATE: {
      const argument = Uint8Array.of(0, 0, 0, 0, 0, 0);
      relocate(disk, argument, 2);
      return { command: SEEK, data: argument, position: { cylinder: 0, head: 0 } };
    }
    case READ_IPL:
    case WRITE_HOME_ADDRESS:
      return { command: REJECTED };
    case WRITE_RECORD_ZERO:
      return moved(disk, ccw, fetch(ccw.count), 4);
  }
  const search = command & ~MULTITRACK;
  if (search === SEARCH_HOME_ADDRESS) return moved(disk, ccw, fetch(ccw.count), 4);
  if (SEARCH_ID.includes(search) && ccw.count >= 5) {
    const argument = fetch(ccw.count);
    if (argument?.[4] === 0) return moved(disk, ccw, argument, 5);
  }
  return undefined;
}

/** The same command with the cylinder at the beginning of its data moved to the extent. */
function moved(
  disk: MinidiskVdev,
  ccw: Ccw,
  data: Uint8Array | undefined,
  least: number,
): MinidiskCommand | undefined {
  if (data === undefined || data.length < least) return undefined;
  relocate(disk, data, 0);
  return { command: ccw.command, data };
}

function relocate(disk: MinidiskVdev, argument: Uint8Array, at: number): void {
  const cylinder = half(argument, at);
  const real = cylinder < disk.cylinders ? cylinder + disk.start : NO_CYLINDER;
  argument[at] = real >>> 8;
  argument[at + 1] = real & 0xff;
}

function half(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}
