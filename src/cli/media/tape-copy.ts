import { createTapeImage, openTapeImage } from '../../media/index.js';
import { BackingError } from '../../s370/index.js';
import type { TapeStore } from '../../s370/index.js';
import { Progress, grouped, makeFile, numberOption, say } from './output.js';
import { writing } from './tape-make.js';
import type { WritingOptions } from './tape-make.js';

export interface CopyOptions extends WritingOptions {
  readonly files?: string;
}

/** `cp370 tape copy FROM… TO`: the files of one reel or more to a new one, in the format of its name. */
export function copyTape(paths: readonly string[], options: CopyOptions): void {
  const to = paths[paths.length - 1];
  const sources = paths.slice(0, -1);
  const how = writing(to, options);
  const range = fileRange(options.files);
  let blocks = 0;
  makeFile(to, options.force, (part) => {
    const target = createTapeImage(part, how);
    const progress = new Progress(`writing ${to}`);
    try {
      sources.forEach((from) => {
        const tape = openTapeImage(from, { readOnly: true });
        try {
          blocks += copyFiles(tape, target, range, progress);
        } finally {
          tape.close();
        }
      });
    } finally {
      progress.end();
      target.close();
    }
  });
  say(
    `${sources.join(', ')} ${sources.length === 1 ? 'is' : 'are'} now ${to} too (${how.format}, ${grouped(blocks)} blocks)`,
  );
}

/** `cp370 tape check FILE`: reads everything; `repair` writes what comes before the damage to a new tape. */
export function checkTape(path: string, options: WritingOptions & { readonly repair?: string }): number {
  let found: BackingError | undefined;
  let blocks = 0;
  const look = (target: TapeStore | undefined) => {
    const tape = openTapeImage(path, { readOnly: true });
    const progress = new Progress(`reading ${path}`);
    try {
      blocks = copyFiles(tape, target, undefined, progress);
    } catch (error) {
      if (!(error instanceof BackingError)) throw error;
      found = error;
    } finally {
      progress.end();
      tape.close();
    }
  };
  look(undefined);
  say(
    found === undefined ? `${path}: no damage found, ${grouped(blocks)} blocks` : `damage: ${found.message}`,
  );
  const { repair } = options;
  if (repair !== undefined) {
    makeFile(repair, options.force, (part) => {
      const target = createTapeImage(part, writing(repair, options));
      try {
        look(target);
      } finally {
        target.close();
      }
    });
    say(`what can be read is now in ${repair}`);
  }
  return found === undefined ? 0 : 1;
}

/** Copies from where a tape stands to its end, or the files of a range. Returns the blocks copied. */
function copyFiles(
  tape: TapeStore,
  target: TapeStore | undefined,
  range: { readonly first: number; readonly last: number } | undefined,
  progress: Progress,
): number {
  let blocks = 0;
  for (let file = 1; range === undefined || file <= range.last;) {
    const block = tape.readForward();
    if (block.kind === 'end') break;
    const wanted = range === undefined || file >= range.first;
    if (block.kind === 'data' && wanted) {
      target?.writeBlock(block.bytes);
      progress.count(++blocks, 'blocks');
    } else if (block.kind === 'mark') {
      if (wanted) target?.writeMark();
      file++;
    }
  }
  return blocks;
}

/** `3`, `2-5`: numbers of files. */
function fileRange(text: string | undefined): { readonly first: number; readonly last: number } | undefined {
  if (text === undefined) return undefined;
  const [from, to = from] = text.split('-');
  const first = numberOption('files', from, 1, 1e9)!;
  return { first, last: numberOption('files', to, first, 1e9)! };
}
