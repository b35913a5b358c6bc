/** The host files that a saved machine depends on: found in its state, proved, and compared later. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hostErrorText } from '../../media/host-error.js';
import type { StateReader } from '../../s370/index.js';
import type { StateRecord, StateValue } from '../../s370/index.js';
import { SnapshotError } from './snapshot-file.js';
import type { Progress } from './snapshot-file.js';

/** A file with the proof of its contents. */
export interface ReferencedFile {
  readonly path: string;
  readonly size: number;
  /** Time of the last change, nanoseconds since 1970, as text. */
  readonly changed: string;
  /** SHA-256 of the contents, hexadecimal. */
  readonly digest: string;
  /** Number of its contents in the snapshot; undefined when they are not in it. */
  readonly image?: number;
}

/** Paths of all files in a state that must be the same when it is taken up again, each once. */
export function referencedPaths(state: StateValue): string[] {
  const found = new Set<string>();
  const visit = (value: StateValue): void => {
    if (Array.isArray(value)) {
      for (const one of value as readonly StateValue[]) visit(one);
    } else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      const record = value as StateRecord;
      for (const [name, inner] of Object.entries(record)) {
        if (name !== 'files' || !Array.isArray(inner)) visit(inner);
        else {
          for (const file of inner as readonly StateRecord[]) {
            if (typeof file.path === 'string' && file.output !== true) found.add(file.path);
          }
        }
      }
    }
  };
  visit(state);
  return [...found];
}

/** Reads files through and proves their contents. Throws `SnapshotError` naming one that can't be read. */
export async function proveFiles(paths: readonly string[], progress: Progress): Promise<ReferencedFile[]> {
  const proved: ReferencedFile[] = [];
  for (const path of paths) {
    const { size, changed } = await look(path);
    proved.push({ path, size, changed, digest: await digestOf(path, size, progress) });
  }
  return proved;
}

/**
 * Is every file as it was? A file of the same size and time of change is taken to be the same; else its contents
 * decide, so that a copy will do. Throws `SnapshotError` naming the first that is not.
 */
export async function checkFiles(
  files: readonly ReferencedFile[],
  progress: Progress,
  since = 'since the snapshot was taken',
): Promise<void> {
  for (const file of files) {
    const now = await look(file.path);
    if (now.size === file.size && now.changed === file.changed) continue;
    if (now.size === file.size && (await digestOf(file.path, file.size, progress)) === file.digest) continue;
    const advice = file.image === undefined ? '' : '; the snapshot has its contents: use --images DIRECTORY';
    throw new SnapshotError(file.path, `the file has changed ${since}${advice}`);
  }
}

/** Files as data, for the state of a snapshot. */
export function filesToState(files: readonly ReferencedFile[]): StateValue {
  return files.map((file) => ({ ...file }));
}

/** Files from the state of a snapshot. */
export function filesFromState(state: StateReader, name: string): ReferencedFile[] {
  return state.records(name).map((file) => ({
    path: file.text('path'),
    size: file.number('size'),
    changed: file.text('changed'),
    digest: file.text('digest'),
    ...(file.has('image') ? { image: file.number('image') } : {}),
  }));
}

async function look(path: string): Promise<{ readonly size: number; readonly changed: string }> {
  try {
    const { size, mtimeNs } = await stat(path, { bigint: true });
    return { size: Number(size), changed: String(mtimeNs) };
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SnapshotError(path, gone ? 'the file is gone' : hostErrorText(error));
  }
}

async function digestOf(path: string, size: number, progress: Progress): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    done += chunk.length;
    progress(path, done, size);
  }
  return hash.digest('hex');
}
