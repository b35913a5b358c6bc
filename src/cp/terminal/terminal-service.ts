import type { PasswordFailure } from '../accounting.js';
import { passwordMessage } from '../commands/journal.js';
import type { Dispatcher } from '../commands/dispatcher.js';
import { dial, dialedDisplays } from '../commands/dial.js';
import { logon } from '../commands/logon.js';
import { cuu, decimal } from '../commands/numbers.js';
import type { SystemState } from '../commands/system-state.js';
import type { CommandLine } from '../commands/scanner.js';
import type { ControlProgram } from '../control-program.js';
import type { Directory, DirectoryUser } from '../directory/index.js';
import type { ConsoleService } from '../services.js';
import type { CpTask } from '../task.js';
import type { DedicatedVdev } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { LOGON_LIMIT, Session } from './session.js';
import type { SessionHost } from './session.js';
import type { Terminal } from './terminal.js';
import { VirtualConsole } from './virtual-console.js';
import type { ConsoleSpool } from './virtual-console.js';

export interface TerminalServiceOptions {
  readonly directory: Directory;
  readonly system: SystemState;
  /** Console spooling; left out when there is no spooling. */
  readonly spool?: ConsoleSpool;
  /** Files in a user's queues. */
  readonly countFiles?: (userid: string) => FileCounts;
  /** Every line for the operator goes here too: the host's log. */
  readonly log?: (text: string) => void;
  /** A wrong password, for accounting. */
  readonly passwordFailed?: (failure: PasswordFailure) => void;
}

/** Spool files of a user by queue. */
export interface FileCounts {
  readonly reader: number;
  readonly printer: number;
  readonly punch: number;
}

/** Minutes that a disconnected virtual machine may wait for its console before it is logged off. */
const DISCONNECTED_READ_MINUTES = 15;

/** Messages that are kept for an operator without a terminal. */
const MOST_MISSED = 60;

/** All terminals and who sits at them. SY20-0884, DMKQCN, DMKLOG, DMKUSO. */
export class TerminalService implements ConsoleService {
  cp!: ControlProgram;
  dispatcher!: Dispatcher;
  readonly directory: Directory;
  readonly system: SystemState;
  private readonly sessions = new Set<Session>();
  private readonly consoles = new Map<Vmblok, VirtualConsole>();
  private readonly disconnectTimers = new Map<
    Vmblok,
    ReturnType<ControlProgram['machine']['events']['schedule']>
  >();

  private readonly holding = new Set<Vmblok>();
  private readonly missed: string[] = [];

  constructor(private readonly options: TerminalServiceOptions) {
    this.directory = options.directory;
    this.system = options.system;
  }

  connect(cp: ControlProgram, dispatcher: Dispatcher): void {
    this.cp = cp;
    this.dispatcher = dispatcher;
  }

  /** A terminal: `make` builds it for the session that will use it. */
  addTerminal<T extends Terminal>(make: (session: Session) => T): T {
    const host: SessionHost = {
      cp: this.cp,
      dispatcher: this.dispatcher,
      beforeLogon: (session, line) => this.beforeLogon(session, line),
      commandFailed: (session, error) => this.commandFailed(session, error),
    };
    const session = new Session(host);
    const terminal = make(session);
    session.terminal = terminal;
    this.sessions.add(session);
    return terminal;
  }

  /** The terminal is gone for good. */
  removeTerminal(terminal: Terminal): void {
    const session = this.sessionOf(terminal);
    if (session === undefined) return;
    this.terminalLost(terminal);
    this.sessions.delete(session);
  }

  /** The display was switched off or the connection broke: its user is disconnected. */
  terminalLost(terminal: Terminal): void {
    const session = this.sessionOf(terminal);
    const vm = session?.poweredOff();
    if (vm) this.becameDisconnected(vm, terminal.name);
  }

  /** As `terminalLost`, for the terminal at a device address; a virtual machine that had dialed it loses it too. */
  terminalLostAt(address: string): void {
    const session = this.sessionAt(address);
    if (session) this.terminalLost(session.terminal);
    const dialed = dialedDisplays(this.cp).find(({ vdev }) => cuu(vdev.real.address) === address);
    if (dialed) this.cp.dropDial(dialed.vm, dialed.vdev);
  }

  /** The user of a dialed display sees that he is CP's again. */
  dialDropped(vm: Vmblok, vdev: DedicatedVdev): void {
    const address = cuu(vdev.real.address);
    const terminal = this.sessionAt(address)?.terminal;
    const text = `DROP FROM ${vm.userid.padEnd(8)}`;
    terminal?.lendable?.reclaim(`${text}${cuu(vdev.address)}`);
    this.reportDialed(terminal?.name ?? `GRAF ${address}`, text);
  }

  /** `GRAF 0C1 DIALED TO USERA   DIALED= 001` for the operator. */
  reportDialed(terminal: string, what: string): void {
    this.operatorMessage(`${terminal} ${what}DIALED= ${decimal(dialedDisplays(this.cp).length, 3)}`);
  }

  consoleOf(vm: Vmblok): VirtualConsole | undefined {
    return this.consoles.get(vm);
  }

  fileCounts(userid: string): FileCounts {
    return this.options.countFiles?.(userid) ?? { reader: 0, printer: 0, punch: 0 };
  }

  sessionOfUser(vm: Vmblok): Session | undefined {
    return [...this.sessions].find((session) => session.vm === vm);
  }

  /** TERMINAL changed settings that the screen goes by. */
  settingsChanged(vm: Vmblok): void {
    this.sessionOfUser(vm)?.settingsChanged();
  }

  /** `0C1`, or `DSC` for a disconnected user. */
  terminalAddress(vm: Vmblok): string {
    return this.sessionOfUser(vm)?.terminal.name.split(' ')[1] ?? 'DSC';
  }

  isDisconnected(vm: Vmblok): boolean {
    return this.sessionOfUser(vm) === undefined;
  }

  /** Terminals somebody is logging on at, or nobody is. */
  terminals(): readonly {
    readonly terminal: Terminal;
    readonly user: Vmblok | undefined;
    readonly idle: boolean;
    readonly enabled: boolean;
  }[] {
    return [...this.sessions].map((session) => ({
      terminal: session.terminal,
      user: session.vm,
      idle: session.idle,
      enabled: session.enabled,
    }));
  }

  hasTerminal(address: string): boolean {
    return [...this.sessions].some((session) => session.terminal.name.endsWith(` ${address}`));
  }

  /** ENABLE and DISABLE: a disabled terminal takes no logon; who is logged on stays. */
  setEnabled(address: string, enabled: boolean): void {
    for (const session of this.sessions) {
      if (session.terminal.name.endsWith(` ${address}`)) session.enabled = enabled;
    }
  }

  /** Makes the console of a user who logs on; the session comes with `attach`. */
  makeConsole(user: DirectoryUser): VirtualConsole {
    return new VirtualConsole(this.cp, user, (vm, line) => this.options.spool?.(vm, line));
  }

  /** The virtual machine of a new console is known. */
  register(vm: Vmblok, console: VirtualConsole): void {
    console.vm = vm;
    this.consoles.set(vm, console);
  }

  /** A session takes over a virtual machine: logon, or reconnect. */
  attach(session: Session, vm: Vmblok): void {
    const console = this.consoles.get(vm);
    if (console === undefined) throw new Error(`${vm.userid} has no console`);
    const timer = this.disconnectTimers.get(vm);
    if (timer) this.cp.machine.events.cancel(timer);
    this.disconnectTimers.delete(vm);
    vm.console = console;
    session.attach(vm, console);
  }

  /** DISCONN: the virtual machine runs on without a terminal. */
  disconnect(vm: Vmblok, hold: boolean): void {
    const session = this.sessionOfUser(vm);
    const name = session?.terminal.name ?? '';
    session?.detach(hold);
    this.becameDisconnected(vm, name);
  }

  /** A virtual machine is gone: its terminal is free for another user. */
  released(vm: Vmblok): void {
    const timer = this.disconnectTimers.get(vm);
    if (timer) this.cp.machine.events.cancel(timer);
    this.disconnectTimers.delete(vm);
    this.consoles.delete(vm);
    this.sessionOfUser(vm)?.detach(this.holding.delete(vm));
  }

  /** LOGOFF HOLD: the terminal stays with CP READ when the virtual machine goes. */
  holdAtLogoff(vm: Vmblok): void {
    this.holding.add(vm);
  }

  operatorMessage(text: string): void {
    this.operatorLine(`${this.system.timeText(this.cp.timeOfDay())} ${text}`);
  }

  /** As `operatorMessage`, without the time. What comes while the operator has no terminal is kept for him. */
  operatorLine(line: string): void {
    this.options.log?.(line);
    const operator = this.cp.findUser(this.system.operator);
    if (operator) this.consoles.get(operator)?.writeMessage(line, false);
    if (operator && !this.isDisconnected(operator)) return;
    this.missed.push(line);
    if (this.missed.length > MOST_MISSED) this.missed.shift();
  }

  /** The last messages that came while the operator had no terminal. */
  takeMissedMessages(): string[] {
    return this.missed.splice(0);
  }

  /** The session of a terminal that `addTerminal` has made. */
  sessionAtTerminal(terminal: Terminal): Session | undefined {
    return this.sessionOf(terminal);
  }

  /** `GRAF 0C1 LOGON  AS USERA    USERS = 004` for the operator. */
  reportUser(terminal: string, what: string, vm: Vmblok, suffix = ''): void {
    const users = String(this.cp.users().length).padStart(3, '0');
    this.operatorMessage(`${terminal} ${what} ${vm.userid.padEnd(8)} USERS = ${users}${suffix}`);
  }

  /** Somebody has given a wrong password for a userid; too many of them are for the operator. */
  logonFailed(session: Session, userid: string): void {
    if (!this.system.journal.logon) return;
    const terminal = session.terminal.name.split(' ').at(-1)!;
    const count = session.logonsRefused;
    const failure = { userid, terminal, count, limit: LOGON_LIMIT };
    this.options.passwordFailed?.(failure);
    if (count > LOGON_LIMIT) this.operatorMessage(passwordMessage(failure));
  }

  private commandFailed(session: Session, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const userid = session.vm?.userid ?? 'LOGON';
    this.operatorMessage(`${session.terminal.name} ${userid} COMMAND ABANDONED; CP ERROR: ${reason}`);
  }

  private sessionAt(address: string): Session | undefined {
    return [...this.sessions].find(({ terminal }) => terminal.name.endsWith(` ${address}`));
  }

  private sessionOf(terminal: Terminal): Session | undefined {
    return [...this.sessions].find((session) => session.terminal === terminal);
  }

  private becameDisconnected(vm: Vmblok, terminal: string): void {
    if (vm.state === 'gone') return;
    this.reportUser(terminal, 'DSCONNECT', vm);
    const isOperator = vm.userid === this.system.operator;
    const isIdle = isOperator && vm.loads === 0;
    if (vm.state === 'cp' && !vm.settings.run && !isIdle) this.cp.beginExecution(vm);
    // the operator is there for CP's messages, whatever his virtual machine does
    if (!isOperator) this.watchDisconnected(vm);
  }

  /** A disconnected virtual machine that only waits for its console, or stands still in CP mode, is logged off in the end. */
  private watchDisconnected(vm: Vmblok): void {
    const delay = DISCONNECTED_READ_MINUTES * 60 * 1e6;
    const timer = this.cp.machine.events.schedule(delay, () => {
      this.disconnectTimers.delete(vm);
      if (vm.state === 'gone' || !this.isDisconnected(vm)) return;
      const waits = vm.state === 'cp' || this.consoles.get(vm)?.reading === true;
      if (!waits) return this.watchDisconnected(vm);
      this.reportLogoff(vm, '  FORCED');
      this.cp.logoff(vm);
    });
    this.disconnectTimers.set(vm, timer);
  }

  /** Tells the operator of a logoff that is about to happen. */
  reportLogoff(vm: Vmblok, suffix: string): void {
    const name = this.sessionOfUser(vm)?.terminal.name ?? 'USER DSC';
    const users = String(this.cp.users().length - 1).padStart(3, '0');
    this.operatorMessage(`${name} LOGOFF AS ${vm.userid.padEnd(8)} USERS = ${users}${suffix}`);
  }

  private *beforeLogon(session: Session, line: CommandLine): CpTask<void> {
    const word = line.next() ?? '';
    if ('LOGON'.startsWith(word) || 'LOGIN'.startsWith(word)) yield* logon(this, session, line);
    else if ('DIAL'.startsWith(word)) yield* dial(this, session, line);
    else session.say('restart');
  }
}
