import { describe, expect, it, vi } from 'vitest';
import { Display3270 } from '../../../src/s370/index.js';
import type { DisplayTerminal } from '../../../src/s370/index.js';
import { DisplayPool } from '../../../src/system/display-pool.js';

const terminal = (): DisplayTerminal => ({
  model: 2,
  rows: 24,
  columns: 80,
  alternateRows: 24,
  alternateColumns: 80,
  extended: false,
  send: () => undefined,
  request: () => undefined,
});

describe('display pool', () => {
  const make = (wake = () => undefined as void) =>
    new DisplayPool(
      [0xc0, 0xc1].map((address) => ({ address, display: new Display3270() })),
      wake,
    );

  it('seats terminals in order, and at the display they ask for', () => {
    const pool = make();
    expect(pool.seat(terminal(), '0C1')).toMatchObject({ address: 0xc1 });
    expect(pool.seat(terminal(), '0C1')).toBe('DISPLAY 0C1 IS IN USE');
    expect(pool.seat(terminal(), '0FF')).toBe('THERE IS NO DISPLAY 0FF');
    expect(pool.seat(terminal())).toMatchObject({ address: 0xc0 });
    expect(pool.seat(terminal())).toBe('ALL DISPLAYS ARE IN USE');
  });

  it('frees the display when the terminal is switched off, and wakes the loop', () => {
    const wake = vi.fn();
    const pool = make(wake);
    const seat = pool.seat(terminal());
    if (typeof seat === 'string') throw new Error(seat);
    seat.host.powered(true);
    expect(pool.free).toBe(1);
    seat.host.powered(false);
    expect(pool.free).toBe(2);
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it('wakes the loop when a terminal answers a read', () => {
    const wake = vi.fn();
    const display = new Display3270();
    const pool = new DisplayPool([{ address: 0xc0, display }], wake);
    let answer: ((data: Uint8Array) => void) | undefined;
    pool.seat({ ...terminal(), request: (_command, reply) => (answer = reply) });
    const replies: Uint8Array[] = [];
    display.plugged!.request(0x06, (data) => replies.push(data));
    expect(wake).not.toHaveBeenCalled();
    answer!(Uint8Array.of(0x60, 0x40, 0x40));
    expect(replies).toEqual([Uint8Array.of(0x60, 0x40, 0x40)]);
    expect(wake).toHaveBeenCalledTimes(1);
  });
});
