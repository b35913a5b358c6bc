/** What a screen has to do, in order. The EBCDIC texts hold no orders; bytes below blank are shown as blanks. */

/** How an output request ended: on the screen, or thrown away by PA1, LOGOFF or a lost display. */
export type OutputEnd = 'shown' | 'cancelled';

export interface LineRequest {
  readonly kind: 'line';
  readonly text: Uint8Array;
  /** Whose output: the guest's, CP's, or what the user typed. */
  readonly source: 'vm' | 'cp' | 'echo';
  /** A typewriter does not go to a new line after it. */
  readonly sameLine?: boolean;
  /** Sounds the alarm; a full screen then holds until it is cleared. */
  readonly alarm?: boolean;
  /** Breaks into an outstanding read: a message. */
  readonly priority?: boolean;
  done?(end: OutputEnd): void;
}

/** DIAGNOSE X'58': data for the output area, or with a row below it for the input area. */
export interface DisplayRequest {
  readonly kind: 'display';
  readonly row: number;
  readonly data: Uint8Array;
  /** The screen must be clear first. */
  readonly erase: boolean;
  done?(end: OutputEnd): void;
}

/** Clears the output area. */
export interface ClearRequest {
  readonly kind: 'clear';
  done?(end: OutputEnd): void;
}

/** What becomes of an entered line. */
export type ReadAnswer =
  /** Taken: `echo` is shown (what line editing made of it), then `run` is called. */
  | { readonly verdict: 'accepted'; readonly echo?: Uint8Array; run(): void }
  /** Nothing was left of it: the input area is cleared, an outstanding read goes on. */
  | { readonly verdict: 'repeat' }
  /** It can't be taken now: NOT ACCEPTED. */
  | { readonly verdict: 'rejected' };

export interface ReadRequest {
  readonly kind: 'read';
  /** Who reads: the guest (VM READ) or CP (CP READ). */
  readonly source: 'vm' | 'cp';
  /** Password: what is typed is not shown. */
  readonly hidden: boolean;
  /** A line was entered (it may be empty). */
  accept(line: Uint8Array): ReadAnswer;
  /** The read was ended by one attention (cursor moved back and ENTER) or two (PA1). */
  attention(count: 1 | 2): void;
}

export type ScreenRequest = LineRequest | DisplayRequest | ClearRequest | ReadRequest;

/** The requests of one screen. */
export class OutputQueue {
  private requests: ScreenRequest[] = [];

  get first(): ScreenRequest | undefined {
    return this.requests[0];
  }

  add(request: ScreenRequest): void {
    this.requests.push(request);
  }

  addFirst(request: ScreenRequest): void {
    this.requests.unshift(request);
  }

  takeFirst(): void {
    this.requests.shift();
  }

  /** Throws the first request away, telling its owner. */
  cancelFirst(): void {
    const first = this.requests.shift();
    if (first !== undefined && first.kind !== 'read') first.done?.('cancelled');
  }

  /** Takes the lines out, for those that must still be seen. */
  takeLines(): LineRequest[] {
    const lines = this.requests.filter((request) => request.kind === 'line');
    this.requests = this.requests.filter((request) => request.kind !== 'line');
    return lines;
  }

  removeRead(): boolean {
    const index = this.requests.findIndex(({ kind }) => kind === 'read');
    if (index >= 0) this.requests.splice(index, 1);
    return index >= 0;
  }

  /** Lines with priority that stand behind the read at the head come before it. */
  moveReadBehindPriority(): void {
    const isPriority = (request: ScreenRequest): boolean =>
      request.kind === 'line' && request.priority === true;
    const urgent = this.requests.filter(isPriority);
    this.requests = [...urgent, ...this.requests.filter((request) => !isPriority(request))];
  }

  clear(): void {
    const requests = this.requests;
    this.requests = [];
    for (const request of requests) if (request.kind !== 'read') request.done?.('cancelled');
  }
}
