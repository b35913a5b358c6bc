/** `cp370 machine`: the bare machine with an operator's console. */

import { Command } from 'commander';
import { executeOperatorLine } from './commands/execute.js';
import { readTextFile } from '../../media/host-error.js';
import { includesOf, parseConfiguration, shownTime } from '../../media/index.js';
import { Display3270, GENERAL_MODEL, modelLine, MODELS, todFromUnixMilliseconds } from '../../s370/index.js';
import { DisplayPool } from '../../system/display-pool.js';
import type { DisplayAction } from '../../system/display-pool.js';
import { terminalServer } from '../../system/terminal-server.js';
import type { Tn3270Server } from '../../tn3270/index.js';
import { runTestcases } from '../testcase/index.js';
import type { DisplayEvent } from './input-log.js';
import { restoreSnapshot } from './machine-snapshot.js';
import { OperatorSession } from './operator-session.js';
import { beginRecording } from './recording.js';
import type { Recording } from './recording.js';
import { openReplay } from './replay.js';
import { OperatedMachine, type OperatedSettings } from './operated-machine.js';

interface MachineOptions {
  readonly file?: string;
  readonly models?: boolean;
  readonly restore?: string;
  readonly images?: string;
  readonly record?: string;
  readonly replay?: string;
  readonly clock?: string;
  readonly interpreted?: boolean;
  readonly rc?: string;
  readonly daemon?: boolean;
  readonly testcase?: readonly string[];
  readonly timeoutFactor: string;
  readonly set?: readonly string[];
}

/** What a terminal has done, as a log keeps it. */
function logged(action: DisplayAction): DisplayEvent {
  switch (action.event) {
    case 'on': {
      const { model, rows, columns, alternateRows, alternateColumns, extended } = action.terminal;
      return { event: 'on', model, rows, columns, alternateRows, alternateColumns, extended };
    }
    case 'off':
      return { event: 'off' };
    default:
      return { event: action.event, data: Buffer.from(action.data).toString('hex') };
  }
}

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
  const pool = new DisplayPool(
    displays,
    () => operated.nudge(),
    () => undefined,
    (address, action) => operated.inputs.enter({ kind: 'display', address, ...logged(action) }),
  );
  const server = terminalServer(pool, { port, log: print });
  await server.listen();
  print(`3270 terminals: c3270 127.0.0.1:${port}`);
  return server;
}

/** A machine as a configuration file says. */
function configuredMachine(
  file: string,
  settings: Pick<OperatedSettings, 'clock' | 'interpreted'>,
  print: (line: string) => void,
): { readonly operated: OperatedMachine; readonly tod: bigint } {
  const configuration = parseConfiguration(readTextFile(file), file, process.env, includesOf(file));
  for (const ignored of configuration.ignored)
    print(`${ignored.file}:${ignored.line}: ${ignored.keyword} has no effect here`);
  configuration.notes.forEach(print);
  const tod = todFromUnixMilliseconds(shownTime(Date.now(), configuration.clock));
  const operated = new OperatedMachine(configuration, print, { ...settings, tod });
  operated.devices.attachConfigured(configuration, file);
  return { operated, tod };
}

/** The machine of the options, recorded if they say so, running if it is one that goes on. */
async function startMachine(
  { file, restore, images, record, clock, interpreted }: MachineOptions,
  print: (line: string) => void,
): Promise<{ readonly operated: OperatedMachine; readonly recording: Recording | undefined }> {
  if (clock !== undefined && clock !== 'host' && clock !== 'counted') {
    throw new Error(`--clock ${clock}: host or counted`);
  }
  const settings = { clock: record === undefined ? (clock ?? 'host') : 'counted', interpreted } as const;
  if (restore === undefined) {
    const { operated, tod } = configuredMachine(file!, settings, print);
    const recording = record === undefined ? undefined : await beginRecording(operated, record, { tod });
    return { operated, recording };
  }
  const { operated, running, taken } = await restoreSnapshot(restore, { images, print, ...settings });
  print(`Snapshot ${restore} of ${taken}: instruction ${operated.machine.instructionsExecuted}`);
  if (record === undefined) {
    if (running) operated.loop.resume();
    return { operated, recording: undefined };
  }
  const recording = await beginRecording(operated, record, { tod: 0n, snapshot: restore, running });
  return { operated, recording };
}

/** Runs the machine until the operator quits; the promise ends then. */
async function runMachine(options: MachineOptions): Promise<void> {
  const { rc, daemon } = options;
  const { operated, recording } = await startMachine(options, print);
  const server = await serveDisplays(operated, operated.configuration.consolePort, print);
  const session = new OperatorSession(operated, print);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, session.quit);
  if (rc !== undefined) await session.script(rc);
  await session.run(daemon !== true);
  await recording?.end();
  await server?.close();
  operated.close();
}

/** Replays a log, then lets the operator look at the machine as it is. */
async function replayMachine(
  path: string,
  { images, rc, daemon, interpreted }: MachineOptions,
): Promise<void> {
  const { operated, play } = await openReplay(path, { print, images, interpreted });
  try {
    const log = new OperatorSession(operated, print, { fromLog: true });
    await play((line) => executeOperatorLine(log.context, line));
    print(`${path}: the run has ended as recorded, at instruction ${operated.machine.instructionsExecuted}`);
    const operator = new OperatorSession(operated, print);
    if (rc !== undefined) await operator.script(rc);
    if (daemon !== true && process.stdin.isTTY) await operator.run(true);
  } finally {
    operated.close();
  }
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

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
    .option('--record <log>', 'note every input in a log, with the instruction at which it came')
    .option('--replay <log>', 'run exactly as recorded, and compare the end')
    .option('--clock <kind>', 'machine time: host (default), or counted in instructions')
    .option(
      '--interpreted',
      'interpret every instruction; without it, code that is executed often is compiled',
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
      if (options.replay !== undefined) return replayMachine(options.replay, options);
      if ((options.file === undefined) === (options.restore === undefined)) {
        throw new Error('machine needs a configuration file (-f FILE), or a snapshot (--restore FILE)');
      }
      return runMachine(options);
    });
}
