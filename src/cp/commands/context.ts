import type { Accounting } from '../accounting.js';
import type { ControlProgram } from '../control-program.js';
import type { Directory } from '../directory/index.js';
import { cpMessage, editMessage } from '../messages.js';
import type { Network } from '../network/network.js';
import type { Monitor } from '../monitor.js';
import type { CpMessage, EmsgSetting, MessageSeverity } from '../messages.js';
import type { CpTask } from '../task.js';
import { waitFor } from '../task.js';
import type { SpoolDevices } from '../spool/index.js';
import type { UnitRecordDevices } from '../spool/unit-record.js';
import type { TerminalService } from '../terminal/terminal-service.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { SystemState } from './system-state.js';
import type { CommandLine } from './scanner.js';
import type { CommandService } from '../services.js';

/** What commands work with besides virtual machines. */
export interface ServiceRooms {
  readonly directory: Directory;
  readonly terminals: TerminalService;
  readonly spool: SpoolDevices;
  readonly accounting: Accounting;
  /** Real unit record devices, once CP has started. */
  readonly unitRecord: UnitRecordDevices | undefined;
  readonly system: SystemState;
  readonly monitor: Monitor;
  /** The network station, when there is one. */
  readonly network: Network | undefined;
  /** All commands: for those that carry out others. */
  readonly commands: CommandService;
}

/**
 * How a command ended: a return code (0, or the number of the message it sent), with `flow` when it decides
 * itself whether the virtual machine runs on.
 */
export interface CommandOutcome {
  readonly returnCode: number;
  /** `run`: the virtual machine has been started; `gone`: there is none any more. */
  readonly flow?: 'run' | 'gone';
}

/** A handler does its work at once, or as a task when it has to ask the user. */
export type CommandHandler = (
  context: CommandContext,
) => number | CommandOutcome | CpTask<number | CommandOutcome>;

/** Asks the user for a line; `hidden` for passwords. Calls `answer` once. */
export type Prompter = (text: string, hidden: boolean, answer: (line: string) => void) => void;

/** Everything a command sees. */
export class CommandContext {
  constructor(
    readonly cp: ControlProgram,
    readonly rooms: ServiceRooms,
    readonly vm: Vmblok,
    /** The operands: what follows the command's name. */
    readonly line: CommandLine,
    readonly respond: (text: string) => void,
    /** The command comes from the guest (DIAGNOSE X'08'). */
    readonly fromGuest: boolean,
    readonly rejectPasswords: boolean,
    private readonly prompter: Prompter | undefined,
  ) {}

  /** Sends a numbered message as the user's SET EMSG wants it; answers its number, the command's return code. */
  error(
    module: string,
    number: number,
    fields: readonly (string | undefined)[] = [],
    severity: MessageSeverity = 'E',
  ): number {
    this.send(cpMessage(module, number, fields, severity));
    return number;
  }

  send(message: CpMessage): void {
    const text = editMessage(message, emsgSetting(this.vm));
    if (text !== undefined) this.respond(text);
  }

  /** The user can be asked. */
  get canPrompt(): boolean {
    return this.prompter !== undefined;
  }

  *prompt(text: string, hidden: boolean): CpTask<string> {
    const prompter = this.prompter;
    if (prompter === undefined) return '';
    return yield* waitFor<string>((resume) => prompter(text, hidden, resume));
  }

  /** Time of day for messages, `hh:mm:ss`. */
  get timeText(): string {
    return this.rooms.system.timeText(this.cp.timeOfDay());
  }
}

/** SET EMSG of a virtual machine. */
export function emsgSetting(vm: Vmblok): EmsgSetting {
  return vm.settings.errorMessages.toUpperCase() as EmsgSetting;
}
