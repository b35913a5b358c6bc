import { MemoryTape as Tape, MemoryTracks as Tracks } from '../../src/equivalence/media.js';
import { BackingError, formatTrack } from '../../src/s370/index.js';
import type {
  BlockStore,
  Carriage,
  CardSink,
  ConsoleTerminal,
  FbaGeometry,
  PrintSink,
  StateRecord,
  StateReader,
} from '../../src/s370/index.js';

/** A CKD volume in memory that can be looked at, kept in a snapshot, and full. */
export class MemoryTracks extends Tracks {
  writes = 0;
  /** Refuses writes after so many more. */
  writesLeft = Infinity;

  override writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    if (this.writesLeft <= 0) throw new BackingError('memory: full', 'no-space');
    this.writesLeft--;
    this.writes++;
    super.writeTrack(cylinder, head, offset, bytes);
  }

  /** Replaces a whole track. */
  put(cylinder: number, head: number, records: { key: Uint8Array; data: Uint8Array }[]): void {
    this.readTrack(cylinder, head).set(formatTrack(cylinder, head, this.geometry.trackSize, records));
  }

  saveState(): StateRecord {
    return { tracks: [...this.tracks].map(([number, bytes]) => ({ number, bytes: bytes.slice() })) };
  }

  restoreState(state: StateReader): void {
    this.tracks.clear();
    for (const track of state.records('tracks'))
      this.tracks.set(track.number('number'), track.bytes('bytes'));
  }
}

/** A tape in memory that can be kept in a snapshot. */
export class MemoryTape extends Tape {
  saveState(): StateRecord {
    return {
      blocks: this.blocks.map((block) => (block === 'mark' ? block : block.slice())),
      at: this.at,
    };
  }

  restoreState(state: StateReader): void {
    this.blocks = [...(state.value('blocks') as (Uint8Array | 'mark')[])];
    this.at = state.number('at');
  }
}

/** An FBA volume in memory. */
export class MemoryBlocks implements BlockStore {
  readonly geometry: FbaGeometry;
  readonly bytes: Uint8Array;

  constructor(
    blocks: number,
    readonly readOnly = false,
  ) {
    this.geometry = { blockSize: 512, blocks };
    this.bytes = new Uint8Array(512 * blocks);
  }

  readBlocks(first: number, count: number): Uint8Array {
    this.check(first, count);
    return this.bytes.subarray(512 * first, 512 * (first + count));
  }

  writeBlocks(first: number, bytes: Uint8Array): void {
    this.check(first, bytes.length / 512);
    this.bytes.set(bytes, 512 * first);
  }

  sync(): void {}
  close(): void {}

  private check(first: number, count: number): void {
    if (first < 0 || first + count > this.geometry.blocks) {
      throw new BackingError(`memory: no block ${first + count - 1}`, 'equipment-check');
    }
  }
}

/** A console whose operator is the test. */
export class TestTerminal implements ConsoleTerminal {
  readonly typed: { text: Uint8Array; newLine: boolean }[] = [];
  alarms = 0;
  reply: ((line: Uint8Array | 'cancel') => void) | undefined;
  write(text: Uint8Array, newLine: boolean): void {
    this.typed.push({ text, newLine });
  }
  read(reply: (line: Uint8Array | 'cancel') => void): void {
    this.reply = reply;
  }
  cancelRead(): void {
    this.reply = undefined;
  }
  alarm(): void {
    this.alarms++;
  }
}

export class TestPaper implements PrintSink {
  readonly lines: { data: Uint8Array; carriage: Carriage; command: number }[] = [];
  printLine(data: Uint8Array, carriage: Carriage, command: number): void {
    this.lines.push({ data, carriage, command });
  }
}

export class TestStacker implements CardSink {
  readonly cards: Uint8Array[] = [];
  /** Refuse after so many cards. */
  capacity = Infinity;
  punchCard(card: Uint8Array): void {
    if (this.cards.length >= this.capacity) throw new BackingError('stacker: full', 'no-space');
    this.cards.push(card);
  }
}
