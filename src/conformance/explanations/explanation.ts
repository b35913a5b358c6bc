/** What an explanation of a difference is. */

import type { CaseDifference } from '../case-difference.js';

/** Who does what the manual says. `both`: it leaves the choice to the model, or to facilities that are optional. */
export type Verdict = 'cp370' | 'Hercules' | 'both';

/** One reason. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** What the manual says, and where. */
  readonly manual: string;
  /** What the two machines do. */
  readonly behaviour: string;
  /** Makes the result of the peer equal to ours in what this explains; true when it has changed something. */
  settle(difference: CaseDifference): boolean;
}
