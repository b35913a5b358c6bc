import { ebcdic037 } from '../../ebcdic/index.js';
import { BackingError } from '../../s370/index.js';
import { GuestWatch } from '../vmachine/tracing/guest-watch.js';
import type { WatchOutput } from '../vmachine/tracing/guest-watch.js';
import type { CommandContext } from './context.js';

const SINGLE_SPACE = 0x09;
const SKIP_TO_CHANNEL_1 = 0x8b;
const LINES_ON_PAGE = 60;

/** TRACE and PER of the user's virtual machine, made when there is none yet. */
export function watchOf(context: CommandContext): GuestWatch {
  return (context.vm.watch ??= new GuestWatch());
}

/** Takes what watches the virtual machine away once neither TRACE nor PER is on. */
export function dropIdleWatch({ vm }: CommandContext): void {
  if (vm.watch?.idle === true) vm.watch = undefined;
}

/** Lines of TRACE and PER go to the user's terminal, and to the virtual printer with the lowest address. */
export function watchOutput(context: CommandContext): WatchOutput {
  const { cp, vm, rooms } = context;
  let lines = 0;
  return {
    terminal: (line) => cp.tell(vm, line),
    printer: (line) => {
      const printer = vm.sortedDevices().find(({ kind }) => kind === 'printer');
      if (printer?.kind !== 'printer' || printer.notReady) return false;
      const sink = rooms.spool.printer(vm, printer);
      try {
        if (lines === 0)
          sink.printLine(new Uint8Array(0), { skipToChannel: 1, newForms: 1, lines: 0 }, SKIP_TO_CHANNEL_1);
        sink.printLine(ebcdic037.encode(line), { space: 1 }, SINGLE_SPACE);
      } catch (error) {
        if (error instanceof BackingError) return false;
        throw error;
      }
      lines = (lines + 1) % LINES_ON_PAGE;
      return true;
    },
    command: (line) => {
      rooms.commands.execute({
        vm,
        line,
        respond: (text) => cp.tell(vm, text),
        fromGuest: false,
        rejectPasswords: false,
      });
    },
  };
}
