/** The compiled product: benchmarks measure `dist`, not sources that a loader has transformed. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Cp from '../src/cp/index.js';
import type * as S370 from '../src/s370/index.js';
import type * as WasmEngine from '../src/system/wasm-engine.js';

export interface Product {
  readonly s370: typeof S370;
  readonly cp: typeof Cp;
}

const DIST = join(import.meta.dirname, '../dist');

/** Loads `dist` and sets V8 up as `cp370` does. Throws when the product is not built. */
export async function product(): Promise<Product> {
  if (!existsSync(join(DIST, 's370/index.js'))) throw new Error('dist is missing: run `npm run build` first');
  const load = (module: string): Promise<unknown> => import(pathToFileURL(join(DIST, module)).href);
  ((await load('system/wasm-engine.js')) as typeof WasmEngine).prepareWasmEngine();
  const [s370, cp] = await Promise.all([load('s370/index.js'), load('cp/index.js')]);
  return { s370: s370 as typeof S370, cp: cp as typeof Cp };
}
