import { ebcdic037 } from '../../ebcdic/index.js';
import type { ConsoleTerminal } from '../../s370/index.js';
import type { ControlProgram } from '../control-program.js';
import type { VmConsole, VmDisplay } from '../services.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { LINE_END, afterCpPrefix, echoOf, editLine } from './line-editing.js';
import type { ReadAnswer } from './output-queue.js';
import type { Session } from './session.js';
import { defaultTerminalSettings } from './terminal-settings.js';
import type { TerminalSettings } from './terminal-settings.js';
import type { DirectoryUser } from '../directory/index.js';

/** Longest line that a console takes in. */
export const INPUT_LENGTH = 130;

/** Gets what a virtual console types, for console spooling. */
export type ConsoleSpool = (vm: Vmblok, line: Uint8Array) => void;

type Reply = (line: Uint8Array | 'cancel') => void;

/**
 * Paper and keyboard of a virtual machine's console. It outlives sessions: while its user is disconnected, output
 * is only spooled and reads wait.
 */
export class VirtualConsole implements VmConsole, ConsoleTerminal {
  readonly settings: TerminalSettings;
  private session: Session | undefined;
  private machine: Vmblok | undefined;
  /** A line that was entered before the guest asked for one. */
  private pending: Uint8Array | undefined;
  private reply: Reply | undefined;
  /** The read is on the terminal. */
  private shown = false;

  constructor(
    private readonly cp: ControlProgram,
    user: DirectoryUser,
    private readonly spool: ConsoleSpool,
  ) {
    this.settings = defaultTerminalSettings(user.edit, 80);
  }

  /** The virtual machine, known once it is made. */
  set vm(vm: Vmblok) {
    this.machine = vm;
  }

  get terminal(): ConsoleTerminal {
    return this;
  }

  get lineSize(): number {
    return this.settings.lineSize;
  }

  get display(): VmDisplay | undefined {
    return this.session?.display;
  }

  /** The guest waits for a line. */
  get reading(): boolean {
    return this.reply !== undefined;
  }

  /** A person is there again, or (undefined) no more. */
  connect(session: Session | undefined): void {
    if (this.shown) this.session?.terminal.cancelRead();
    this.shown = false;
    this.session = session;
    this.showRead();
  }

  /** A response of CP, as typed on the console. */
  writeLine(text: string): void {
    const bytes = ebcdic037.encode(text);
    this.spoolLine(bytes);
    for (const line of this.split(bytes)) {
      this.session?.terminal.request({ kind: 'line', source: 'cp', text: line });
    }
  }

  /** A message that breaks into a read. */
  writeMessage(text: string, alarm: boolean): void {
    const bytes = ebcdic037.encode(text);
    this.spoolLine(bytes);
    for (const line of this.split(bytes)) {
      this.session?.terminal.request({ kind: 'line', source: 'cp', text: line, alarm, priority: true });
    }
  }

  setPa2External(on: boolean): void {
    this.settings.pa2External = on;
  }

  stateChanged(): void {
    this.session?.stateChanged();
  }

  /** A line entered before the guest read; false when there is one already. */
  get holdsLine(): boolean {
    return this.pending !== undefined;
  }

  offerLine(line: Uint8Array): void {
    this.spoolLine(line);
    if (this.reply) this.answer(line);
    else this.pending = line;
  }

  // --- ConsoleTerminal: the virtual 3215

  write(text: Uint8Array, newLine: boolean, typed?: () => void): 'waiting' | void {
    this.spoolLine(text);
    const terminal = this.session?.terminal;
    if (terminal === undefined || !this.typesOutput) return;
    let left = 0;
    let started = false;
    const done = (): void => {
      left--;
      if (left === 0 && started) typed?.();
    };
    const lines = this.split(text);
    left = lines.length;
    lines.forEach((line, index) => {
      const sameLine = !newLine && index === lines.length - 1;
      terminal.request({ kind: 'line', source: 'vm', text: line, sameLine, done });
    });
    if (left === 0) return;
    started = true;
    return 'waiting';
  }

  read(reply: Reply): void {
    this.reply = reply;
    const pending = this.pending;
    if (pending !== undefined) {
      this.pending = undefined;
      this.answer(pending);
    } else {
      this.showRead();
    }
  }

  cancelRead(): void {
    this.reply = undefined;
    this.hideRead();
  }

  alarm(): void {
    this.session?.terminal.request({ kind: 'line', source: 'vm', text: new Uint8Array(0), alarm: true });
  }

  /** CP reads before the guest: takes the guest's read off the terminal. */
  hideRead(): void {
    if (this.shown) this.session?.terminal.cancelRead();
    this.shown = false;
  }

  /** The guest's read is the terminal's again. */
  showRead(): void {
    const session = this.session;
    if (this.reply === undefined || this.shown || session === undefined || session.readsForCp) return;
    this.shown = true;
    session.terminal.request({
      kind: 'read',
      source: 'vm',
      hidden: false,
      accept: (line) => this.accept(line),
      attention: (count) => this.attention(count),
    });
  }

  private get typesOutput(): boolean {
    const vdev = this.vdev;
    return vdev === undefined || !vdev.spooling || vdev.terminal;
  }

  private get vdev() {
    const address = this.machine?.consoleAddress;
    const vdev = address === undefined ? undefined : this.machine?.devices.get(address);
    return vdev?.kind === 'console' ? vdev : undefined;
  }

  private spoolLine(line: Uint8Array): void {
    if (this.machine && this.vdev?.spooling) this.spool(this.machine, line);
  }

  /** A line for the guest: edited; `#CP` goes to CP and the guest's read ends in unit exception. */
  private accept(typed: Uint8Array): ReadAnswer {
    const line = typed.subarray(0, INPUT_LENGTH);
    if (!this.machine?.settings.lineEdit) return this.taken(line, line);
    const edited = editLine(line, this.settings.edit);
    if (edited.length === 0 && line.length > 0) return { verdict: 'repeat' };
    const command = afterCpPrefix(edited);
    const echo = echoOf(edited, this.settings.edit);
    if (command === undefined) return this.taken(edited, echo);
    return {
      verdict: 'accepted',
      echo,
      run: () => {
        this.shown = false;
        this.answer('cancel');
        this.session?.runCpLine(command);
      },
    };
  }

  private taken(line: Uint8Array, echo: Uint8Array): ReadAnswer {
    return {
      verdict: 'accepted',
      ...(line.length > 0 ? { echo } : {}),
      run: () => {
        this.shown = false;
        this.spoolLine(echo);
        this.answer(line);
      },
    };
  }

  /** The read ends without a line: an attention for the guest, or (PA1) CP mode. */
  private attention(count: 1 | 2): void {
    this.shown = false;
    if (count === 1) {
      this.answer(new Uint8Array(0));
      if (this.machine) this.cp.presentAttention(this.machine);
    } else {
      this.answer('cancel');
      if (this.machine) this.cp.enterCp(this.machine);
    }
  }

  /** Answers the device from an event of its own: its operation may just be starting. */
  private answer(line: Uint8Array | 'cancel'): void {
    const reply = this.reply;
    this.reply = undefined;
    if (reply) this.cp.machine.events.schedule(0, () => reply(line));
  }

  /** Lines as they fit: split where the guest says so, and where the terminal's line ends. */
  private split(text: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let rest = text;
    for (;;) {
      const end = rest.indexOf(LINE_END);
      const line = end < 0 ? rest : rest.subarray(0, end);
      // a line end that is the last character ends the line, it doesn't begin another
      if (end >= 0 || line.length > 0 || lines.length === 0) lines.push(...this.fold(line));
      if (end < 0) return lines;
      rest = rest.subarray(end + 1);
    }
  }

  private fold(line: Uint8Array): Uint8Array[] {
    const size = this.settings.lineSize;
    if (line.length <= size) return [line];
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < line.length; at += size) pieces.push(line.subarray(at, at + size));
    return pieces;
  }
}
