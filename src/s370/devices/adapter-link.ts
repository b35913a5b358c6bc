/**
 * The cable between the two sides of a channel-to-channel adapter. Each side knows what the other does by the
 * messages that come over it; messages arrive whole and in order.
 */

/** What one side tells the other. */
export type AdapterMessage =
  /** This side is there, and has been reset; `extended`: in extended mode. */
  | { readonly kind: 'reset'; readonly extended: boolean }
  /** A command waits here for the other side; `code` is the command byte. */
  | { readonly kind: 'command'; readonly code: number; readonly extended: boolean }
  /** The command that waited was halted: this side is available again. */
  | { readonly kind: 'withdrawn' }
  /** The other side's control command has been sensed: it ends. */
  | { readonly kind: 'sensed' }
  /** The reader has room for so many bytes of the writer. */
  | { readonly kind: 'ready'; readonly room: number }
  /** Bytes of the writer; `last`: it has no more. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly last: boolean }
  /** The reader has ended the transfer. */
  | { readonly kind: 'done' }
  /** An end of file was written while nobody read. */
  | { readonly kind: 'end-of-file' }
  /** The mode was set by command. */
  | { readonly kind: 'mode'; readonly extended: boolean };

/** A side as its link sees it. */
export interface AdapterSide {
  received(message: AdapterMessage): void;
  /** The other side is reachable, or is not any more. */
  connected(there: boolean): void;
}

/** One end of the cable. */
export interface AdapterLink {
  /** This side's command stands when commands of both have crossed on the way. The other end has the opposite. */
  readonly primary: boolean;
  /** Gives the link its side; from now on the side is told. Called once. */
  attach(side: AdapterSide): void;
  send(message: AdapterMessage): void;
  close(): void;
}

/** A cable within this process: both ends of it. What one end sends, the other has at once. */
export function adapterCable(): readonly [AdapterLink, AdapterLink] {
  const first = new CableEnd(true);
  const second = new CableEnd(false);
  first.other = second;
  second.other = first;
  return [first, second];
}

class CableEnd implements AdapterLink {
  other!: CableEnd;
  private side: AdapterSide | undefined;

  constructor(readonly primary: boolean) {}

  attach(side: AdapterSide): void {
    this.side = side;
    if (this.other.side === undefined) return;
    side.connected(true);
    this.other.side.connected(true);
  }

  send(message: AdapterMessage): void {
    this.other.side?.received(message);
  }

  close(): void {
    this.side = undefined;
    this.other.side?.connected(false);
  }
}
