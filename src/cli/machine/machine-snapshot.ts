/** A snapshot of an operated machine: taken while it runs, and a machine made to go on from one. */

import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { describeError } from '../../media/host-error.js';
import { wordsToGoOn } from '../../media/index.js';
import { findModel, StateReader } from '../../s370/index.js';
import type { StateRecord } from '../../s370/index.js';
import {
  checkFiles,
  filesFromState,
  filesToState,
  proveFiles,
  referencedPaths,
} from '../../system/snapshot/referenced-files.js';
import type { ReferencedFile } from '../../system/snapshot/referenced-files.js';
import { SnapshotError, SnapshotFile, writeSnapshotFile } from '../../system/snapshot/snapshot-file.js';
import type { Progress } from '../../system/snapshot/snapshot-file.js';
import { hex } from './display.js';
import { OperatedMachine } from './operated-machine.js';
import type { OperatedSettings } from './operated-machine.js';

/** Milliseconds between two lines about long work. */
const PROGRESS_INTERVAL = 1000;
const MEGABYTE = 1 << 20;

/** Lines that say how long work comes along, one a second at most. */
export function progressLines(print: (line: string) => void): Progress {
  let next = Date.now() + PROGRESS_INTERVAL;
  return (what, done, total) => {
    if (Date.now() < next) return;
    next = Date.now() + PROGRESS_INTERVAL;
    print(`${what}: ${Math.floor(done / MEGABYTE)} of ${Math.ceil(total / MEGABYTE)} MB`);
  };
}

/**
 * Writes a snapshot. The machine stands still meanwhile and goes on afterwards, also when it fails. With `images` the
 * contents of the disks and tapes go into it. Returns the line to be typed. Throws `SnapshotError`, `StateError`.
 */
export async function takeSnapshot(
  operated: OperatedMachine,
  path: string,
  options: { readonly images: boolean; readonly print: (line: string) => void },
): Promise<string> {
  const { loop, machine } = operated;
  const running = operated.isRunning;
  const progress = progressLines(options.print);
  operated.inputs.enter({ kind: 'snapshot' });
  await loop.halt();
  try {
    const saved = machine.saveState();
    const paths = referencedPaths(saved);
    const files = (await proveFiles(paths, progress)).map((file, image) =>
      options.images ? { ...file, image } : file,
    );
    const state: StateRecord = {
      taken: new Date().toISOString(),
      configuration: configurationState(operated),
      operator: { ...operated.saveState(), running },
      files: filesToState(files),
      machine: saved,
    };
    const { bytes } = await writeSnapshotFile(path, state, options.images ? paths : [], progress);
    return `Snapshot ${path}: ${bytes} bytes, instruction ${machine.instructionsExecuted}`;
  } finally {
    if (running) loop.resume();
  }
}

/** What a machine needs to be built as it was, but for its state. */
export function configurationState({ configuration, devices, loadParameter }: OperatedMachine): StateRecord {
  const { model, cpuModel, cpuSerial, mainSize, numberOfCpus, consolePort } = configuration;
  return {
    model: model.name,
    cpuModel,
    cpuSerial,
    mainSize,
    numberOfCpus,
    consolePort,
    loadParameter,
    directory: devices.directory ?? process.cwd(),
    devices: [...devices.list].map(([address, { type, arguments: words }]) => ({ address, type, words })),
  };
}

/**
 * Makes a machine that goes on from a snapshot: opens its devices with their files, which have to be as they were.
 * With `images` the contents of the files are written to that directory first, and used there. The machine is not
 * started. Throws `SnapshotError`, `StateError` and what opening devices throws; then no device stays open.
 */
export async function restoreSnapshot(
  path: string,
  options: { readonly images?: string; readonly print: (line: string) => void } & OperatedSettings,
): Promise<{ readonly operated: OperatedMachine; readonly running: boolean; readonly taken: string }> {
  const progress = progressLines(options.print);
  const file = await SnapshotFile.open(path);
  const state = new StateReader(await file.state(), path);
  const files = filesFromState(state, 'files');
  const moved =
    options.images === undefined ? new Map() : await extractImages(file, files, options.images, progress);
  await checkFiles(
    files.filter((one) => !moved.has(one.path)),
    progress,
  );
  const operated = operatedFrom(state.within('configuration'), options);
  try {
    attachAgain(operated, state.within('configuration'), { moved, goOn: options.replay !== true });
    operated.machine.restoreState(state.within('machine'));
    const operator = state.within('operator');
    operated.restoreState(operator);
    return { operated, running: operator.boolean('running'), taken: state.text('taken') };
  } catch (error) {
    operated.close();
    throw error;
  }
}

/** Writes the contents of files to a directory; the answer says where each is now. */
async function extractImages(
  file: SnapshotFile,
  files: readonly ReferencedFile[],
  directory: string,
  progress: Progress,
): Promise<Map<string, string>> {
  const moved = new Map<string, string>();
  await mkdir(directory, { recursive: true });
  for (const { path, image } of files) {
    if (image === undefined) {
      throw new SnapshotError(
        file.path,
        'the contents of disks and tapes are not in it (snapshot FILE images)',
      );
    }
    const target = resolve(join(directory, basename(path)));
    await file.extract(image, target, progress);
    moved.set(path, target);
  }
  return moved;
}

/** The machine of a saved configuration, without devices. */
export function operatedFrom(
  configuration: StateReader,
  settings: OperatedSettings & { readonly print: (line: string) => void },
): OperatedMachine {
  const name = configuration.text('model');
  const model = findModel(name);
  if (model === undefined) throw new SnapshotError(configuration.place, `the model ${name} is not known`);
  return new OperatedMachine(
    {
      model,
      cpuModel: configuration.text('cpuModel'),
      cpuSerial: configuration.text('cpuSerial'),
      mainSize: configuration.number('mainSize'),
      numberOfCpus: configuration.number('numberOfCpus'),
      loadParameter: configuration.text('loadParameter'),
      consolePort: configuration.has('consolePort') ? configuration.number('consolePort') : undefined,
    },
    settings.print,
    { ...settings, directory: configuration.text('directory') },
  );
}

/** Attaches the devices of a saved configuration; with `goOn` nothing that they have written is begun anew. */
export function attachAgain(
  operated: OperatedMachine,
  configuration: StateReader,
  how: { readonly moved?: ReadonlyMap<string, string>; readonly goOn: boolean },
): void {
  const directory = configuration.text('directory');
  for (const device of configuration.records('devices')) {
    const address = device.number('address');
    const type = device.text('type');
    const words = device.texts('words').map((word) => how.moved?.get(resolve(directory, word)) ?? word);
    try {
      const openedBy = { type, arguments: how.goOn ? wordsToGoOn(type, words) : words };
      operated.devices.attach(address, { type, arguments: words }, openedBy);
    } catch (error) {
      const message = describeError(error);
      throw new SnapshotError(
        configuration.place,
        `device ${hex(address, 4)} can't be opened again: ${message}`,
      );
    }
  }
}
