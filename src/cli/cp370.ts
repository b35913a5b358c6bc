#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describeError } from '../media/host-error.js';
import { prepareWasmEngine } from '../system/wasm-engine.js';

/** One subcommand: its module is loaded only when it is the one asked for, so that start-up stays short. */
interface Subcommand {
  readonly name: string;
  readonly description: string;
  load(): Promise<Command>;
}

const subcommands: readonly Subcommand[] = [
  {
    name: 'start',
    description: 'start the Control Program with its terminals (makes the system volumes on first use)',
    load: async () => (await import('./start-command.js')).startCommand(),
  },
  {
    name: 'direct',
    description: 'check, edit or replace the user directory of a system (the DIRECT program)',
    load: async () => (await import('./direct-command.js')).directCommand(),
  },
  {
    name: 'machine',
    description: 'run the bare machine with an operator console (hercules.cnf syntax)',
    load: async () => (await import('./machine/index.js')).machineCommand(),
  },
  {
    name: 'asm',
    description: 'assemble System/370 source into TEXT decks',
    load: async () => (await import('./asm-command.js')).asmCommand(),
  },
  {
    name: 'disk',
    description: 'make, list, check, copy and convert disk images',
    load: async () => (await import('./media/disk-command.js')).diskCommand(),
  },
  {
    name: 'tape',
    description: 'make, map, check, copy and convert tape images',
    load: async () => (await import('./media/tape-command.js')).tapeCommand(),
  },
  {
    name: 'card',
    description: 'make, list, check and convert card decks',
    load: async () => (await import('./media/card-command.js')).cardCommand(),
  },
  {
    name: 'equivalence',
    description: 'compare virtual machines with the bare machine, program by random program',
    load: async () => (await import('./equivalence-command.js')).equivalenceCommand(),
  },
  {
    name: 'segment',
    description: 'take saved systems and shared segments in from files, and out to files',
    load: async () => (await import('./segment-command.js')).segmentCommand(),
  },
  {
    name: 'connect',
    description: 'a 3270 terminal for any TN3270 host',
    load: async () => (await import('./connect-command.js')).connectCommand(),
  },
];

/** Version of the package this program belongs to. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('cp370')
    .description('A System/370 mainframe and the Control Program that shares it')
    .version(packageVersion())
    .showHelpAfterError('(cp370 --help lists the commands)');
  for (const subcommand of subcommands) {
    program.addCommand(
      argv[2] === subcommand.name
        ? (await subcommand.load()).description(subcommand.description)
        : new Command(subcommand.name).description(subcommand.description),
    );
  }
  await program.parseAsync([...argv]);
}

// Who reads our output may have had enough of it (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

// Before any machine is made.
prepareWasmEngine();

main(process.argv).catch((error: unknown) => {
  process.stderr.write(`cp370: ${describeError(error)}\n`);
  process.exitCode = 1;
});
