import { CcwFlag, encodeCcw } from '../../s370/index.js';
import type { MainStorage } from '../../s370/index.js';
import { realAddress } from '../vmachine/guest-address.js';
import type { RealAddress } from '../vmachine/guest-address.js';
import type { CpStorage } from './cp-storage.js';
import type { RealIo } from './real-io.js';

const SEEK = 0x07;
const SEARCH_ID_EQUAL = 0x31;
const TIC = 0x08;
const SET_FILE_MASK = 0x1f;
const ALL_WRITES = 0xc0;
const SEARCH_HOME_ADDRESS = 0x39;
const WRITE_RECORD_ZERO = 0x15;
const READ_DATA = 0x06;
const WRITE_DATA = 0x05;
/** SEEK, SEARCH, TIC, READ or WRITE, and the argument of SEEK and SEARCH. */
const PROGRAM_SIZE = 40;
const NORMAL = 0x0c;

/** SEEK, SET FILE MASK, SEARCH, TIC, WRITE RECORD ZERO, then SEEK argument, mask and record zero. */
const ERASE_SIZE = 64;

/** Where a record lies on a volume. */
export interface RecordPlace {
  readonly device: number;
  readonly cylinder: number;
  readonly head: number;
  readonly record: number;
}

/** CP's own transfers of records of real volumes: the channel programs are built in real storage. */
export class RecordIo {
  constructor(
    private readonly storage: MainStorage,
    private readonly cpStorage: CpStorage,
    private readonly io: RealIo,
  ) {}

  /** Reads or writes one record at a real address; `done(false)` when that failed. */
  transfer(
    direction: 'read' | 'write',
    place: RecordPlace,
    at: RealAddress,
    length: number,
    done: (ok: boolean) => void,
  ): void {
    const program = this.cpStorage.allocate(PROGRAM_SIZE);
    const argument = realAddress(program + 32);
    const { cylinder, head, record } = place;
    this.storage.copyIn(
      argument,
      Uint8Array.of(0, 0, cylinder >>> 8, cylinder & 0xff, head >>> 8, head & 0xff, record),
    );
    const chain = CcwFlag.chainCommand;
    const command = direction === 'read' ? READ_DATA : WRITE_DATA;
    const ccws = [
      encodeCcw(SEEK, argument, chain, 6),
      encodeCcw(SEARCH_ID_EQUAL, argument + 2, chain, 5),
      encodeCcw(TIC, program + 8, 0, 0),
      encodeCcw(command, at, CcwFlag.suppressLength, length),
    ];
    ccws.forEach((ccw, index) => this.storage.copyIn(program + 8 * index, ccw));
    this.io.start({
      device: place.device,
      key: 0,
      ccwAddress: program,
      done: ({ conditionCode, csw }) => {
        this.cpStorage.release(program, PROGRAM_SIZE);
        done(conditionCode === 0 && csw.unitStatus === NORMAL && csw.channelStatus === 0);
      },
    });
  }

  /** Takes every record off a track but a standard record zero. Waits. */
  eraseTrack(device: number, cylinder: number, head: number): boolean {
    const program = this.cpStorage.allocate(ERASE_SIZE);
    const place = [cylinder >>> 8, cylinder & 0xff, head >>> 8, head & 0xff];
    const chain = CcwFlag.chainCommand;
    const ccws = [
      encodeCcw(SEEK, program + 40, chain, 6),
      encodeCcw(SET_FILE_MASK, program + 46, chain, 1),
      encodeCcw(SEARCH_HOME_ADDRESS, program + 42, chain, 4),
      encodeCcw(TIC, program + 16, 0, 0),
      encodeCcw(WRITE_RECORD_ZERO, program + 48, 0, 16),
    ];
    ccws.forEach((ccw, index) => this.storage.copyIn(program + 8 * index, ccw));
    this.storage.copyIn(program + 40, Uint8Array.of(0, 0, ...place, ALL_WRITES));
    this.storage.copyIn(program + 48, Uint8Array.of(...place, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0));
    let result: boolean | undefined;
    this.io.start({
      device,
      key: 0,
      ccwAddress: program,
      done: ({ conditionCode, csw }) => {
        result = conditionCode === 0 && csw.unitStatus === NORMAL && csw.channelStatus === 0;
      },
    });
    this.io.waitUntil(() => result !== undefined);
    this.cpStorage.release(program, ERASE_SIZE);
    return result === true;
  }

  /** Reads a record of at most 4096 bytes and waits for it; undefined when that failed. */
  readNow(place: RecordPlace, length: number): Uint8Array | undefined {
    const area = this.cpStorage.allocate(length);
    try {
      return this.wait('read', place, area, length) ? this.storage.copyOut(area, length) : undefined;
    } finally {
      this.cpStorage.release(area, length);
    }
  }

  /** Writes a record and waits until the volume has it. */
  writeNow(place: RecordPlace, bytes: Uint8Array): boolean {
    const area = this.cpStorage.allocate(bytes.length);
    try {
      this.storage.copyIn(area, bytes);
      return this.wait('write', place, area, bytes.length);
    } finally {
      this.cpStorage.release(area, bytes.length);
    }
  }

  private wait(direction: 'read' | 'write', place: RecordPlace, area: RealAddress, length: number): boolean {
    let result: boolean | undefined;
    this.transfer(direction, place, area, length, (ok) => {
      result = ok;
    });
    this.io.waitUntil(() => result !== undefined);
    return result === true;
  }
}
