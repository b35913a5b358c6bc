/** Terminals of a replay: they say what the log says, and what is written to them goes nowhere. */

import { Display3270 } from '../../s370/index.js';
import type { DisplayTerminal, Machine } from '../../s370/index.js';
import type { DisplayEvent, LogEntry } from './input-log.js';

type TerminalMade = Extract<DisplayEvent, { event: 'on' }>;

class ReplayTerminal implements DisplayTerminal {
  readonly model: DisplayTerminal['model'];
  readonly rows: number;
  readonly columns: number;
  readonly alternateRows: number;
  readonly alternateColumns: number;
  readonly extended: boolean;
  /** Reads that have not been answered, the oldest first. */
  readonly asked: ((data: Uint8Array) => void)[] = [];

  constructor(made: TerminalMade) {
    this.model = made.model;
    this.rows = made.rows;
    this.columns = made.columns;
    this.alternateRows = made.alternateRows;
    this.alternateColumns = made.alternateColumns;
    this.extended = made.extended;
  }

  send(): void {}

  request(_command: number, reply: (data: Uint8Array) => void): void {
    this.asked.push(reply);
  }
}

/** The terminals of one machine. */
export class ReplayTerminals {
  private readonly terminals = new Map<number, ReplayTerminal>();

  constructor(private readonly machine: Machine) {}

  /** Plays what happened to a display; false when there is none at the address. */
  play(entry: Extract<LogEntry, { kind: 'display' }>): boolean {
    const display = this.machine.channels.device(entry.address);
    if (!(display instanceof Display3270)) return false;
    switch (entry.event) {
      case 'on': {
        const terminal = new ReplayTerminal(entry);
        this.terminals.set(entry.address, terminal);
        display.plug(terminal);
        display.powered(true);
        break;
      }
      case 'off':
        display.powered(false);
        display.unplug();
        this.terminals.delete(entry.address);
        break;
      case 'attention':
        display.attention(Buffer.from(entry.data, 'hex'));
        break;
      case 'reply':
        this.terminals.get(entry.address)?.asked.shift()?.(Buffer.from(entry.data, 'hex'));
        break;
    }
    return true;
  }
}
