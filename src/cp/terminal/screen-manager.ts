import { ebcdic037 } from '../../ebcdic/index.js';
import { Aid, Command, parseInbound, pfNumber } from '../../tn3270/datastream/index.js';
import type { Inbound, ScreenSize } from '../../tn3270/datastream/index.js';
import { OutputQueue } from './output-queue.js';
import type { LineRequest, ReadAnswer, ReadRequest, ScreenRequest } from './output-queue.js';
import { OutputArea } from './output-area.js';
import { DEFAULT_TIMES, Status } from './screen-host.js';
import type { ScreenHost, ScreenTimes, StatusText } from './screen-host.js';
import { ScreenLayout } from './screen-layout.js';
import { ScreenWriter } from './screen-writer.js';

const BLANK = 0x40;

type Mode = 'off' | 'logo' | 'idle' | 'run' | 'read' | 'more' | 'hold' | 'full-screen';

/**
 * Screen manners of CP on a 3270, as a machine without time or devices of its own: keys, output and timer
 * events go in, data streams come out through `ScreenHost`. GC20-1810 (Terminal User's Guide), 3270.
 */
export class ScreenManager {
  private mode: Mode = 'off';
  private readonly layout: ScreenLayout;
  private readonly writer: ScreenWriter;
  private readonly queue = new OutputQueue();
  private readonly area: OutputArea;
  private warned = false;
  /** The read whose input area is on the screen: after an interruption it goes on with what is typed. */
  private shownRead: ReadRequest | undefined;
  private notAccepted = false;
  /** In full-screen mode: PA1 goes to the guest as other keys do. */
  private pa1ForGuest = false;
  private holds = true;

  constructor(
    size: ScreenSize,
    private readonly host: ScreenHost,
    private times: ScreenTimes = DEFAULT_TIMES,
  ) {
    this.layout = new ScreenLayout(size);
    this.writer = new ScreenWriter(this.layout, (command, data) => host.send(command, data));
    this.area = new OutputArea(this.layout, this.writer);
  }

  get size(): ScreenSize {
    return this.layout.size;
  }

  /** Status as the screen shows it. */
  get status(): StatusText {
    return this.notAccepted ? Status.notAccepted : this.baseStatus;
  }

  /** A read is outstanding. */
  get reading(): boolean {
    return this.queue.first?.kind === 'read';
  }

  get inFullScreenMode(): boolean {
    return this.mode === 'full-screen';
  }

  /** TERMINAL MORE and HOLD. */
  setTimes(times: ScreenTimes, holds: boolean): void {
    this.times = times;
    this.holds = holds;
  }

  /** The display was switched on: shows the logo. */
  powerOn(): void {
    this.drop();
    this.mode = 'logo';
    this.area.emptied();
    this.writer.invalidate();
    this.writer.logo(Status.running);
  }

  /** The display was switched off; what is queued is lost. */
  powerOff(): void {
    this.drop();
    this.mode = 'off';
  }

  /** Somebody uses the screen from now on: clears the logo. */
  begin(): void {
    this.mode = 'run';
    this.writer.invalidate();
    this.clearScreen();
  }

  /** The user is gone: what was said last stays readable, the next key brings the logo. */
  release(): void {
    const lines = this.queue.takeLines();
    this.drop();
    if (this.mode === 'off') return;
    if (this.mode === 'full-screen' || this.area.displayed) this.clearScreen();
    this.mode = 'run';
    for (const line of lines) this.showLine(line, true);
    this.mode = 'idle';
    this.setStatus(Status.running);
  }

  /** Output, a read or a display operation: done in turn. */
  request(request: ScreenRequest): void {
    if (this.mode === 'off') {
      if (request.kind !== 'read') request.done?.('cancelled');
      return;
    }
    this.queue.add(request);
    if (request.kind === 'line' && request.priority && this.mode === 'read') this.interruptRead();
    this.advance();
  }

  /** Withdraws the outstanding read; answers whether there was one. */
  cancelRead(): boolean {
    const hidden = this.hiddenRead;
    const had = this.queue.removeRead();
    if (had && this.mode === 'read') {
      this.mode = 'run';
      if (hidden) this.writer.input(Status.running);
      else this.setStatus(Status.running, true);
      this.advance();
    }
    return had;
  }

  /** A key was pressed: `bytes` is the Read Modified data. */
  keyPressed(bytes: Uint8Array): void {
    if (this.mode === 'off' || this.notAccepted) return;
    const inbound = parseInbound(bytes);
    if (inbound.aid === Aid.none || inbound.aid === Aid.structuredField) return;
    if (this.mode === 'logo') return this.host.userArrived();
    if (this.mode === 'idle') return this.powerOn();
    if (this.mode === 'full-screen') return this.fullScreenKey(inbound, bytes);
    this.key(inbound);
  }

  timerExpired(): void {
    if (this.notAccepted) {
      this.notAccepted = false;
      this.setStatus(this.baseStatus, true);
      if (this.mode === 'more') this.host.setTimer(this.times.more);
      this.advance();
    } else if (this.mode === 'more' && !this.warned) {
      this.warned = true;
      this.writer.soundAlarm();
      this.host.setTimer(this.times.warning);
    } else if (this.mode === 'more') {
      this.clearAndGoOn();
    }
  }

  /** Full-screen write of the guest: enters full-screen mode. False when the screen must be erased first. */
  fullScreenWrite(command: number, data: Uint8Array, takesPa1 = false): boolean {
    const erases = command === Command.eraseWrite || command === Command.eraseWriteAlternate;
    if (this.mode !== 'full-screen') {
      if (!erases || this.mode !== 'run') return false;
      this.host.setTimer(undefined);
      this.mode = 'full-screen';
    }
    this.pa1ForGuest = takesPa1;
    this.writer.raw(command, data);
    return true;
  }

  private get baseStatus(): StatusText {
    if (this.mode === 'more') return Status.more;
    if (this.mode === 'hold') return Status.holding;
    const first = this.queue.first;
    if (this.mode === 'read' && first?.kind === 'read') {
      return first.source === 'vm' ? Status.vmRead : Status.cpRead;
    }
    return Status.running;
  }

  private drop(): void {
    this.host.setTimer(undefined);
    this.queue.clear();
    this.shownRead = undefined;
    this.area.forget();
    this.warned = this.notAccepted = false;
  }

  private key(inbound: Inbound): void {
    switch (inbound.aid) {
      case Aid.enter:
      case Aid.selectorPen:
        return this.enter(inbound, this.typed(inbound));
      case Aid.clear:
        this.writer.invalidate();
        this.shownRead = undefined;
        return this.clearAndGoOn();
      case Aid.pa1:
        return this.pa1();
      case Aid.pa2:
        return this.pa2();
      case Aid.pa3:
        return this.functionKey(6, inbound);
      default: {
        const number = pfNumber(inbound.aid);
        if (number !== undefined) return this.functionKey(number, inbound);
        this.writer.restoreKeyboard();
      }
    }
  }

  /** What is in the input area. */
  private typed(inbound: Inbound): Uint8Array {
    const field = inbound.fields.find(({ address }) => address === this.layout.inputStart);
    return field?.data ?? new Uint8Array(0);
  }

  private enter(inbound: Inbound, text: Uint8Array): void {
    const first = this.queue.first;
    if (this.mode === 'read' && first?.kind === 'read') {
      const backedUp = text.length === 0 && inbound.cursor === this.layout.inputAttribute;
      if (backedUp) return this.finishRead(first, { verdict: 'accepted', run: () => first.attention(1) });
      return this.finishRead(first, first.accept(text));
    }
    if (text.length > 0) return this.enterUnasked(this.host.lineEntered(text));
    if (this.mode === 'more') return this.hold();
    if (this.mode === 'hold') return this.more();
    this.writer.input(undefined);
    this.host.nullLineEntered();
  }

  private enterUnasked(answer: ReadAnswer): void {
    if (answer.verdict === 'rejected') return this.reject();
    this.writer.input(this.mode === 'run' ? Status.running : undefined);
    if (answer.verdict === 'repeat') return;
    if (answer.echo && !this.area.displayed)
      this.queue.add({ kind: 'line', text: answer.echo, source: 'echo' });
    this.advance();
    answer.run();
  }

  private finishRead(read: ReadRequest, answer: ReadAnswer): void {
    if (answer.verdict === 'rejected') return this.reject();
    if (answer.verdict === 'repeat') {
      this.writer.input(this.baseStatus, { hidden: read.hidden });
      return;
    }
    this.queue.removeRead();
    this.shownRead = undefined;
    this.mode = 'run';
    this.writer.input(Status.running);
    // what was typed over a DIAGNOSE display is not shown again: it would force a new screen
    if (answer.echo && !this.area.displayed) {
      this.queue.addFirst({ kind: 'line', text: answer.echo, source: 'echo' });
    }
    this.advance();
    answer.run();
  }

  private reject(): void {
    this.host.setTimer(this.times.notAccepted);
    this.notAccepted = true;
    this.setStatus(Status.notAccepted);
  }

  private pa1(): void {
    const first = this.queue.first;
    if (this.mode === 'read' && first?.kind === 'read') {
      return this.finishRead(first, { verdict: 'accepted', run: () => first.attention(2) });
    }
    if (this.mode === 'run') {
      this.writer.restoreKeyboard();
      return this.host.cpWanted();
    }
    const fromGuest = first?.kind !== 'line' || first.source === 'vm';
    this.queue.cancelFirst();
    this.clearAndGoOn();
    if (fromGuest) this.host.cpWanted();
  }

  private pa2(): void {
    if (this.mode !== 'run' && this.host.pa2Pressed()) {
      this.writer.restoreKeyboard();
      return;
    }
    this.clearAndGoOn();
  }

  private functionKey(number: number, inbound: Inbound): void {
    const action = this.host.functionKey(number);
    switch (action.kind) {
      case 'immediate':
        return this.enter({ ...inbound, cursor: undefined }, action.text);
      case 'tab': {
        const typed = this.typed(inbound);
        const stop = action.stops.find((column) => column - 1 > typed.length);
        const text = new Uint8Array(stop === undefined ? typed.length : stop - 1).fill(BLANK);
        text.set(typed);
        return this.writer.input(undefined, { text, hidden: this.hiddenRead });
      }
      case 'delayed':
        return this.writer.input(undefined, { text: action.text, hidden: this.hiddenRead });
      case 'undefined': {
        const text = `* PF${String(number).padStart(2, '0')} UNDEFINED`;
        return this.writer.input(undefined, { text: ebcdic037.encode(text) });
      }
    }
  }

  private get hiddenRead(): boolean {
    const first = this.queue.first;
    return this.mode === 'read' && first?.kind === 'read' && first.hidden;
  }

  private fullScreenKey(inbound: Inbound, bytes: Uint8Array): void {
    if ((inbound.aid !== Aid.pa1 || this.pa1ForGuest) && this.host.fullScreenKey(bytes)) return;
    this.leaveFullScreen();
    if (inbound.aid === Aid.pa1) this.host.cpWanted();
    else this.host.nullLineEntered();
  }

  private leaveFullScreen(): void {
    this.mode = 'run';
    this.writer.invalidate();
    this.shownRead = undefined;
    this.clearScreen();
  }

  /** Does what is queued as far as the screen allows. */
  private advance(): void {
    while (!this.notAccepted) {
      const first = this.queue.first;
      if (first === undefined || (this.mode !== 'run' && this.mode !== 'full-screen')) return;
      if (this.mode === 'full-screen') this.leaveFullScreen();
      if (first.kind === 'read') return this.startRead(first);
      if (!this.perform(first)) return;
    }
  }

  /** Performs a request; false when the screen is full and it has to wait. */
  private perform(request: Exclude<ScreenRequest, ReadRequest>): boolean {
    if (request.kind === 'line') {
      if (!this.area.hasRoom(request) || this.area.displayed) return this.screenFull();
      this.queue.takeFirst();
      this.showLine(request, false);
    } else if (request.kind === 'clear') {
      this.queue.takeFirst();
      this.clearScreen();
      request.done?.('shown');
    } else {
      if (request.erase && this.area.alarmShown && this.holds) return this.screenFull();
      if (request.erase && !this.area.isEmpty) return this.screenFull();
      this.queue.takeFirst();
      this.area.display(request.row, request.data);
      request.done?.('shown');
    }
    return true;
  }

  private showLine(line: LineRequest, anywhere: boolean): void {
    if (anywhere && this.area.overflows(line)) this.clearScreen();
    this.area.show(line, this.baseStatus);
  }

  /** The next output finds no room. */
  private screenFull(): false {
    if (this.area.alarmShown && this.holds) this.hold();
    else this.more();
    return false;
  }

  private more(): void {
    this.mode = 'more';
    this.warned = false;
    this.setStatus(Status.more, true);
    this.host.setTimer(this.times.more);
  }

  private hold(): void {
    this.mode = 'hold';
    this.host.setTimer(undefined);
    this.setStatus(Status.holding, true);
  }

  private startRead(read: ReadRequest): void {
    this.mode = 'read';
    if (this.shownRead === read) return this.setStatus(this.baseStatus, true);
    this.shownRead = read;
    // what is already typed when a read comes stays; only a password needs another kind of input field
    if (read.hidden) this.writer.input(this.baseStatus, { hidden: true });
    else this.setStatus(this.baseStatus, true);
  }

  /** A message breaks into a read: it is shown at once, the read goes on after it. */
  private interruptRead(): void {
    this.queue.moveReadBehindPriority();
    this.mode = 'run';
  }

  private clearAndGoOn(): void {
    if (this.mode === 'read' || this.mode === 'more' || this.mode === 'hold') this.mode = 'run';
    this.clearScreen();
    this.advance();
  }

  private clearScreen(): void {
    this.host.setTimer(undefined);
    this.area.emptied();
    this.warned = false;
    this.writer.clear(Status.running);
  }

  private setStatus(status: StatusText, restoreKeyboard = false): void {
    this.writer.setStatus(status, { restoreKeyboard });
  }
}
