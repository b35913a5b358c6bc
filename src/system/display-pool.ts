/** Which of the machine's 3270 displays a terminal gets. */

import type { Display3270, DisplayHost, DisplayTerminal } from '../s370/index.js';

interface Seat {
  readonly address: number;
  readonly display: Display3270;
  taken: boolean;
}

/** What a terminal does to a display. */
export type DisplayAction =
  | { readonly event: 'on'; readonly terminal: DisplayTerminal }
  | { readonly event: 'off' }
  | { readonly event: 'attention' | 'reply'; readonly data: Uint8Array };

/** The local displays of one machine, given to terminals as they come. */
export class DisplayPool {
  private readonly seats: Seat[];

  /**
   * `wake` is called when a terminal has done something: the host loop may be asleep. `switchedOff` hears of a
   * terminal that has gone away: a display that is off has no way to say so itself.
   */
  constructor(
    displays: readonly { readonly address: number; readonly display: Display3270 }[],
    private readonly wake: () => void,
    private readonly switchedOff: (address: number) => void = () => undefined,
    /** Told of everything that terminals do, before it takes effect. */
    private readonly note: (address: number, action: DisplayAction) => void = () => undefined,
  ) {
    this.seats = displays
      .filter(({ display }) => display.isDisplay)
      .map(({ address, display }) => ({ address, display, taken: false }));
  }

  /** Displays that nobody sits at. */
  get free(): number {
    return this.seats.filter(({ taken }) => !taken).length;
  }

  /**
   * Seats a terminal at the display that it asks for by address (`0C1`, the LU name), or at the first free one. The
   * answer is what the terminal reports its keys to, with the address; or the text that says why there is none.
   */
  seat(
    terminal: DisplayTerminal,
    wanted?: string,
  ): { readonly address: number; readonly host: DisplayHost } | string {
    const seat = this.find(wanted);
    if (typeof seat === 'string') return seat;
    seat.taken = true;
    seat.display.plug(
      new WakingTerminal(terminal, this.wake, (data) => this.note(seat.address, { event: 'reply', data })),
    );
    const host: DisplayHost = {
      attention: (inbound) => {
        this.note(seat.address, { event: 'attention', data: inbound });
        seat.display.attention(inbound);
        this.wake();
      },
      powered: (on) => {
        this.note(seat.address, on ? { event: 'on', terminal } : { event: 'off' });
        seat.display.powered(on);
        if (!on) {
          seat.display.unplug();
          seat.taken = false;
          this.switchedOff(seat.address);
        }
        this.wake();
      },
    };
    return { address: seat.address, host };
  }

  private find(wanted: string | undefined): Seat | string {
    if (wanted !== undefined && /^[0-9A-F]{3,4}$/i.test(wanted)) {
      const address = parseInt(wanted, 16);
      const seat = this.seats.find((candidate) => candidate.address === address);
      if (seat === undefined) return `THERE IS NO DISPLAY ${wanted.toUpperCase()}`;
      return seat.taken ? `DISPLAY ${wanted.toUpperCase()} IS IN USE` : seat;
    }
    return this.seats.find(({ taken }) => !taken) ?? 'ALL DISPLAYS ARE IN USE';
  }
}

/** A terminal whose late replies to reads wake the host loop, as its keys do. */
class WakingTerminal implements DisplayTerminal {
  readonly model: DisplayTerminal['model'];
  readonly extended: boolean;

  constructor(
    private readonly terminal: DisplayTerminal,
    private readonly wake: () => void,
    private readonly answered: (data: Uint8Array) => void,
  ) {
    this.model = terminal.model;
    this.extended = terminal.extended;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  get columns(): number {
    return this.terminal.columns;
  }

  get alternateRows(): number {
    return this.terminal.alternateRows;
  }

  get alternateColumns(): number {
    return this.terminal.alternateColumns;
  }

  send(command: number, data: Uint8Array): void {
    this.terminal.send(command, data);
  }

  request(command: number, reply: (data: Uint8Array) => void): void {
    this.terminal.request(command, (data) => {
      this.answered(data);
      reply(data);
      this.wake();
    });
  }
}
