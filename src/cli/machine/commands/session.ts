/** Commands about the session itself: scripts, pauses, what kind of machine this is, the end. */

import { modelLine } from '../../../s370/index.js';
import { takeSnapshot } from '../machine-snapshot.js';
import { attemptLater } from './command.js';
import type { OperatorCommand } from './command.js';

/** Seconds as hours, minutes, seconds. */
function duration(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export const SESSION_COMMANDS: readonly OperatorCommand[] = [
  {
    names: ['cpumodel'],
    help: 'display the model',
    effect: 'display',
    execute: ({ operated, print }) => print(modelLine(operated.configuration.model)),
  },
  {
    names: ['uptime'],
    help: 'display how long this program has been running',
    effect: 'display',
    execute: ({ print }) => print(`cp370 has been up for ${duration(process.uptime())}.`),
  },
  {
    names: ['pwd'],
    help: 'display the directory that file names start from',
    effect: 'host',
    execute: ({ operated, print }) => print(operated.devices.directory ?? process.cwd()),
  },
  {
    names: ['defsym'],
    help: 'defsym NAME [VALUE]: $(NAME) in the lines that follow stands for the value; without a name: list',
    effect: 'host',
    execute: ({ symbols, print }, { words: [name, ...value] }) => {
      if (name !== undefined) symbols.set(name, value.join(' '));
      else for (const [each, text] of symbols) print(`${each}=${text}`);
    },
  },
  {
    names: ['archmode'],
    help: 'display the architecture mode',
    effect: 'display',
    execute: ({ print }) => print('Architecture mode = S/370'),
  },
  {
    names: ['mainsize'],
    help: 'display the size of main storage',
    effect: 'display',
    execute: ({ operated, print }) => print(`Main storage size = ${operated.machine.storage.size / 1024} K`),
  },
  {
    names: ['loadparm'],
    help: 'loadparm [TEXT]: display or set the load parameter',
    effect: 'machine',
    execute: ({ operated, print }, { words }) => {
      if (words[0] !== undefined) operated.loadParameter = words[0].slice(0, 8).toUpperCase();
      print(`HHCPN051I LOADPARM=${operated.loadParameter}`);
    },
  },
  {
    names: ['snapshot', 'savestate'],
    help: 'snapshot FILE [images]: the whole machine to a file, with the contents of disks and tapes if wanted',
    effect: 'host',
    execute: (context, { words }) =>
      attemptLater(context, async () => {
        const [file, images] = words;
        if (file === undefined) throw new Error('snapshot needs a file');
        if (images !== undefined && images !== 'images')
          throw new Error(`${images} is no option of snapshot`);
        const { operated, print } = context;
        print(await takeSnapshot(operated, file, { images: images !== undefined, print }));
      }),
  },
  {
    names: ['script'],
    help: 'script FILE: run commands from a file',
    effect: 'host',
    execute: ({ script, print }, { words }) =>
      words[0] === undefined ? print('HHCPN995E script needs a file') : script(words[0]),
  },
  {
    names: ['pause'],
    help: 'pause SECONDS: wait (in a script)',
    effect: 'host',
    execute: async ({ print }, { words }) => {
      const seconds = Number(words[0]);
      if (!(seconds >= 0 && seconds <= 999)) print(`HHCPN010E Invalid pause: ${words[0] ?? '(missing)'}`);
      else await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    },
  },
  { names: ['quit', 'exit'], help: 'end the program', effect: 'host', execute: ({ quit }) => quit() },
];
