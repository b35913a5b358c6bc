/** The command that shows what compiled execution does. */

import type { CompiledStatistics } from '../../../s370/index.js';
import type { OperatorCommand } from './command.js';

/** Lines about the code cache. */
function report(statistics: CompiledStatistics): string[] {
  const { regions, instructions, modules, bytes, compiled, evicted, respecialized } = statistics;
  const { rejected, failures, codeStores, avoidedLines, largestWork, longestPause } = statistics;
  return [
    `Compiled code: ${regions} regions of ${instructions} instructions in ${modules} modules, ${bytes >> 10}K`,
    `${compiled} regions compiled so far; ${evicted} gave way, ${respecialized} were compiled for other registers`,
    `most compiled at a time: ${largestWork} instructions${longestPause === undefined ? '' : `; longest pause ${longestPause.toFixed(1)} ms`}`,
    `${codeStores} stores hit compiled code; ${avoidedLines} lines are stored into so often that they are interpreted`,
    `${rejected} places are not compiled${failures > 0 ? `, ${failures} of them because of an error of the compiler` : ''}`,
  ];
}

export const COMPILED_COMMANDS: readonly OperatorCommand[] = [
  {
    names: ['compiled'],
    help: 'show what has been compiled, and how large the code cache is',
    effect: 'display',
    execute: ({ operated, print }) => {
      const { compiled } = operated.machine;
      if (compiled === undefined) print('Everything is interpreted');
      else report(compiled.statistics()).forEach(print);
    },
  },
];
