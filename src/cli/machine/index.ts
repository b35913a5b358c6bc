/** `cp370 machine`: the bare machine with an operator's console. */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import type { CommandContext } from './commands/command.js';
import { executeOperatorLine } from './commands/execute.js';
import { parseConfiguration, shownTime } from '../../media/index.js';
import { Display3270, GENERAL_MODEL, modelLine, MODELS, todFromUnixMilliseconds } from '../../s370/index.js';
import { DisplayPool } from '../../system/display-pool.js';
import { terminalServer } from '../../system/terminal-server.js';
import type { Tn3270Server } from '../../tn3270/index.js';
import { runTestcases } from '../testcase/index.js';
import { restoreSnapshot } from './machine-snapshot.js';
import { OperatedMachine } from './operated-machine.js';

interface MachineOptions {
  readonly file?: string;
  readonly models?: boolean;
  readonly restore?: string;
  readonly images?: string;
  readonly rc?: string;
  readonly daemon?: boolean;
  readonly testcase?: readonly string[];
  readonly timeoutFactor: string;
  readonly set?: readonly string[];
}

/** Deepest nesting of script files. */
const DEEPEST_SCRIPT = 10;

/** Lets 3270 terminals connect to the machine's displays, when the configuration names a port (CNSLPORT). */
async function serveDisplays(
  operated: OperatedMachine,
  port: number | undefined,
  print: (line: string) => void,
): Promise<Tn3270Server | undefined> {
  const displays = operated.machine.channels
    .devices()
    .flatMap(({ address, device }) => (device instanceof Display3270 ? [{ address, display: device }] : []));
  if (port === undefined || displays.length === 0) return undefined;
  const pool = new DisplayPool(displays, () => operated.nudge());
  const server = terminalServer(pool, { port, log: print });
  await server.listen();
  print(`3270 terminals: c3270 127.0.0.1:${port}`);
  return server;
}

/** A machine as a configuration file says. */
function configuredMachine(file: string, print: (line: string) => void): OperatedMachine {
  const configuration = parseConfiguration(readText(file), file, process.env);
  for (const { keyword, line } of configuration.ignored)
    print(`${file}:${line}: ${keyword} has no effect here`);
  const tod = todFromUnixMilliseconds(shownTime(Date.now(), configuration.clock));
  const operated = new OperatedMachine(configuration, print, { tod });
  operated.devices.attachConfigured(configuration, file);
  return operated;
}

/** A machine that goes on from a snapshot. */
async function restoredMachine(
  file: string,
  images: string | undefined,
  print: (line: string) => void,
): Promise<OperatedMachine> {
  const { operated, running, taken } = await restoreSnapshot(file, { images, print });
  print(`Snapshot ${file} of ${taken}: instruction ${operated.machine.instructionsExecuted}`);
  if (running) operated.loop.resume();
  return operated;
}

/** Runs the machine until the operator quits; the promise ends then. */
async function runMachine(options: MachineOptions): Promise<void> {
  const { rc, daemon } = options;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const operated =
    options.restore === undefined
      ? configuredMachine(options.file!, print)
      : await restoredMachine(options.restore, options.images, print);
  const server = await serveDisplays(operated, operated.configuration.consolePort, print);

  let quit = (): void => undefined;
  const ended = new Promise<void>((resolve) => (quit = resolve));
  let over = false;
  let depth = 0;
  const context: CommandContext = {
    operated,
    print,
    execute: (line) => executeOperatorLine(context, line),
    quit: () => {
      over = true;
      quit();
    },
    script: async (script) => {
      if (depth >= DEEPEST_SCRIPT) {
        print(`HHCPN998E scripts are nested deeper than ${DEEPEST_SCRIPT}`);
        return;
      }
      depth++;
      try {
        for (const line of readText(script).split(/\r?\n/)) {
          if (over) break;
          if (line.trim() !== '') print(line);
          await executeOperatorLine(context, line);
        }
      } catch (error) {
        print(`HHCPN007E ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        depth--;
      }
    },
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, context.quit);
  if (rc !== undefined) await context.script(rc);
  if (!over && daemon !== true) {
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: '',
      terminal: process.stdin.isTTY,
    });
    let chain = Promise.resolve();
    lines.on('line', (line) => {
      chain = chain.then(() => (over ? undefined : executeOperatorLine(context, line)));
    });
    lines.on('close', () => void chain.then(context.quit));
    void ended.then(() => lines.close());
  } else if (!over) {
    // Nothing but a signal, or the end of the machine's own life, ends a daemon.
    const alive = setInterval(() => undefined, 1 << 30);
    void ended.then(() => clearInterval(alive));
  }
  await ended;
  await server?.close();
  operated.close();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Error(`${file}: ${code === 'ENOENT' ? 'no such file' : String(error)}`, { cause: error });
  }
}

function listModels(): void {
  for (const model of [...MODELS, GENERAL_MODEL]) process.stdout.write(`${modelLine(model)}\n`);
}

/** The `machine` subcommand. */
export function machineCommand(): Command {
  return new Command('machine')
    .option('-f, --file <file>', 'configuration file, in the syntax of hercules.cnf')
    .option('--restore <file>', 'go on from a snapshot (the snapshot command makes one)')
    .option(
      '--images <directory>',
      'with --restore: write the disks and tapes of the snapshot there, and use them',
    )
    .option('--rc <file>', 'commands to execute first')
    .option('--daemon', 'no keyboard: run until a signal comes')
    .option('--testcase <files...>', "run test scripts in the format of Hercules' own suite")
    .option('--timeout-factor <n>', 'multiply the timeouts of test scripts', '1')
    .option('--set <name=value...>', 'variables for the conditions of test scripts')
    .option('--models', 'list the models that CPUMODEL can name')
    .addHelpText('after', "\nType help at its console for the operator's commands.")
    .action((options: MachineOptions) => {
      if (options.models === true) return listModels();
      if (options.testcase !== undefined) return runTestcases(options.testcase, options);
      if ((options.file === undefined) === (options.restore === undefined)) {
        throw new Error('machine needs a configuration file (-f FILE), or a snapshot (--restore FILE)');
      }
      return runMachine(options);
    });
}
