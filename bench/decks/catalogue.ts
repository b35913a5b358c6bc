/** The benchmark decks: what each is for, and where its source comes from. */

import { branchySource } from './branchy.js';
import { compilerSizedSource } from './compiler-sized.js';

/** One deck. Its object is `decks/bench/NAME.deck`. */
export interface BenchDeck {
  readonly name: string;
  /** What the program is, in a few words. */
  readonly title: string;
  /** Milliseconds within which 80 % of the steady speed has to be reached. */
  readonly warmUp: number;
  /** Ordinary problem-state code: the speed as a guest of CP has to be that of the bare machine. */
  readonly problemState: boolean;
  /** Source when it is generated; else it is `decks/bench/source/NAME.asm`. */
  readonly generate?: () => string;
}

const WARM_UP = 300;
/** For the two largest decks. */
const LONG_WARM_UP = 1000;

/** All decks, in the order of the table. */
export const BENCH_DECKS: readonly BenchDeck[] = [
  { name: 'registers', title: 'register loop', warmUp: WARM_UP, problemState: true },
  { name: 'integers', title: 'integer mix', warmUp: WARM_UP, problemState: true },
  { name: 'sieve', title: 'sieve of Eratosthenes', warmUp: WARM_UP, problemState: true },
  {
    name: 'branchy200',
    title: 'branchy code, 200 blocks',
    warmUp: WARM_UP,
    problemState: true,
    generate: () => branchySource(200, '710D83E6'),
  },
  {
    name: 'branchy2000',
    title: 'branchy code, 2000 blocks',
    warmUp: LONG_WARM_UP,
    problemState: true,
    generate: () => branchySource(2000, 'E3103289'),
  },
  { name: 'blocks', title: 'MVC, CLC, TR', warmUp: WARM_UP, problemState: true },
  { name: 'decimal', title: 'packed decimal', warmUp: WARM_UP, problemState: true },
  { name: 'float', title: 'hexadecimal floating point', warmUp: WARM_UP, problemState: true },
  { name: 'svc', title: 'SVC storm', warmUp: WARM_UP, problemState: false },
  { name: 'lpsw', title: 'LPSW storm', warmUp: WARM_UP, problemState: false },
  { name: 'whetstone', title: 'Whetstone-like', warmUp: WARM_UP, problemState: true },
  { name: 'dhrystone', title: 'Dhrystone-like', warmUp: WARM_UP, problemState: true },
  {
    name: 'compiler',
    title: 'compiler-sized program',
    warmUp: LONG_WARM_UP,
    problemState: true,
    generate: () => compilerSizedSource('C9CC831E'),
  },
];
