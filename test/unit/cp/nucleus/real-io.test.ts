import { describe, expect, it } from 'vitest';
import { CpStorage } from '../../../../src/cp/nucleus/cp-storage.js';
import { FRAME_SIZE, FrameTable } from '../../../../src/cp/nucleus/frame-table.js';
import { runRealCcws } from '../../../../src/cp/nucleus/cp-real-io.js';
import { RealIo } from '../../../../src/cp/nucleus/real-io.js';
import { RecordIo } from '../../../../src/cp/nucleus/record-io.js';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CkdDisk, CountedClock, Display3270, HostClock, Machine } from '../../../../src/s370/index.js';
import type { DisplayTerminal } from '../../../../src/s370/index.js';
import { memoryPack } from '../../../support/virtual-machine.js';

const FRAMES = 4;

describe('a wait of CP', () => {
  it("does not wait for the channel's latency, which a host's clock can't skip", () => {
    // A clock of the host that has stopped: nothing that waits for time to pass would ever come.
    const machine = new Machine({
      storageSize: 0x10000,
      clock: new HostClock(() => 0),
      intervalTimer: false,
    });
    const { storage, events, channels } = machine;
    channels.attach(0x150, new CkdDisk(memoryPack('SCRTCH')));
    const frames = new FrameTable(storage, FRAMES);
    const cpStorage = new CpStorage(storage, frames, FRAME_SIZE, FRAMES * FRAME_SIZE, () => false);
    const records = new RecordIo(storage, cpStorage, new RealIo(channels, events, storage, cpStorage));
    const label = records.readNow({ device: 0x150, cylinder: 0, head: 0, record: 3 }, 80);
    expect(label === undefined ? '' : ebcdic037.decode(label.subarray(0, 10))).toBe('VOL1SCRTCH');
    expect(events.length).toBe(0);
  });
});

describe('I/O on a display', () => {
  it('reads a key before it writes what was waiting: the write would take the key away', () => {
    const machine = new Machine({ storageSize: 0x10000, clock: new CountedClock(1), intervalTimer: false });
    const { storage, events, channels } = machine;
    const display = new Display3270('3277');
    channels.attach(0x0c0, display);
    const log: string[] = [];
    const terminal: DisplayTerminal = {
      model: 2,
      rows: 24,
      columns: 80,
      alternateRows: 24,
      alternateColumns: 80,
      extended: true,
      send: (_command, data) => log.push(`write ${data[1]}`),
      request: () => log.push('asked the terminal'),
    };
    display.plug(terminal);
    display.powered(true);
    const cpStorage = new CpStorage(
      storage,
      new FrameTable(storage, FRAMES),
      FRAME_SIZE,
      FRAMES * FRAME_SIZE,
      () => {
        throw new Error('no room');
      },
    );
    const io = new RealIo(channels, events, storage, cpStorage);
    const parts = { storage, cpStorage, io, events };
    io.poll(); // device end of switching on
    io.onStatus(0x0c0, () =>
      runRealCcws(parts, 0x0c0, [{ command: 0x06, count: 100 }], ({ data }) => log.push(`key ${data?.[0]}`)),
    );
    const write = (byte: number): void =>
      runRealCcws(parts, 0x0c0, [{ command: 0x01, data: Uint8Array.of(0x02, byte) }], () => undefined);
    write(1);
    write(2);
    write(3);
    // pressed while the first write is going on
    display.attention(Uint8Array.of(0x7d, 0x40, 0x40));
    io.waitUntil(() => !io.isBusy(0x0c0) && events.length === 0);
    // the key came from the display as it was pressed, not from a screen that a write has changed
    expect(log.filter((entry) => entry.startsWith('write'))).toEqual(['write 1', 'write 2', 'write 3']);
    expect(log).toContain('key 125');
    expect(log).not.toContain('asked the terminal');
  });
});
