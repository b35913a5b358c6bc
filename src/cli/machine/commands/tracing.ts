/** Commands that watch instructions: tracing, stepping, breakpoints. */

import type { TracedCommand } from '../../../s370/index.js';
import { commandLines } from '../channel-trace.js';
import { hex } from '../display.js';
import type { RunLoop, Watch } from '../run-loop.js';
import type { CommandContext, OperatorCommand } from './command.js';

const WORDS = { tracing: 'tracing', stepping: 'stepping', breaking: 'break' } as const;
type WatchName = keyof typeof WORDS;

/** Says what a watch is now. */
function tell({ print }: CommandContext, name: WatchName, { on, range }: Watch): void {
  const where = range === undefined ? '' : ` range ${hex(range.low, 1)}-${hex(range.high, 1)}`;
  print(`HHCPN040I Instruction ${WORDS[name]} ${on ? 'on' : 'off'}${where}`);
}

/** Sets a watch, or what is to be watched, and says what it is now. `turn` undefined: as it was. */
function watch(name: WatchName, turn?: boolean): OperatorCommand['execute'] {
  return (context, { words: [operand] }) => {
    const watched: Watch = (context.operated.loop as Pick<RunLoop, WatchName>)[name];
    if (operand !== undefined) {
      const match = /^([0-9a-f]{1,6})(?:-([0-9a-f]{1,6})|\.([0-9a-f]{1,6}))?$/i.exec(operand);
      if (!match) {
        context.print(`HHCPN144E Invalid operand:  ${operand}`);
        return;
      }
      const low = parseInt(match[1], 16);
      const high =
        match[2] !== undefined
          ? parseInt(match[2], 16)
          : match[3] !== undefined
            ? low + parseInt(match[3], 16) - 1
            : low;
      watched.range = low === 0 && high === 0 ? undefined : { low, high };
    }
    if (turn !== undefined) watched.on = turn;
    tell(context, name, watched);
  };
}

const rows = (letter: string, name: WatchName, what: string): OperatorCommand[] => [
  {
    names: [`${letter}+`],
    help: `${letter}+ [ADDR[-ADDR|.LEN]]: ${what} on`,
    effect: 'machine',
    execute: watch(name, true),
  },
  { names: [`${letter}-`], help: `${what} off`, effect: 'machine', execute: watch(name, false) },
  {
    names: [letter, `${letter}?`],
    help: `${letter} [ADDR[-ADDR|.LEN]]: set the range (0: everywhere) and query ${what}`,
    effect: 'machine',
    execute: watch(name),
  },
];

export const TRACING_COMMANDS: readonly OperatorCommand[] = [
  ...rows('t', 'tracing', 'instruction trace'),
  {
    names: ['t+dev', 't-dev'],
    help: 't+DEV, t-DEV: type the channel commands of a device with their data and sense, or no longer',
    effect: 'machine',
    execute: ({ operated, print }, { name, words: [digits] }) => {
      const device = parseInt(digits, 16);
      const number = `0:${hex(device, 4)}`;
      const on = name === 't+dev';
      const tracer = (command: TracedCommand): void => {
        for (const line of commandLines(device, command)) operated.print(line);
      };
      const sets = operated.machine.channelSets.filter((set) =>
        set.traceCommands(device, on ? tracer : undefined),
      );
      if (sets.length === 0) print(`HHCPN181E Device number ${number} not found`);
      else print(`HHCPN136I CCW tracing is now ${on ? 'on' : 'off'} for device ${number}`);
    },
  },
  ...rows('s', 'stepping', 'instruction stepping'),
  {
    names: ['b', 'b+'],
    help: 'b ADDR[-ADDR|.LEN]: break before an instruction',
    effect: 'machine',
    execute: (context, call) =>
      watch('breaking', call.words[0] === undefined ? undefined : true)(context, call),
  },
  {
    names: ['b-'],
    help: 'no longer break',
    effect: 'machine',
    execute: (context, call) => {
      context.operated.loop.breaking.range = undefined;
      return watch('breaking', false)(context, { ...call, words: [] });
    },
  },
  { names: ['b?'], help: 'query the breakpoint', effect: 'display', execute: watch('breaking') },
  {
    names: ['pgmtrace'],
    help: 'pgmtrace [CODE|-CODE]: type program interruptions of a code, or no longer; query',
    effect: 'machine',
    execute: ({ operated, print }, { words: [word] }) => {
      const { interruptions } = operated.loop;
      const match = /^([+-]?)([0-9a-f]{1,2})$/i.exec(word ?? '');
      if (match) interruptions.set(parseInt(match[2], 16), match[1] !== '-');
      else if (word !== undefined) {
        print(`HHCPN144E Invalid operand:  ${word}`);
        return;
      }
      const codes = interruptions.traced.map((code) => hex(code, 2));
      print(`Program interruptions traced: ${codes.join(' ') || 'none'}`);
    },
  },
  {
    names: ['ostailor'],
    help: 'ostailor quiet|null|os/390|vm|vse: which program interruptions are typed: none, all, those not ordinary',
    effect: 'machine',
    execute: ({ operated, print }, { words: [system = ''] }) => {
      if (!operated.loop.interruptions.tailor(system.toLowerCase())) {
        print(`HHCPN144E Invalid operand:  ${system}`);
      }
    },
  },
];
