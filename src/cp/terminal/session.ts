import { ebcdic037 } from '../../ebcdic/index.js';
import { CommandLine } from '../commands/scanner.js';
import type { Dispatcher } from '../commands/dispatcher.js';
import type { ControlProgram } from '../control-program.js';
import { DEFAULT_EDIT_SYMBOLS } from '../directory/index.js';
import type { EditSymbols } from '../directory/index.js';
import type { VmDisplay } from '../services.js';
import { startTask, waitFor } from '../task.js';
import type { CpTask } from '../task.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { LINE_END, afterCpPrefix, echoOf, editLine, logicalLines, upperCase } from './line-editing.js';
import type { ReadAnswer } from './output-queue.js';
import { ScreenDisplay } from './screen-display.js';
import { DEFAULT_TIMES } from './screen-host.js';
import type { FunctionKeyAction, TerminalUser } from './screen-host.js';
import type { Terminal } from './terminal.js';
import { functionKeyAction } from './function-keys.js';
import { INPUT_LENGTH } from './virtual-console.js';
import type { VirtualConsole } from './virtual-console.js';

/** What a session needs of the terminal service. */
export interface SessionHost {
  readonly cp: ControlProgram;
  readonly dispatcher: Dispatcher;
  /** Before logon: LOGON, DIAL. Ends with the session attached to a virtual machine, or not. */
  beforeLogon(session: Session, line: CommandLine): CpTask<void>;
  /** CP failed while it carried out a command of this session. */
  commandFailed(session: Session, error: unknown): void;
}

/** Refused LOGONs that a terminal is forgiven. SY20-0884, DMKLOG. */
/** LOGONs that may be refused at a terminal before it goes back to the logo. */
export const LOGON_LIMIT = 3;

/** The console function environment of one terminal: CP READ, commands, keys. SY20-0884, DMKCFM. */
export class Session implements TerminalUser {
  terminal!: Terminal;
  vm: Vmblok | undefined;
  console: VirtualConsole | undefined;
  display: VmDisplay | undefined;
  /** ENABLE, DISABLE. */
  enabled = true;
  private active = false;
  /** A console function is being executed. */
  private busy = false;
  private cpReading = false;
  private refusedLogons = 0;

  constructor(private readonly host: SessionHost) {}

  /** CP's own read is, or is about to be, on the terminal. */
  get readsForCp(): boolean {
    return this.cpReading || this.busy;
  }

  get loggedOn(): boolean {
    return this.vm !== undefined;
  }

  /** Nobody is there: after LOGOFF, before the first key. */
  get idle(): boolean {
    return !this.active;
  }

  // --- what commands do with a session

  attach(vm: Vmblok, console: VirtualConsole): void {
    this.vm = vm;
    this.console = console;
    this.display = this.terminal.screen && new ScreenDisplay(this.terminal.screen, this.terminal);
    console.settings.lineSize = Math.min(console.settings.lineSize, this.terminal.lineLength);
    console.connect(this);
    this.settingsChanged();
  }

  /** Takes over what TERMINAL set. */
  settingsChanged(): void {
    const settings = this.console?.settings;
    if (settings === undefined) return;
    const { moreSeconds, warningSeconds, hold } = settings;
    this.terminal.screen?.setTimes({ ...DEFAULT_TIMES, more: moreSeconds, warning: warningSeconds }, hold);
  }

  /** LOGONs that were refused since the last good one. */
  get logonsRefused(): number {
    return this.refusedLogons;
  }

  /** LOGON was refused: after too many the terminal goes back to the logo. */
  logonRefused(): void {
    this.refusedLogons++;
    if (this.refusedLogons > LOGON_LIMIT) this.detach(false);
  }

  /** Lets go of the virtual machine; the terminal shows the logo at the next key, or asks for another logon. */
  detach(hold: boolean): void {
    this.console?.connect(undefined);
    this.vm = this.console = this.display = undefined;
    this.cpReading = false;
    if (hold) return;
    this.active = false;
    this.terminal.release();
  }

  /** Shows a line; answers true when it is on the screen, false when the terminal went away before. */
  *show(text: string): CpTask<boolean> {
    return yield* waitFor<boolean>((resume) =>
      this.terminal.request({
        kind: 'line',
        source: 'cp',
        text: ebcdic037.encode(text),
        done: (outcome) => resume(outcome === 'shown'),
      }),
    );
  }

  /** The terminal becomes a device of a virtual machine: nobody is at it for CP. */
  lend(): void {
    this.active = this.cpReading = false;
    this.terminal.lendable?.lend();
  }

  /** A line of CP for this terminal. */
  say(text: string): void {
    if (this.console) this.console.writeLine(text);
    else this.terminal.request({ kind: 'line', source: 'cp', text: ebcdic037.encode(text) });
  }

  /** Asks a question: prompt, then a read; the answer is in upper case. */
  *ask(text: string, hidden: boolean): CpTask<string> {
    this.say(text);
    return yield* waitFor<string>((resume) => {
      this.console?.hideRead();
      this.terminal.request({
        kind: 'read',
        source: 'cp',
        hidden,
        accept: (line) => ({
          verdict: 'accepted',
          ...(hidden || line.length === 0 ? {} : { echo: line }),
          run: () => resume(ebcdic037.decode(upperCase(line)).trim()),
        }),
        attention: () => resume(''),
      });
    });
  }

  /** The terminal was switched off. */
  poweredOff(): Vmblok | undefined {
    const vm = this.vm;
    this.console?.connect(undefined);
    this.vm = this.console = this.display = undefined;
    this.active = this.cpReading = this.busy = false;
    return vm;
  }

  /** The virtual machine entered or left CP mode. */
  stateChanged(): void {
    if (this.busy || this.vm === undefined) return;
    // what CP says about the reason comes before its read
    if (this.vm.state === 'cp') this.host.cp.machine.events.schedule(0, () => this.readIfInCpMode());
    else if (this.cpReading && !this.vm.settings.run) this.endCpRead();
  }

  private readIfInCpMode(): void {
    if (this.vm?.state === 'cp') this.readCommand();
  }

  /** `#CP` of the user: with nothing behind it, CP mode. */
  runCpLine(command: Uint8Array): void {
    if (command.length === 0) this.cpWanted();
    else this.runCommands(upperCase(command));
  }

  // --- keys

  userArrived(): void {
    if (this.active || !this.enabled) return;
    this.active = true;
    this.refusedLogons = 0;
    this.terminal.begin();
    this.readCommand();
  }

  lineEntered(typed: Uint8Array): ReadAnswer {
    const line = typed.subarray(0, INPUT_LENGTH);
    const { vm, console } = this;
    if (
      vm === undefined ||
      console === undefined ||
      vm.state === 'sleeping' ||
      console.settings.mode === 'CP'
    ) {
      return this.commandEntered(line);
    }
    const edited = vm.settings.lineEdit ? editLine(line, this.symbols) : line;
    if (edited.length === 0) return { verdict: 'repeat' };
    const command = vm.settings.lineEdit ? afterCpPrefix(edited) : undefined;
    if (command === undefined && console.holdsLine) return { verdict: 'rejected' };
    if (command !== undefined && this.busy) return { verdict: 'rejected' };
    return {
      verdict: 'accepted',
      echo: echoOf(edited, this.symbols),
      run: () => {
        if (command !== undefined) return this.runCpLine(command);
        console.offerLine(edited);
        this.host.cp.presentAttention(vm);
      },
    };
  }

  nullLineEntered(): void {
    const { vm, console } = this;
    if (vm === undefined) return this.readCommand();
    if (this.busy) return;
    if (vm.state === 'sleeping' || console?.settings.mode === 'CP') return this.cpWanted();
    if (!this.host.cp.presentAttention(vm)) this.host.cp.enterCp(vm);
  }

  cpWanted(): void {
    if (this.vm === undefined) return this.readCommand();
    if (this.busy) return;
    // with SET RUN ON the virtual machine goes on while CP reads
    if (this.vm.state === 'cp' || this.vm.settings.run) this.readCommand();
    else this.host.cp.enterCp(this.vm);
  }

  functionKey(number: number): FunctionKeyAction {
    const key = this.console?.settings.functionKeys.get(number);
    return functionKeyAction(key, this.symbols);
  }

  pa2Pressed(): boolean {
    const { vm, console } = this;
    if (vm === undefined || !console?.settings.apl || !console.settings.pa2External) return false;
    if (this.readsForCp) return false;
    this.host.cp.postExternal(vm, 0x40);
    return true;
  }

  fullScreenKey(inbound: Uint8Array): boolean {
    const { vm } = this;
    if (vm === undefined || !(this.display instanceof ScreenDisplay)) return false;
    this.display.keep(inbound);
    return this.host.cp.presentAttention(vm);
  }

  // --- commands

  private get symbols(): EditSymbols {
    return this.console?.settings.edit ?? DEFAULT_EDIT_SYMBOLS;
  }

  /** Puts CP READ on the terminal. */
  private readCommand(): void {
    if (this.cpReading || this.busy || !this.active) return;
    this.cpReading = true;
    this.console?.hideRead();
    this.terminal.request({
      kind: 'read',
      source: 'cp',
      hidden: false,
      accept: (line) => this.commandEntered(line.subarray(0, INPUT_LENGTH)),
      attention: () => this.cpReadAttention(),
    });
  }

  private endCpRead(): void {
    this.cpReading = false;
    this.terminal.cancelRead();
    this.console?.showRead();
  }

  /** PA1 in CP READ: the virtual machine runs on with an attention. */
  private cpReadAttention(): void {
    this.cpReading = false;
    if (this.vm === undefined) return this.readCommand();
    this.host.cp.presentAttention(this.vm);
    this.host.cp.beginExecution(this.vm);
    this.console?.showRead();
  }

  private commandEntered(line: Uint8Array): ReadAnswer {
    if (this.busy) return { verdict: 'rejected' };
    const edited = upperCase(editLine(line, this.symbols));
    if (edited.length === 0) {
      if (line.length > 0) return { verdict: 'repeat' };
      return { verdict: 'accepted', run: () => this.nullCommand() };
    }
    return {
      verdict: 'accepted',
      echo: echoOf(edited, this.symbols),
      run: () => {
        this.cpReading = false;
        this.runCommands(edited);
      },
    };
  }

  private nullCommand(): void {
    this.cpReading = false;
    if (this.vm !== undefined) this.say('CP');
    this.readCommand();
  }

  private runCommands(edited: Uint8Array): void {
    const fromCpMode = this.vm === undefined || this.vm.state === 'cp';
    this.busy = true;
    startTask(
      this.commands(logicalLines(edited)),
      () => this.commandsDone(fromCpMode),
      (error) => {
        // CP's own fault: the command is lost, this user and all others go on
        this.host.commandFailed(this, error);
        this.say('COMMAND ABANDONED; CP ERROR');
        this.commandsDone(fromCpMode);
      },
    );
  }

  private *commands(lines: readonly Uint8Array[]): CpTask<void> {
    for (let index = 0; index < lines.length; index++) {
      let text = ebcdic037.decode(lines[index]);
      if (definesFunctionKey(text)) {
        // the key's text goes on over line ends
        text = lines
          .slice(index)
          .map((line) => ebcdic037.decode(line))
          .join(ebcdic037.decodeByte(LINE_END));
        index = lines.length;
      }
      if (text.trim() === '') continue;
      const { vm } = this;
      if (vm === undefined) {
        yield* this.host.beforeLogon(this, new CommandLine(text));
        if (!this.active) return;
        continue;
      }
      const outcome = yield* this.host.dispatcher.run({
        vm,
        line: text,
        respond: (response) => this.say(response),
        fromGuest: false,
        rejectPasswords: false,
        prompter: (prompt, hidden, answer) => startTask(this.ask(prompt, hidden), answer),
      });
      if (outcome.flow === 'gone') return;
    }
  }

  private commandsDone(fromCpMode: boolean): void {
    this.busy = false;
    const { vm } = this;
    if (!this.active) return;
    if (vm === undefined) return this.readCommand();
    if (fromCpMode && vm.state === 'cp' && vm.settings.run) this.host.cp.beginExecution(vm);
    if (vm.state === 'cp') this.readCommand();
    else this.console?.showRead();
  }
}

function definesFunctionKey(text: string): boolean {
  return /^ *(CP +)*SET? +PF\d/.test(text);
}
