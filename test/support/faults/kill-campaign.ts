import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteDefinition } from '../../../src/system/site.js';
import { Random } from '../instruction-cases.js';
import { directoryDigest, inspect } from './inspection.js';
import { Acknowledgements, Load, SAVED_PAGES, SAVED_SYSTEM, prepareLoad } from './load.js';
import { ProductProcess } from './product-process.js';
import type { Product } from './product-process.js';

export interface KillCampaignOptions {
  /** A generated system, changed by the campaign. */
  readonly path: string;
  readonly product: Product;
  readonly kills: number;
  readonly seed: number;
  /** Most milliseconds that users work before a kill. */
  readonly longest?: number;
  /** Told after each kill. */
  readonly progress?: (kill: number, told: Acknowledgements) => void;
}

export interface KillCampaignResult {
  /** Changes that users were told of. */
  readonly edited: number;
  readonly spooled: number;
  readonly saved: number;
  readonly printedLines: number;
  readonly links: number;
  /** What was wrong, with the number of the kill before. */
  readonly problems: readonly string[];
}

/** One kill in so many comes while the system starts and users log on. */
const EARLY = 8;
const EARLY_TIME = 1500;
/** Times that the last process looks whether everything has been printed, and milliseconds between. */
const LOOKS = 200;
const LOOK_INTERVAL = 100;

/**
 * Users at work on a system whose process is killed at random moments, again and again. Whatever one of them had been
 * told must be there afterwards, and everything must be sound.
 */
export async function runKillCampaign(options: KillCampaignOptions): Promise<KillCampaignResult> {
  const { path, product, kills, seed, longest = 3000 } = options;
  addSavedSystem(path);
  await prepare(path, product);
  const directory = directoryDigest(path);
  const random = new Random(seed);
  const told = new Acknowledgements();
  const problems: string[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    const early = random.below(EARLY) === 0;
    const moment = random.below((early ? EARLY_TIME : longest) + 1);
    await liveAndDie(path, product, told, early, moment);
    const found = inspect(path, told, directory).map((problem) => `kill ${kill}: ${problem}`);
    problems.push(...found);
    options.progress?.(kill, told);
  }
  problems.push(...(await unprinted(path, product, told)));
  return {
    edited: told.edited.acknowledged,
    spooled: told.spooled.acknowledged,
    saved: told.saved.acknowledged,
    printedLines: told.printed.length,
    links: told.links,
    problems,
  };
}

async function prepare(path: string, product: Product): Promise<void> {
  const system = ProductProcess.spawn(product, path);
  const port = await system.port();
  if (port === undefined) throw new Error(`the system did not start: ${system.output}`);
  await prepareLoad(port);
  await system.terminate();
}

async function liveAndDie(
  path: string,
  product: Product,
  told: Acknowledgements,
  early: boolean,
  moment: number,
): Promise<void> {
  const system = ProductProcess.spawn(product, path);
  const pause = (): Promise<void> => new Promise((done) => setTimeout(done, moment));
  const died = early ? pause().then(() => system.kill()) : undefined;
  const port = await system.port();
  if (port === undefined) {
    if (!early) throw new Error(`the system did not start again: ${system.output}`);
    await died;
    return;
  }
  const load = new Load(port, told);
  if (died === undefined) {
    await Promise.race([load.begun, load.ended]);
    await pause();
    await system.kill();
  } else await died;
  load.close();
  await load.ended;
}

/** Lets what is still spooled be printed; answers the lines that are not on the paper. */
async function unprinted(path: string, product: Product, told: Acknowledgements): Promise<string[]> {
  const system = ProductProcess.spawn(product, path);
  try {
    let missing: string[] = [];
    for (let look = 0; look < LOOKS; look++) {
      const paper = readFileSync(join(path, 'print.txt'), 'utf8');
      missing = told.printed.filter((line) => !paper.includes(line));
      if (missing.length === 0) return [];
      await new Promise((done) => setTimeout(done, LOOK_INTERVAL));
    }
    return missing.map((line) => `not printed: ${line}`);
  } finally {
    await system.terminate();
  }
}

/** Gives the system a second saved system, for somebody to save again and again. */
function addSavedSystem(path: string): void {
  const file = join(path, 'system.json');
  const site = JSON.parse(readFileSync(file, 'utf8')) as SiteDefinition;
  const system = { name: SAVED_SYSTEM, minimumStorage: 0x40000, pages: [SAVED_PAGES], sharedSegments: [3] };
  writeFileSync(file, JSON.stringify({ ...site, savedSystems: [...site.savedSystems, system] }));
}
