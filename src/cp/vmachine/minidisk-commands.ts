import type { Ccw } from '../../s370/index.js';
import type { MinidiskVdev } from './vdevblok.js';

const SEEK = 0x07;
const SEEK_CYLINDER = 0x0b;
const SEEK_HEAD = 0x1b;
const RECALIBRATE = 0x13;
const READ_IPL = 0x02;
const SENSE = 0x04;
const RESERVE = 0xb4;
const RELEASE = 0x94;
const SEARCH_HOME_ADDRESS = 0x39;
const SEARCH_ID: readonly number[] = [0x31, 0x51, 0x71];
const READ_HOME_ADDRESS = 0x1a;
const READ_RECORD_ZERO = 0x16;
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
  /** Nothing is transferred (the SKIP flag is set). */
  readonly skip?: boolean;
  /** Where in the data the disk's cylinder number comes in; it has to become the minidisk's. */
  readonly cylinderAt?: number;
  /** RESERVE or RELEASE: CP does it, the disk gives its sense bytes. */
  readonly reservation?: 'reserve' | 'release';
  /** Where the arm is afterwards, in terms of the minidisk. */
  readonly position?: { readonly cylinder: number; readonly head: number };
}

/**
 * Commands that a minidisk changes: cylinder numbers in SEEK arguments, home addresses and record zero are moved
 * to its extent; beyond its end they lead to a seek check; RESERVE and RELEASE never reach the disk, which others use too; writes to a read-only one and READ IPL are rejected; home
 * address and record zero of 3330 and later disks are not written. SY20-0886, DMKCCW. Undefined when the CCW goes to the disk as it is. `fetch` gives so many bytes of the CCW's data, undefined outside of
 * storage. `searchArgument` gives the same, and undefined too when the channel program itself reads into the argument
 * before it searches: only the channel knows what is searched for then.
 */
export function minidiskCommand(
  disk: MinidiskVdev,
  ccw: Ccw,
  fetch: (length: number) => Uint8Array | undefined,
  searchArgument: (length: number) => Uint8Array | undefined = fetch,
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
    case RESERVE:
      return { command: SENSE, reservation: 'reserve' };
    case RELEASE:
      return { command: SENSE, reservation: 'release' };
    case READ_IPL:
      return { command: REJECTED };
    case WRITE_HOME_ADDRESS:
      if (keepsRealAddresses(disk)) return { command: READ_HOME_ADDRESS, skip: true };
      return moved(disk, ccw, fetch(ccw.count), 1);
    case WRITE_RECORD_ZERO:
      return keepsRealAddresses(disk) ? { command: READ_RECORD_ZERO, skip: true } : undefined;
  }
  switch (command & ~MULTITRACK) {
    case READ_HOME_ADDRESS:
      return { command, cylinderAt: 1 };
    case READ_RECORD_ZERO:
      return keepsRealAddresses(disk) ? { command, cylinderAt: 0 } : undefined;
  }
  const search = command & ~MULTITRACK;
  if (search === SEARCH_HOME_ADDRESS) return moved(disk, ccw, searchArgument(ccw.count), 0);
  if (SEARCH_ID.includes(search) && ccw.count >= 5 && keepsRealAddresses(disk)) {
    const argument = searchArgument(ccw.count);
    if (argument?.[4] === 0) return moved(disk, ccw, argument, 0);
  }
  return undefined;
}

/** On 3330 and later disks home address and record zero stay those of the real track; programs can't write them. */
function keepsRealAddresses(disk: MinidiskVdev): boolean {
  return disk.type.startsWith('33');
}

/** The same command with the cylinder at an offset of its data moved to the extent. */
function moved(
  disk: MinidiskVdev,
  ccw: Ccw,
  data: Uint8Array | undefined,
  at: number,
): MinidiskCommand | undefined {
  if (data === undefined || data.length < at + 2) return undefined;
  relocate(disk, data, at);
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
