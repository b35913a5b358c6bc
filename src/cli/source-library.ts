import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Library } from '../asm/index.js';

/** File types that hold a library member, best first, for each way to ask for it. */
const TYPES = { macro: ['.mac', '.macro', '.copy'], copy: ['.copy', '.cpy', '.mac', '.macro'] } as const;

/**
 * A macro library out of host directories, searched in order. A member NAME is the file name.mac (macros) or
 * name.copy, in upper or lower case, with lines of text. Throws when a directory cannot be read.
 */
export function directoryLibrary(directories: readonly string[]): Library {
  const indexes = directories.map((directory) => {
    const files = new Map<string, string>();
    for (const file of readdirSync(directory)) files.set(file.toUpperCase(), join(directory, file));
    return files;
  });
  const texts = new Map<string, string>();
  return (member, kind) => {
    for (const files of indexes) {
      for (const type of TYPES[kind]) {
        const path = files.get(member.toUpperCase() + type.toUpperCase());
        if (path === undefined) continue;
        let text = texts.get(path);
        if (text === undefined) texts.set(path, (text = readFileSync(path, 'utf8')));
        return text;
      }
    }
    return undefined;
  };
}

/** Member name of a source file: its base name without the file type, in upper case. */
export function memberName(path: string): string {
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return base.slice(0, base.length - extname(base).length).toUpperCase();
}
