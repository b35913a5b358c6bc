/** How the kit compiles: programs are short, and what waits to be executed often is never compiled in them. */

import type { MachineOptions } from '../../s370/index.js';

/** Code is compiled when it is come to for the second time, and waits for no other code. */
export const COMPILED_SOON: MachineOptions['compiled'] = { threshold: 1, batchDelay: 1, whole: true };
