import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { IncludeReader } from './configuration.js';

/** Reads what INCLUDE of a configuration file names: as it stands, else beside the configuration file. */
export function includesOf(file: string): IncludeReader {
  return (name) => {
    const beside = join(dirname(file), name);
    const path = !isAbsolute(name) && !existsSync(name) && existsSync(beside) ? beside : name;
    if (!existsSync(path)) throw new Error('no such file');
    return readFileSync(path, 'utf8');
  };
}
