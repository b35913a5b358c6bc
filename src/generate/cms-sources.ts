import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Library } from '../asm/index.js';
import { LIBRARIES } from '../cms/build.js';

/** The folder with the sources of CMS, in the source tree and in the installed package alike. */
export function cmsSourceDirectory(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the sources of CMS (src/cms) are not installed');
    folder = parent;
  }
  return join(folder, 'src', 'cms');
}

/** Sources of CMS on the host. */
export class CmsSources {
  constructor(private readonly directory = cmsSourceDirectory()) {}

  /** Source of a nucleus part. */
  nucleus(name: string): string {
    return readFileSync(join(this.directory, 'nucleus', `${name}.asm`), 'utf8');
  }

  /** All command sources: file name without `.asm`, and text; in the order of the names. */
  commands(): { readonly name: string; readonly source: string }[] {
    const folder = join(this.directory, 'commands');
    return readdirSync(folder)
      .filter((file) => file.endsWith('.asm'))
      .sort()
      .map((file) => ({
        name: file.slice(0, -'.asm'.length),
        source: readFileSync(join(folder, file), 'utf8'),
      }));
  }

  /** The macro library for users: member names and definitions, in the order of the names. */
  macros(): { readonly name: string; readonly source: string }[] {
    const folder = join(this.directory, 'maclib');
    return readdirSync(folder)
      .filter((file) => file.endsWith('.mac'))
      .sort()
      .map((file) => ({
        name: file.slice(0, -'.mac'.length).toUpperCase(),
        source: readFileSync(join(folder, file), 'utf8'),
      }));
  }

  /** Macros and COPY members. */
  readonly library: Library = (member, kind) => {
    const suffixes = kind === 'macro' ? ['.mac'] : ['.copy', '.mac'];
    for (const folder of LIBRARIES) {
      for (const suffix of suffixes) {
        const path = join(this.directory, folder, member.toLowerCase() + suffix);
        if (existsSync(path)) return readFileSync(path, 'utf8');
      }
    }
    return undefined;
  };
}
