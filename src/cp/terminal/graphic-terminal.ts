import { Aid, DEFAULT_SIZE, parseQueryReply } from '../../tn3270/datastream/index.js';
import type { ScreenSize } from '../../tn3270/datastream/index.js';
import type { ControlProgram, RealIoResult } from '../control-program.js';
import { cuu } from '../commands/numbers.js';
import { ebcdic037 } from '../../ebcdic/index.js';
import type { WorkQueue } from '../work-queue.js';
import type { ScreenRequest } from './output-queue.js';
import { ScreenManager } from './screen-manager.js';
import type { ScreenHost, TerminalUser } from './screen-host.js';
import type { LendableTerminal, Terminal } from './terminal.js';

const READ_MODIFIED = 0x06;
const SELECT = 0x0b;
const WRITE_STRUCTURED_FIELD = 0x11;
/** Read Partition, Query: the display tells its size and abilities. */
const QUERY = Uint8Array.of(0x00, 0x05, 0x01, 0xff, 0x02);
const LONGEST_INPUT = 4096;

const ATTENTION = 0x80;
const DEVICE_END = 0x04;
const UNIT_CHECK = 0x02;
const INTERVENTION_REQUIRED = 0x40;

/** Microseconds that a display has for the answer to the query. */
const QUERY_TIME = 2_000_000;
/** Microseconds between looks whether an attached display is still on. */
const WATCH_INTERVAL = 10_000_000;

/** Smallest screen CP can work with. */
const LEAST_COLUMNS = 80;
const LEAST_ROWS = 12;
const MOST_POSITIONS = 16384;

export interface GraphicTerminalEvents {
  /** The display was switched off, or its connection broke. */
  lost(): void;
}

/** CP's driver of one local 3270: channel programs on one side, the screen manager on the other. SY20-0884, DMKGRF. */
export class GraphicTerminal implements Terminal, LendableTerminal {
  readonly name: string;
  private manager: ScreenManager;
  private timer: ReturnType<ControlProgram['machine']['events']['schedule']> | undefined;
  private watch: ReturnType<ControlProgram['machine']['events']['schedule']> | undefined;
  private state: 'off' | 'asking' | 'on' | 'lent' = 'off';
  /** Queries sent: the end of an earlier one says nothing about the display of now. */
  private queries = 0;

  constructor(
    private readonly cp: ControlProgram,
    readonly address: number,
    readonly deviceType: string,
    private readonly user: TerminalUser,
    private readonly events: GraphicTerminalEvents,
    private readonly work: WorkQueue,
    readonly creator?: string,
  ) {
    this.name = `${creator === undefined ? 'GRAF' : 'GRF'} ${cuu(address)}`;
    this.manager = this.makeManager(DEFAULT_SIZE);
    cp.onUnsolicited(address, (status) => this.unsolicited(status));
    // a display that is on already answers; one that is off says so
    this.switchedOn();
  }

  get screen(): ScreenManager {
    return this.manager;
  }

  get lineLength(): number {
    return this.manager.size.columns;
  }

  request(request: ScreenRequest): void {
    this.manager.request(request);
  }

  cancelRead(): boolean {
    return this.manager.cancelRead();
  }

  begin(): void {
    this.manager.begin();
    this.watchDisplay();
  }

  release(): void {
    this.stopWatching();
    this.manager.release();
  }

  /** The device is gone. */
  remove(): void {
    this.state = 'off';
    this.stopWatching();
    this.manager.powerOff();
  }

  get lendable(): this {
    return this;
  }

  /** A virtual machine has the display; CP only looks whether it is on. */
  lend(): void {
    this.manager.powerOff();
    this.state = 'lent';
    this.watchDisplay();
  }

  reclaim(text: string): void {
    if (this.state !== 'lent') return;
    this.stopWatching();
    this.state = 'on';
    this.manager.begin();
    this.manager.request({ kind: 'line', source: 'cp', text: ebcdic037.encode(text) });
    this.manager.release();
  }

  /** Finds out whether the display is still on. */
  look(): void {
    if (this.state === 'off') return;
    this.cp.realIo(this.address, [{ command: SELECT }], (result) => this.check(result));
  }

  private makeManager(size: ScreenSize): ScreenManager {
    const { user } = this;
    const host: ScreenHost = {
      send: (command, data) => this.send(command, data),
      setTimer: (seconds) => this.setTimer(seconds),
      userArrived: () => user.userArrived(),
      lineEntered: (line) => user.lineEntered(line),
      nullLineEntered: () => user.nullLineEntered(),
      cpWanted: () => user.cpWanted(),
      functionKey: (number) => user.functionKey(number),
      pa2Pressed: () => user.pa2Pressed(),
      fullScreenKey: (inbound) => user.fullScreenKey(inbound),
    };
    return new ScreenManager(size, host);
  }

  private send(command: number, data: Uint8Array): void {
    this.cp.realIo(this.address, [{ command, data }], (result) => this.check(result));
  }

  private setTimer(seconds: number | undefined): void {
    const { events } = this.cp.machine;
    if (this.timer) events.cancel(this.timer);
    this.timer = undefined;
    if (seconds === undefined) return;
    this.timer = events.schedule(seconds * 1e6, () => {
      this.timer = undefined;
      this.work.submit(() => this.manager.timerExpired());
    });
  }

  private unsolicited(status: number): void {
    if ((status & ATTENTION) !== 0) {
      if (this.state === 'off') return this.work.submit(() => this.switchedOn());
      // at once, also in the middle of other work: what that writes would take the key away
      const read = { command: READ_MODIFIED, count: LONGEST_INPUT };
      this.cp.realIo(this.address, [read], (result) => this.work.submit(() => this.input(result)));
    } else if ((status & DEVICE_END) !== 0) {
      // switched off and on again behind CP's back: whoever was there is not there any more
      this.work.submit(() => {
        if (this.state !== 'off') this.switchedOff();
        this.switchedOn();
      });
    }
  }

  private input(result: RealIoResult): void {
    if (!this.check(result) || result.data === undefined) return;
    if (result.data[0] !== Aid.structuredField) return this.manager.keyPressed(result.data);
    if (this.state === 'asking') this.start(sizeOf(result.data));
  }

  /** Power on: asks for the size of the screen; a display that takes no query has the smallest. */
  private switchedOn(): void {
    this.state = 'asking';
    const { events } = this.cp.machine;
    const query = { command: WRITE_STRUCTURED_FIELD, data: QUERY };
    const asked = ++this.queries;
    this.cp.realIo(this.address, [query], (result) => {
      if (this.state !== 'asking' || asked !== this.queries) return;
      if (result.conditionCode !== 0 || isOff(result)) this.state = 'off';
      else if ((result.unitStatus & UNIT_CHECK) !== 0) this.work.submit(() => this.start(DEFAULT_SIZE));
      else events.schedule(QUERY_TIME, () => this.work.submit(() => this.start(DEFAULT_SIZE)));
    });
  }

  private start(size: ScreenSize): void {
    if (this.state !== 'asking') return;
    this.state = 'on';
    this.manager = this.makeManager(size);
    this.manager.powerOn();
  }

  private switchedOff(): void {
    if (this.state === 'off') return;
    this.state = 'off';
    this.stopWatching();
    this.manager.powerOff();
    this.events.lost();
  }

  /** Looks at the end of an operation; false when the display is gone. */
  private check(result: RealIoResult): boolean {
    if (result.conditionCode === 0 && !isOff(result)) return true;
    this.work.submit(() => this.switchedOff());
    return false;
  }

  /** A display that is switched off says nothing: somebody who is logged on there is looked after. */
  private watchDisplay(): void {
    this.stopWatching();
    this.watch = this.cp.machine.events.schedule(WATCH_INTERVAL, () => {
      this.cp.realIo(this.address, [{ command: SELECT }], (result) => {
        if (this.check(result) && this.watch !== undefined) this.watchDisplay();
      });
    });
  }

  private stopWatching(): void {
    if (this.watch) this.cp.machine.events.cancel(this.watch);
    this.watch = undefined;
  }
}

function isOff(result: RealIoResult): boolean {
  return (result.unitStatus & UNIT_CHECK) !== 0 && ((result.sense?.[0] ?? 0) & INTERVENTION_REQUIRED) !== 0;
}

/** Alternate size from a query reply; the smallest screen when it makes no sense. */
function sizeOf(reply: Uint8Array): ScreenSize {
  const size = parseQueryReply(reply)?.usable;
  if (size === undefined) return DEFAULT_SIZE;
  const fits = size.columns >= LEAST_COLUMNS && size.rows >= LEAST_ROWS;
  return fits && size.rows * size.columns <= MOST_POSITIONS ? size : DEFAULT_SIZE;
}
