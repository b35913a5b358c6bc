/** Folders of the workloads: the software (not ours, not in this repository) and what the scripts make. */

import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Historical software: `~/.cp370/workloads`, or what CP370_WORKLOADS names. */
export function workloadFolder(): string {
  return process.env.CP370_WORKLOADS ?? join(homedir(), '.cp370', 'workloads');
}

/** Path of a piece of software. Throws an Error that says where it is looked for and where to read how to get it. */
export function software(...names: string[]): string {
  const path = join(workloadFolder(), ...names);
  if (!existsSync(path)) {
    throw new Error(
      `${path} is not there. docs/workloads.md says where the software comes from; ` +
        'CP370_WORKLOADS names another folder.',
    );
  }
  return path;
}

/** The folder that a script works in: the one asked for, or `work/NAME` beside the software. Made when it isn't there. */
export function workFolder(name: string, wanted: string | undefined): string {
  const folder = wanted ?? join(workloadFolder(), 'work', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
