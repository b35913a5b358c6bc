/** `cp370 start`: CP with its terminals. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import chalk from 'chalk';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { StartChoice } from '../cp/commands/start-question.js';
import type { StartKind } from '../cp/spool/index.js';
import type { LineTerminal } from '../cp/terminal/line-terminal.js';
import type { Terminal } from '../cp/terminal/terminal.js';
import { hostZone, openSystem, type OpenSystem } from '../system/open-system.js';
import { MACHINE_FILE } from '../system/site.js';
import { terminalServer } from '../system/terminal-server.js';
import type { Tn3270Server } from '../tn3270/index.js';
import { HostConsole } from './host-console.js';
import { askClock, askStart } from './start-dialogue.js';

interface StartOptions {
  readonly system: string;
  readonly port: number;
  readonly host: string;
  readonly terminal: boolean;
  readonly model: string;
  readonly regenerate?: boolean;
  readonly interpreted?: boolean;
  readonly cold?: boolean;
  readonly ckpt?: boolean;
  readonly force?: boolean;
  readonly warm?: boolean;
  readonly drain?: boolean;
  readonly autolog: boolean;
  readonly console?: boolean;
  readonly ask?: boolean;
}

const DEFAULT_PORT = 3270;

/** Why the system ended. */
type Ending =
  | { readonly kind: 'shutdown' | 'signal' | 'terminal' }
  | { readonly kind: 'failed'; readonly error: unknown };

async function start(options: StartOptions): Promise<void> {
  const path = resolve(options.system);
  if (options.regenerate === true || !existsSync(join(path, MACHINE_FILE))) {
    const { generateWithProgress } = await import('./generation-progress.js');
    await generateWithProgress(path, options.regenerate === true);
  }
  let end = (_ending: Ending): void => undefined;
  const ended = new Promise<Ending>((done) => (end = done));
  const atConsole = usesConsole(options);
  const showsDisplay = !atConsole && options.terminal && process.stdout.isTTY && process.stdin.isTTY;
  const logLines: string[] = [];
  let wake = (): void => undefined;
  const console = atConsole
    ? new HostConsole({ input: process.stdin, output: process.stdout }, () => wake())
    : undefined;
  const say = (line: string): void => {
    if (console !== undefined) console.print(line);
    else if (options.terminal && process.stdout.isTTY) logLines.push(line);
    else process.stdout.write(`${line}\n`);
  };
  const seat: { line?: LineTerminal } = {};
  // the operator at this console sees his messages himself
  const sayToOperator = (text: string): void => {
    if (seat.line === undefined || seat.line !== operatorTerminal(system)) say(text);
  };
  const system = openSystem({
    path,
    interpreted: options.interpreted,
    waits: true,
    clockOffset:
      options.ask === true && console ? await askClock(console, () => Date.now(), hostZone()) : undefined,
    log: say,
    operatorLog: sayToOperator,
    onShutdown: () => setImmediate(() => end({ kind: 'shutdown' })),
    failed: (error) => end({ kind: 'failed', error }),
  });
  wake = () => system.loop.wake();
  for (const warning of system.site.warnings) say(chalk.yellow(warning));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => end({ kind: 'signal' }));
  if (console) console.onInterrupt = (): void => end({ kind: 'signal' });
  const choice = await choose(system, options, console);
  if (choice === 'shutdown') {
    console?.close();
    system.close();
    return;
  }
  seat.line = console?.becomeTerminal(system.services, CONSOLE_NAME);
  system.begin(choice, seat.line === undefined ? {} : { console: seat.line });

  let server: Tn3270Server | undefined;
  let ending: Ending;
  let orderly = false;
  let terminal: Promise<void> | undefined;
  const terminalEnd = new AbortController();
  try {
    const listening = await listen(system, options, say);
    server = listening.server;
    say(`CP is running. 3270 terminals: c3270 ${options.host}:${listening.port}`);
    system.loop.start();
    const linePort = await openLines(system);
    if (linePort !== undefined) say(`Other systems may call at port ${linePort}`);
    if (showsDisplay) {
      const { runBuiltInTerminal } = await import('./built-in-terminal.js');
      const model = options.model === 'auto' ? 'auto' : (Number(options.model) as 2 | 3 | 4 | 5);
      const title = `cp370  ${options.host}:${listening.port}`;
      terminal = runBuiltInTerminal(system, title, model, terminalEnd.signal);
      terminal.then(
        () => end({ kind: 'terminal' }),
        (error: unknown) => end({ kind: 'failed', error }),
      );
    }
    ending = await ended;
    orderly = ending.kind !== 'failed';
  } finally {
    // the host's terminal first: what follows may have something to say
    terminalEnd.abort();
    await terminal?.catch(() => undefined);
    try {
      // as SHUTDOWN would have done it, whoever has ended the system
      if (orderly) system.services.shutdown();
    } finally {
      await server?.close();
      system.close();
      console?.close();
    }
  }
  logLines.forEach((line) => process.stdout.write(`${line}\n`));
  if (ending.kind === 'failed') throw ending.error;
}

/** Where the console is in messages of CP. */
const CONSOLE_NAME = 'CONS 009';

/** Is the host's terminal the operator's, line by line? When there is one and no display is wanted on it, too. */
function usesConsole({ console, ask, terminal }: StartOptions): boolean {
  return console === true || ask === true || (!terminal && process.stdin.isTTY && process.stdout.isTTY);
}

/** How to start: as the options say, or as the operator answers. */
async function choose(
  system: OpenSystem,
  options: StartOptions,
  console: HostConsole | undefined,
): Promise<StartChoice | 'shutdown'> {
  if (options.ask === true && console) {
    try {
      return await askStart(console, () => system.services.canStartWarm);
    } catch (error) {
      system.close();
      throw error;
    }
  }
  const { drain: drained = false, autolog } = options;
  return { kind: startKind(options), drained, disabled: false, autolog };
}

/** Where the operator sits. */
function operatorTerminal({ cp, services }: OpenSystem): Terminal | undefined {
  const operator = cp.findUser(services.system.operator);
  return operator && services.terminals.sessionOfUser(operator)?.terminal;
}

/** How the options want the spool to be taken over. */
function startKind({ cold, force, ckpt }: StartOptions): StartKind {
  if (cold === true) return 'cold';
  if (force === true) return 'force';
  return ckpt === true ? 'checkpoint' : 'warm';
}

/** Starts the TN3270 server; each terminal that connects gets a display. */
async function listen(
  system: OpenSystem,
  options: StartOptions,
  say: (line: string) => void,
): Promise<{ server: Tn3270Server; port: number }> {
  const server = terminalServer(system.displays, { port: options.port, host: options.host, log: say });
  try {
    return { server, port: await server.listen() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EADDRINUSE'
      ? new Error(`port ${options.port} is in use; choose another with --port`, { cause: error })
      : error;
  }
}

/** Begins to listen for other systems, and to call them. */
async function openLines(system: OpenSystem): Promise<number | undefined> {
  try {
    return await system.lines?.open();
  } catch (error) {
    throw new Error(`the network can't listen: ${(error as Error).message}`, { cause: error });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InvalidArgumentError('a port is a number from 0 to 65535 (0: any free one)');
  }
  return port;
}

/** The `start` subcommand. */
export function startCommand(): Command {
  return new Command('start')
    .option('--system <dir>', 'system directory; made on first use', './cp370-system')
    .option('--port <number>', 'TCP port for 3270 terminals', portNumber, DEFAULT_PORT)
    .option('--host <address>', 'address that 3270 terminals connect to', '127.0.0.1')
    .addOption(
      new Option('--warm', 'take over spool files and what SHUTDOWN saved (default)').conflicts([
        'ckpt',
        'force',
        'cold',
      ]),
    )
    .addOption(
      new Option('--ckpt', 'take over spool files from the checkpoint alone').conflicts(['force', 'cold']),
    )
    .addOption(
      new Option('--force', 'as --ckpt, and throw away spool files that are damaged').conflicts(['cold']),
    )
    .option('--cold', 'throw away all spool files')
    .option('--drain', 'start with real readers, printers and punches drained')
    .option('--no-autolog', 'do not log AUTOLOG1 on')
    .option('--console', 'the operator works at this terminal, line by line, in place of the built-in one')
    .option('--ask', 'ask for the time and how to start, as VM/370 does; with --console')
    .option('--no-terminal', 'do not open the built-in terminal')
    .addOption(
      new Option(
        '--model <number>',
        'display model of the built-in terminal; auto: the largest that fits the window',
      )
        .choices(['auto', '2', '3', '4', '5'])
        .default('auto'),
    )
    .option(
      '--interpreted',
      'interpret every instruction; without it, code that is executed often is compiled',
    )
    .option('--regenerate', 'make the system volumes again; what was on them is lost')
    .action(start);
}
