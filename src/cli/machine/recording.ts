/** Records the inputs of a machine from its start on. */

import { resolve } from 'node:path';
import { hostErrorText } from '../../media/host-error.js';
import { deviceClass } from '../../s370/index.js';
import { proveFiles, referencedPaths } from '../../system/snapshot/referenced-files.js';
import type { ReferencedFile } from '../../system/snapshot/referenced-files.js';
import type { OperatorLine } from './commands/command.js';
import { LogWriter } from './input-log.js';
import { configurationState, progressLines } from './machine-snapshot.js';
import type { OperatedMachine } from './operated-machine.js';
import { registerCheck, stateDigests } from './state-digest.js';

/** A recording in progress. */
export interface Recording {
  /** Stops the machine and writes the end. */
  end(): Promise<void>;
}

/**
 * Begins a log of the inputs of a machine that has not run yet. `snapshot` is the file that it goes on from. Throws an
 * Error when the log can't be written.
 */
export async function beginRecording(
  operated: OperatedMachine,
  path: string,
  start: { readonly tod: bigint; readonly snapshot?: string; readonly running?: boolean },
): Promise<Recording> {
  const { machine, loop, inputs, print } = operated;
  const progress = progressLines(print);
  const files =
    start.snapshot === undefined ? await proveFiles(referencedPaths(machine.saveState()), progress) : [];
  const [snapshot] = start.snapshot === undefined ? [] : await proveFiles([start.snapshot], progress);
  const log = new LogWriter(path, {
    started: new Date().toISOString(),
    configuration: configurationState(operated),
    tod: start.tod.toString(16),
    snapshot,
    files,
    state: stateDigests(machine),
  });
  const place = () => ({
    step: loop.steps,
    instructions: machine.instructionsExecuted,
    registers: registerCheck(machine),
  });
  inputs.record((input, time) => {
    try {
      log.add({ ...input, ...place(), ...(time === undefined ? {} : { time }) });
    } catch (error) {
      inputs.record(undefined);
      log.close();
      print(`${path}: the recording has ended: ${hostErrorText(error)}; the machine goes on`);
    }
  });
  if (start.running === true) {
    inputs.enter({ kind: 'resume' });
    loop.resume();
  }
  return {
    end: async () => {
      await loop.halt();
      inputs.enter({ kind: 'end', state: stateDigests(machine) });
      inputs.record(undefined);
      log.close();
    },
  };
}

/** Commands that write to the files they name, or name none. */
const FILES_READ: ReadonlySet<string> = new Set(['loadcore', 'loadtext', 'attach', 'devinit']);

/** The files that a line has the machine read, as they are now. */
export async function filesOfLine(operated: OperatedMachine, line: OperatorLine): Promise<ReferencedFile[]> {
  if (line.kind !== 'command' || !FILES_READ.has(line.call.name)) return [];
  const { words, name } = line.call;
  const directory = operated.devices.directory ?? process.cwd();
  if (name === 'loadcore' || name === 'loadtext') {
    return words[0] === undefined ? [] : proveExisting([resolve(words[0])]);
  }
  const address = parseInt(words[0] ?? '', 16);
  const type = name === 'attach' ? words[1] : operated.devices.list.get(address)?.type;
  const kind = type === undefined ? undefined : deviceClass(type.toUpperCase().replace(/-C$/, ''));
  if (kind === undefined || !['reader', 'read-punch', 'disk', 'fba', 'tape'].includes(kind)) return [];
  return proveExisting(words.slice(name === 'attach' ? 2 : 1).map((word) => resolve(directory, word)));
}

/** Proves those that there are; what is missing the command itself will say. */
async function proveExisting(paths: readonly string[]): Promise<ReferencedFile[]> {
  const proved = await Promise.all(
    paths.map((path) => proveFiles([path], () => undefined).catch((): ReferencedFile[] => [])),
  );
  return proved.flat();
}
