/** What the commands of test scripts work on, and what they are. */

import type { MachineUnderTest } from './machine-under-test.js';
import type { Place, Verdict } from './verdict.js';

/** What the commands work on. */
export interface ScriptContext {
  readonly target: MachineUnderTest;
  readonly verdict: Verdict;
  /** Symbols of `defsym`. */
  readonly symbols: Map<string, string>;
  readonly print: (line: string) => void;
  /** Timeouts are multiplied by this. */
  readonly timeoutFactor: number;
  /** Program interruptions that are reported: all but these. */
  quietInterruptions: ReadonlySet<number> | 'all';
  /** Architecture that the script asked for and this machine hasn't; undefined when it has. */
  foreignArchitecture: string | undefined;
  /** Where a file is that a script names: as it stands, or beside the script. */
  readonly locate: (file: string) => string;
  /** Runs another script; the name is as the script gives it. */
  readonly script: (file: string, from: Place) => Promise<void>;
  /** Runs one more statement (`cpu 1 gpr`). */
  readonly statement: (text: string, place: Place) => Promise<void>;
}

/** What a command does; `operands` is its line behind the name. */
export type Execute = (
  context: ScriptContext,
  words: readonly string[],
  operands: string,
  place: Place,
) => void | Promise<void>;

/** A command of which an Error fails the test case. */
export const failing =
  (
    action: (context: ScriptContext, words: readonly string[], place: Place) => void | Promise<void>,
  ): Execute =>
  async (context, words, operands, place) => {
    try {
      await action(context, words, place);
    } catch (error) {
      context.verdict.fail(place, `${operands}: ${(error as Error).message}`);
    }
  };
