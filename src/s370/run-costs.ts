/** What a run of a CPU and an interruption count besides the instructions that are executed. */

/** What a call of `Cpu.run` counts towards the next poll. */
export const RUN_COST = 64;
/** What one interruption takes from the budget of the bare machine, so that an endless chain of them ends with it. */
export const INTERRUPTION_COST = 1;

/**
 * An interruption that a CPU takes by itself moves budget and next poll by different amounts: by so many more the poll.
 */
export const SWAP_SHIFT = RUN_COST - INTERRUPTION_COST;
