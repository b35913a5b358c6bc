import { Trace } from '../vmachine/tracing/trace.js';
import { ALL_EVENTS, TraceEvent } from '../vmachine/tracing/trace-settings.js';
import type { TraceTarget } from '../vmachine/tracing/trace-settings.js';
import type { CommandContext } from './context.js';
import { abbreviates } from './scanner.js';
import { dropIdleWatch, watchOf, watchOutput } from './watch-output.js';

/** Operands with their shortest abbreviations, in the order of search. SY20-0884, DMKTRA. */
const OPERANDS: readonly (readonly [name: string, shortest: number, events: number])[] = [
  ['INSTRUCT', 4, TraceEvent.instruction],
  ['SVC', 3, TraceEvent.svc],
  ['I/O', 3, TraceEvent.io],
  ['PROGRAM', 3, TraceEvent.program],
  ['EXTERNAL', 3, TraceEvent.external],
  ['PRIV', 4, TraceEvent.privileged],
  ['SIO', 3, TraceEvent.sio],
  ['CCW', 3, TraceEvent.ccw],
  ['CSW', 3, TraceEvent.csw],
  ['BRANCH', 2, TraceEvent.branch],
  ['ALL', 3, ALL_EVENTS],
];

interface Options {
  printer: boolean;
  terminal: boolean;
  run: boolean;
  noRun: boolean;
}

type Parsed =
  { readonly events: number; readonly action: 'off' | TraceTarget } | { readonly returnCode: number };

/**
 * `TRACE {SVC | I/O | PROGRAM | EXTERNAL | PRIV | SIO | CCW | CSW | BRANCH | INSTRUCT | ALL} … [PRINTER | TERMINAL | BOTH] [RUN |
 * NORUN] [OFF]`, `TRACE END`. Commands add up. SY20-0884, DMKTRA.
 */
export function trace(context: CommandContext): number {
  const { line, vm } = context;
  const first = line.peek();
  if (first === undefined) return context.error('TRA', 26);
  if (first === 'END') return endTrace(context);
  const parsed = parse(context);
  if ('returnCode' in parsed) return parsed.returnCode;
  const { events, action } = parsed;
  if (action === 'off') return turnOff(context, events);
  const both = TraceEvent.branch | TraceEvent.instruction;
  if ((events & both) === both) return context.error('TRA', 13, ['BRANCH']);
  const watch = watchOf(context);
  if (watch.trace === undefined) {
    watch.trace = new Trace(vm, context.cp.machine.storage, watchOutput(context), () =>
      end(context, (text) => context.cp.tell(vm, text)),
    );
    context.respond('TRACE STARTED');
  }
  watch.trace.settings.add(events, action);
  return 0;
}

function parse(context: CommandContext): Parsed {
  const { line } = context;
  let events = 0;
  const options: Options = { printer: false, terminal: false, run: false, noRun: false };
  let word = line.next();
  for (; word !== undefined; word = line.next()) {
    const operand = OPERANDS.find(([name]) => name.startsWith(word!));
    if (operand === undefined) {
      if (events === 0) return { returnCode: context.error('TRA', 2, [word]) };
      break;
    }
    if (!abbreviates(word, operand[0], operand[1])) return { returnCode: context.error('TRA', 2, [word]) };
    events |= operand[2];
  }
  if (word === 'OFF') return { events, action: 'off' };
  for (; word !== undefined; word = line.next()) {
    if (!addOption(options, word)) return { returnCode: context.error('TRA', 3, [word]) };
  }
  const conflict = conflictOf(options);
  if (conflict !== undefined) return { returnCode: context.error('TRA', 13, [conflict]) };
  return { events, action: options };
}

function addOption(options: Options, word: string): boolean {
  if (abbreviates(word, 'PRINTER', 1)) options.printer = true;
  else if (abbreviates(word, 'TERMINAL', 4)) options.terminal = true;
  else if (word === 'BOTH') options.printer = options.terminal = true;
  else if (word === 'RUN') options.run = true;
  else if (abbreviates(word, 'NORUN', 3)) options.noRun = true;
  else return false;
  return true;
}

function conflictOf({ printer, terminal, run, noRun }: Options): string | undefined {
  if (run && noRun) return 'NORUN';
  return printer && !terminal && (run || noRun) ? 'RUN/NORUN PRINTER' : undefined;
}

function turnOff(context: CommandContext, events: number): number {
  const trace = context.vm.watch?.trace;
  if (trace === undefined) return context.error('TRA', 180, [], 'W');
  trace.settings.remove(events);
  return trace.settings.empty ? endTrace(context) : 0;
}

function endTrace(context: CommandContext): number {
  return end(context, context.respond);
}

function end(context: CommandContext, respond: (text: string) => void): number {
  const { watch } = context.vm;
  if (watch?.trace === undefined) return context.error('TRA', 180, [], 'W');
  watch.trace = undefined;
  dropIdleWatch(context);
  respond('TRACE ENDED');
  return 0;
}
