import { CcwFlag } from './ccw.js';
import type { CcwStream } from './ccw-stream.js';
import { verdictStatus, type ChannelStorage } from './channel-storage.js';
import type { StateReader, StateRecord } from '../state.js';
import { ChannelStatus } from './status.js';

const BLOCK = 0x800;

/**
 * Moves the data of one command between a device and storage: counts, data chaining, indirect data address
 * words, SKIP, key-controlled protection. GA22-7000, Data Chaining, Channel Indirect Data Addressing.
 */
export class DataTransfer {
  /** Channel errors met so far. */
  status = 0;
  /** The device wanted or offered more than the count. */
  overran = false;
  /** Some byte was moved. */
  touched = false;
  /** Count of the CCW in effect, minus the bytes moved. */
  count = 0;
  /** Data address, or with indirect addressing the address within the block of the present IDAW. */
  private address = 0;
  private idawAddress = 0;
  private idawLoaded = false;
  private deferred = 0;
  private readonly idaw = new Uint8Array(4);

  constructor(
    private readonly storage: ChannelStorage,
    private readonly key: number,
    private readonly stream: CcwStream,
    private readonly backward: boolean,
    /** Told of every CCW put in effect by data chaining. */
    private readonly chained: () => void,
  ) {
    this.takeCcw();
  }

  /** Next bytes for the device; fewer than asked when the count or the channel ends. */
  fetch(length: number, variable: boolean): Uint8Array {
    const pieces: Uint8Array[] = [];
    let got = 0;
    while (got < length) {
      const wanted = Math.min(length - got, this.available(variable));
      if (wanted === 0) break;
      const room = this.locate(wanted, false);
      if (room === 0) break;
      const piece = new Uint8Array(room);
      this.storage.fetch(this.address, piece);
      this.advance(room);
      pieces.push(piece);
      got += room;
    }
    if (pieces.length === 1) return pieces[0];
    const all = new Uint8Array(got);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** Offers bytes of the device; returns how many the channel took. Backward transfers take from the end. */
  store(bytes: Uint8Array): number {
    let done = 0;
    while (done < bytes.length) {
      const offered = Math.min(bytes.length - done, this.available(false));
      if (offered === 0) break;
      if ((this.stream.ccw.flags & CcwFlag.skip) !== 0) {
        this.advance(offered);
        done += offered;
        continue;
      }
      const room = this.locate(offered, true);
      if (room === 0) break;
      if (this.backward) {
        const end = bytes.length - done;
        this.storage.store(this.address - room + 1, bytes.subarray(end - room, end));
      } else {
        this.storage.store(this.address, bytes.subarray(done, done + room));
      }
      this.advance(room);
      done += room;
    }
    return done;
  }

  /** Counts, addresses and what has happened so far; the CCW in effect is the stream's. */
  saveState(): StateRecord {
    const { status, overran, touched, count, address, idawAddress, idawLoaded, deferred } = this;
    return { status, overran, touched, count, address, idawAddress, idawLoaded, deferred };
  }

  restoreState(state: StateReader): void {
    this.status = state.number('status');
    this.overran = state.boolean('overran');
    this.touched = state.boolean('touched');
    this.count = state.number('count');
    this.address = state.number('address');
    this.idawAddress = state.number('idawAddress');
    this.idawLoaded = state.boolean('idawLoaded');
    this.deferred = state.number('deferred');
  }

  private takeCcw(): void {
    const { address, count, flags } = this.stream.ccw;
    this.count = count;
    if ((flags & CcwFlag.indirect) !== 0) {
      this.idawAddress = address;
      this.idawLoaded = false;
    } else {
      this.address = address;
    }
  }

  /** Bytes the present CCW has room for; 0 ends the transfer. */
  private available(variable: boolean): number {
    if (this.status !== 0) return 0;
    if (this.count === 0) {
      if (this.deferred !== 0) this.status |= this.deferred;
      else if (!variable) this.overran = true;
    }
    return this.count;
  }

  /** Makes `address` good for up to `wanted` bytes; returns how many lie in one permitted block, 0 on a check. */
  private locate(wanted: number, store: boolean): number {
    if ((this.stream.ccw.flags & CcwFlag.indirect) !== 0 && !this.loadIdaw()) return 0;
    if (this.address < 0) return this.fail(ChannelStatus.programCheck);
    const check = verdictStatus(this.storage.permit(this.address, this.key, store), 'data');
    if (check !== 0) return this.fail(check);
    const offset = this.address & (BLOCK - 1);
    return Math.min(wanted, this.backward ? offset + 1 : BLOCK - offset);
  }

  private loadIdaw(): boolean {
    if (this.idawLoaded) return true;
    const first = this.idawAddress === this.stream.ccw.address;
    const verdict =
      (this.idawAddress & 3) !== 0 ? 'addressing' : this.storage.permit(this.idawAddress, this.key, false);
    if (verdict !== 'ok') {
      this.fail(verdictStatus(verdict, 'control'));
      return false;
    }
    this.storage.fetch(this.idawAddress, this.idaw);
    const address = (this.idaw[1] << 16) | (this.idaw[2] << 8) | this.idaw[3];
    const boundary = this.backward ? BLOCK - 1 : 0;
    if (this.idaw[0] !== 0 || (!first && (address & (BLOCK - 1)) !== boundary)) {
      this.fail(ChannelStatus.programCheck);
      return false;
    }
    this.address = address;
    this.idawAddress = (this.idawAddress + 4) & 0xffffff;
    this.idawLoaded = true;
    return true;
  }

  private advance(bytes: number): void {
    this.touched = true;
    this.count -= bytes;
    const before = this.address;
    this.address += this.backward ? -bytes : bytes;
    if ((this.stream.ccw.flags & CcwFlag.indirect) !== 0 && before >> 11 !== this.address >> 11) {
      this.idawLoaded = false;
    }
    if (this.count === 0 && (this.stream.ccw.flags & CcwFlag.chainData) !== 0) this.chain();
  }

  /** The count ran out under data chaining: the next CCW comes into effect; its errors only if data are to follow. */
  private chain(): void {
    this.deferred = this.stream.advance('data');
    if (this.deferred !== 0) return;
    this.takeCcw();
    this.chained();
  }

  private fail(status: number): 0 {
    this.status |= status;
    return 0;
  }
}
