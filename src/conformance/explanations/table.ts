/**
 * Differences that have a reason: what the manual leaves open, and where Hercules or an optional facility goes
 * another way. Each knows exactly what it explains; what is left after all of them is unexplained.
 * docs/reference/conformance-differences.md is made from this table.
 */

import type { Explanation } from './explanation.js';
import { CONFIGURATION_EXPLANATIONS } from './configurations.js';
import { DUAL_SPACE_EXPLANATIONS } from './dual-spaces.js';
import { INTERRUPTION_EXPLANATIONS } from './interruptions.js';
import { LAST_EXPLANATIONS, OPERATION_EXPLANATIONS } from './operations.js';
import { PROGRAM_EVENT_EXPLANATIONS } from './program-events.js';
import { STORAGE_KEY_EXPLANATIONS } from './storage-keys.js';
import { TRANSLATION_EXPLANATIONS } from './translation.js';

/** In the order in which they are applied. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...PROGRAM_EVENT_EXPLANATIONS,
  ...TRANSLATION_EXPLANATIONS,
  ...CONFIGURATION_EXPLANATIONS,
  ...DUAL_SPACE_EXPLANATIONS,
  ...OPERATION_EXPLANATIONS,
  ...INTERRUPTION_EXPLANATIONS,
  ...STORAGE_KEY_EXPLANATIONS,
  ...LAST_EXPLANATIONS,
];
