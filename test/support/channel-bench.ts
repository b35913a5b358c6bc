import { ChannelSet, EventQueue, encodeCcw } from '../../src/s370/index.js';
import type {
  ChannelSetOptions,
  ChannelStorage,
  ChannelStatusWord,
  Device,
  IoResult,
  MachineClock,
} from '../../src/s370/index.js';

/** A clock that stands still until it is told to skip. */
export class BenchClock implements MachineClock {
  readonly pollInterval = 16384;
  private time = 0;
  now(): number {
    return this.time;
  }
  skipTo(time: number): boolean {
    this.time = Math.max(this.time, time);
    return true;
  }
  instructionsUntil(time: number): number {
    return Math.max(1, time - this.time);
  }
}

/** Plain storage with keys, and a channel set over it: what a channel program needs and no more. */
export class ChannelBench {
  readonly bytes: Uint8Array;
  readonly keys: Uint8Array;
  readonly clock = new BenchClock();
  readonly events = new EventQueue(this.clock);
  readonly channels: ChannelSet;
  /** How often the channels told of an interruption. */
  notices = 0;

  constructor(size = 0x10000, options: Partial<ChannelSetOptions> = {}) {
    this.bytes = new Uint8Array(size);
    this.keys = new Uint8Array(size >> 11);
    const storage: ChannelStorage = {
      permit: (address, key, store) => {
        if (address >= size) return 'addressing';
        const storageKey = this.keys[address >> 11];
        if (key !== 0 && key !== storageKey >> 4 && (store || (storageKey & 8) !== 0)) return 'protection';
        this.keys[address >> 11] |= store ? 6 : 4;
        return 'ok';
      },
      fetch: (address, target) => target.set(this.bytes.subarray(address, address + target.length)),
      store: (address, bytes) => this.bytes.set(bytes, address),
    };
    this.channels = new ChannelSet({
      storage,
      events: this.events,
      interruptionPending: () => void this.notices++,
      ...options,
    });
  }

  attach<T extends Device>(address: number, device: T): T {
    this.channels.attach(address, device);
    return device;
  }

  /** Puts CCWs at an address: [command, data address, flags, count]. */
  program(address: number, ...ccws: (readonly [number, number, number, number])[]): void {
    ccws.forEach((ccw, index) => this.bytes.set(encodeCcw(...ccw), address + 8 * index));
  }

  put(address: number, data: ArrayLike<number>): void {
    this.bytes.set(data, address);
  }

  get(address: number, length: number): Uint8Array {
    return this.bytes.slice(address, address + length);
  }

  /** Lets time pass until no event is left (or `limit` events have run). */
  settle(limit = 10_000): void {
    for (let ran = 0; ran < limit && this.events.length > 0;) {
      this.clock.skipTo(this.events.nextTime());
      ran += this.events.runDue();
    }
  }

  start(device: number, ccwAddress: number, key = 0): IoResult {
    return this.channels.startIo(device, key, ccwAddress, false);
  }

  /** START I/O that must give condition code 0, then the interruption at its end. */
  run(device: number, ccwAddress: number, key = 0): Status {
    const result = this.start(device, ccwAddress, key);
    if (result.conditionCode !== 0) {
      const csw = result.csw === undefined ? 'no CSW' : JSON.stringify(status(result.csw));
      throw new Error(`condition code ${result.conditionCode}, ${csw}`);
    }
    this.settle();
    const interruption = this.channels.takeInterruption(-1);
    if (interruption === undefined) throw new Error('no interruption');
    if (interruption.device !== device) throw new Error(`interruption of ${interruption.device}`);
    return status(interruption.csw);
  }

  /** Sense bytes of a device. */
  sense(device: number, length = 24): Uint8Array {
    this.program(0xff00, [0x04, 0xff80, 0x20, length]);
    this.put(0xff80, new Uint8Array(length));
    this.run(device, 0xff00);
    return this.get(0xff80, length);
  }
}

export interface Status {
  readonly key: number;
  readonly ccwAddress: number;
  readonly unit: number;
  readonly channel: number;
  readonly count: number;
}

/** A CSW taken apart. */
export function status(csw: ChannelStatusWord): Status {
  return {
    key: csw.high >>> 28,
    ccwAddress: csw.high & 0xffffff,
    unit: csw.low >>> 24,
    channel: (csw.low >>> 16) & 0xff,
    count: csw.low & 0xffff,
  };
}
