/** Replays a recorded run: the machine gets the same inputs at the same instructions, and must come to the same state. */

import { hostErrorText } from '../../media/host-error.js';
import { StateReader } from '../../s370/index.js';
import type { StateValue } from '../../s370/index.js';
import { checkFiles } from '../../system/snapshot/referenced-files.js';
import { LogError, readLog } from './input-log.js';
import type { InputLog, LogEntry } from './input-log.js';
import { attachAgain, operatedFrom, progressLines, restoreSnapshot } from './machine-snapshot.js';
import type { OperatedMachine } from './operated-machine.js';
import { ReplayTerminals } from './replay-terminals.js';
import { differences, registerCheck, stateDigests } from './state-digest.js';

/** A recorded run that is ready to be played. */
export interface Replay {
  readonly operated: OperatedMachine;
  /**
   * Plays all inputs. `execute` executes an operator's line. Throws `LogError` with the line at which the run is another
   * than the recorded one.
   */
  play(execute: (line: string) => Promise<void>): Promise<void>;
}

/**
 * Reads a log and makes the machine that it starts from. Throws `LogError` for a log that is wrong, `SnapshotError` for
 * files that have changed, and what opening devices throws.
 */
export async function openReplay(
  path: string,
  options: {
    readonly print: (line: string) => void;
    readonly images?: string;
    readonly interpreted?: boolean;
  },
): Promise<Replay> {
  const log = readLog(path);
  const operated = await startOf(log, options);
  const differing = differences(log.header.state, stateDigests(operated.machine));
  if (differing.length > 0) {
    operated.close();
    throw new LogError(path, 1, `the machine does not start as it was recorded: ${differing.join(', ')}`);
  }
  return { operated, play: (execute) => play(log, operated, execute) };
}

async function startOf(
  { header, path }: InputLog,
  options: {
    readonly print: (line: string) => void;
    readonly images?: string;
    readonly interpreted?: boolean;
  },
): Promise<OperatedMachine> {
  const progress = progressLines(options.print);
  const settings = { ...options, clock: 'counted', replay: true } as const;
  if (header.snapshot !== undefined) {
    await checkFiles([header.snapshot], progress);
    return (await restoreSnapshot(header.snapshot.path, settings)).operated;
  }
  await checkFiles(header.files, progress, 'since the recording began');
  const configuration = new StateReader(header.configuration as StateValue, path);
  const operated = operatedFrom(configuration, { ...settings, tod: BigInt(`0x${header.tod}`) });
  try {
    attachAgain(operated, configuration, { goOn: false });
    return operated;
  } catch (error) {
    operated.close();
    throw error;
  }
}

async function play(
  log: InputLog,
  operated: OperatedMachine,
  execute: (line: string) => Promise<void>,
): Promise<void> {
  const terminals = new ReplayTerminals(operated.machine);
  const { loop, machine } = operated;
  for (const [index, entry] of log.entries.entries()) {
    const wrong = (what: string): LogError => new LogError(log.path, log.lines[index], what);
    if (!(await loop.runTo(entry.step, yieldToHost))) {
      throw wrong(
        `the machine stands still at instruction ${machine.instructionsExecuted}: the run is another`,
      );
    }
    if (machine.instructionsExecuted !== entry.instructions || registerCheck(machine) !== entry.registers) {
      throw wrong(
        `the machine is at instruction ${machine.instructionsExecuted}, the recorded one was at ` +
          `${entry.instructions}: the run is another`,
      );
    }
    if (entry.time !== undefined) loop.endHeldWait(entry.time);
    await enter(entry, operated, terminals, execute, wrong);
  }
}

async function enter(
  entry: LogEntry,
  operated: OperatedMachine,
  terminals: ReplayTerminals,
  execute: (line: string) => Promise<void>,
  wrong: (what: string) => LogError,
): Promise<void> {
  const { machine, loop, inputs } = operated;
  switch (entry.kind) {
    case 'line': {
      if (entry.files !== undefined) {
        await checkFiles(entry.files, () => undefined, 'since it was read').catch((error: unknown) => {
          throw wrong(hostErrorText(error));
        });
      }
      // An IPL may wait for an input that comes after it.
      const stuck = new Promise<void>((done) => (loop.onStuck = done));
      await Promise.race([execute(entry.text), stuck]);
      break;
    }
    case 'display':
      if (!terminals.play(entry)) throw wrong('there is no such display');
      break;
    case 'device':
      if (!inputs.play(entry.address, entry.name, Buffer.from(entry.data, 'hex'))) {
        throw wrong('there is no device that takes such an input');
      }
      break;
    case 'resume':
      loop.resume();
      break;
    case 'snapshot':
      for (const cpu of machine.cpus) cpu.purgeAccess();
      break;
    case 'end': {
      loop.stop();
      const differing = differences(entry.state, stateDigests(machine));
      if (differing.length > 0) throw wrong(`the run has ended differently: ${differing.join(', ')}`);
    }
  }
}

const yieldToHost = (): Promise<void> => new Promise((done) => setImmediate(done));
