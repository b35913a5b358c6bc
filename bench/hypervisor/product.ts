/** The compiled product (`npm run build` first): a benchmark measures what users run, not what tsx makes of the sources. */

import type * as Asm from '../../src/asm/index.js';
import type * as ControlProgram from '../../src/cp/index.js';
import type * as Spool from '../../src/cp/spool/index.js';
import type * as Media from '../../src/media/index.js';
import type * as S370 from '../../src/s370/index.js';

/** A compiled module, by its path in `dist`. */
export async function compiled<T>(path: string): Promise<T> {
  return (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;
}

export const asm = await compiled<typeof Asm>('asm/index.js');
export const cp = await compiled<typeof ControlProgram>('cp/index.js');
export const spool = await compiled<typeof Spool>('cp/spool/index.js');
export const media = await compiled<typeof Media>('media/index.js');
export const s370 = await compiled<typeof S370>('s370/index.js');
