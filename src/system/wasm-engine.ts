/** What V8 is told about compiled execution. */

import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * How much a WebAssembly function has to execute before V8 compiles it with optimization, in bytes of its code. V8's own
 * value suits functions that are large and few; regions of guest code are small and many, and a program of some ten
 * thousand instructions would stay in the quick compiler's code for tens of seconds.
 */
const TIERING_BUDGET = 100_000;

/** Sets V8 up for many small functions. Has to be called before a machine with compiled execution is made. */
export function prepareWasmEngine(budget = TIERING_BUDGET): void {
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
  setFlagsFromString('--experimental-wasm-branch-hinting');
  // Optimizing goes on beside execution; as many threads as processors would take the one it runs on.
  setFlagsFromString(`--wasm-num-compilation-tasks=${Math.max(1, availableParallelism() - 1)}`);
}
