import type { ControlProgram } from '../control-program.js';
import type { CommandRequest, CommandService } from '../services.js';
import type { CpTask } from '../task.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { CommandContext } from './context.js';
import type { CommandOutcome, Prompter, ServiceRooms } from './context.js';
import { CommandLine } from './scanner.js';
import { findCommand } from './table.js';

/** A command of a terminal user, who can be asked. */
export interface TerminalRequest extends CommandRequest {
  readonly prompter: Prompter;
}

/** A command of a guest had to ask its user. */
const NO_ANSWER = 0;

/**
 * Finds and runs commands: the same for terminals and for DIAGNOSE X'08'. SY20-0884, DMKCFC.
 */
export class Dispatcher implements CommandService {
  private cp!: ControlProgram;

  constructor(private readonly rooms: ServiceRooms) {}

  connect(cp: ControlProgram): void {
    this.cp = cp;
  }

  /** For guests: runs at once. A handler that asks its user gets no answer. */
  execute(request: CommandRequest): number {
    const task = this.run({ ...request, prompter: undefined });
    const step = task.next();
    if (!step.done) {
      task.return({ returnCode: NO_ANSWER });
      return NO_ANSWER;
    }
    return step.value.returnCode;
  }

  *run(request: CommandRequest & { readonly prompter: Prompter | undefined }): CpTask<CommandOutcome> {
    const line = new CommandLine(request.line);
    let word = line.next();
    // the prefix CP may stand before any command, also more than once
    while (word === 'CP' || word === '#CP') word = line.next();
    if (word === undefined || word.startsWith('*')) return { returnCode: 0 };
    const command = findCommand(word, request.vm);
    const context = new CommandContext(
      this.cp,
      this.rooms,
      request.vm,
      line,
      request.respond,
      request.fromGuest,
      request.rejectPasswords,
      request.prompter,
    );
    if (command === undefined) return { returnCode: unknown(context, word, request) };
    const result = command.handler(context);
    const outcome = isTask(result) ? yield* result : result;
    return typeof outcome === 'number' ? { returnCode: outcome } : outcome;
  }
}

/** `?CP: FOO`; a guest gets the return code alone. */
function unknown(context: CommandContext, word: string, request: CommandRequest): number {
  if (request.fromGuest) return 1;
  return context.error('CFC', 1, [word]);
}

function isTask<T>(value: T | CpTask<T>): value is CpTask<T> {
  return typeof value === 'object' && value !== null && 'next' in value;
}

/** Privilege classes a command is for; empty: everybody. */
export function mayUse(vm: Vmblok, classes: string): boolean {
  return classes === '' || vm.hasClass(classes);
}
