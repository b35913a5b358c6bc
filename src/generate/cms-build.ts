import { type AbsoluteLoad, type NamedDeck, assemble, iplDeck, loadAbsolute } from '../asm/index.js';
import {
  LOW_STORAGE_SECTION,
  NUCLEUS_END,
  NUCLEUS_LIMIT,
  NUCLEUS_ORIGIN,
  NUCLEUS_SOURCES,
  TRANSIENT_ORIGIN,
  commandHeader,
} from '../cms/build.js';
import type { CmsSources } from './cms-sources.js';

/** A command module to install: its TEXT deck and what LOAD and GENMOD must know. */
export interface CmsModule {
  readonly name: string;
  readonly origin: number;
  readonly system: boolean;
  readonly deck: Uint8Array;
}

/** The decks of CMS. */
export interface CmsBuild {
  readonly nucleus: readonly NamedDeck[];
  readonly modules: readonly CmsModule[];
}

/** A source of CMS has errors: the message names the file and its first findings. */
export class CmsBuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CmsBuildError';
  }
}

/** Address in the user area where the bootstrap of the nucleus deck works. */
const BOOTSTRAP_ADDRESS = 0x2f000;

/** Assembles everything. `progress` is called before each source. */
export function buildCms(sources: CmsSources, progress: (name: string) => void = () => undefined): CmsBuild {
  const parts = NUCLEUS_SOURCES.map((name) => ({ name, source: sources.nucleus(name) }));
  const nucleus: NamedDeck[] = [];
  const modules: CmsModule[] = [];
  const add = (name: string, source: string): void => {
    progress(name);
    nucleus.push({ name, deck: assembleSource(name, source, sources) });
  };
  for (const { name, source } of parts) add(name, source);
  for (const { name, source } of sources.commands()) {
    const header = commandHeader(source);
    if (header === undefined) throw new CmsBuildError(`${name}.asm: the first line does not say what it is`);
    if (header.kind === 'nucleus') {
      add(name, source);
      continue;
    }
    progress(name);
    modules.push({
      name: header.name,
      origin: header.origin,
      system: header.system,
      deck: assembleSource(name, source, sources),
    });
  }
  add(NUCLEUS_END, sources.nucleus(NUCLEUS_END));
  return { nucleus, modules };
}

/**
 * The nucleus as an absolute load; with `transient`, that module is in the transient area already, so that it can run
 * before any disk is there.
 */
export function loadNucleus(build: CmsBuild, sources: CmsSources, transient?: string): AbsoluteLoad {
  let decks = build.nucleus;
  if (transient !== undefined) {
    const module = build.modules.find(({ name }) => name === transient);
    if (module?.origin !== TRANSIENT_ORIGIN)
      throw new CmsBuildError(`${transient} is not a module of the transient area`);
    const low = assembleSource('dmsnuc', sources.nucleus('dmsnuc'), sources, transient);
    const first: NamedDeck = { name: 'dmsnuc', deck: low };
    const program = loadAbsolute([{ name: transient, deck: module.deck }], { origin: TRANSIENT_ORIGIN });
    const nucleus = load([first, ...decks.slice(1)]);
    return { ...nucleus, segments: [...nucleus.segments, ...program.segments] };
  }
  decks = build.nucleus;
  return load(decks);
}

function load(decks: readonly NamedDeck[]): AbsoluteLoad {
  const result = loadAbsolute(decks, { origin: NUCLEUS_ORIGIN, sections: { [LOW_STORAGE_SECTION]: 0 } });
  const problems = [...result.problems, ...result.unresolved.map((name) => `${name} is not defined`)];
  if (problems.length > 0) throw new CmsBuildError(`CMS nucleus: ${problems.join('; ')}`);
  const end = result.symbols.get('NUCEND') ?? 0;
  if (end > NUCLEUS_LIMIT) {
    throw new CmsBuildError(`CMS nucleus: ends at ${end.toString(16)}, over ${NUCLEUS_LIMIT.toString(16)}`);
  }
  return result;
}

/** The nucleus as a deck that IPLs from a reader: 80-byte cards. */
export function nucleusDeck(nucleus: AbsoluteLoad): Uint8Array[] {
  return cardsOf(
    iplDeck(nucleus, { bootstrapAddress: BOOTSTRAP_ADDRESS, entry: nucleus.symbols.get('DMSINI') }),
  );
}

/** Splits a deck into its 80-byte cards. */
export function cardsOf(deck: Uint8Array): Uint8Array[] {
  const cards: Uint8Array[] = [];
  for (let at = 0; at < deck.length; at += 80) cards.push(deck.slice(at, at + 80));
  return cards;
}

function assembleSource(name: string, source: string, sources: CmsSources, sysparm = ''): Uint8Array {
  const result = assemble(source, {
    name: `${name}.asm`,
    library: sources.library,
    noListing: true,
    sysparm,
  });
  if (result.returnCode > 4) {
    const findings = result.diagnostics.filter(({ severity }) => severity > 4).slice(0, 5);
    const text = findings.map(({ file, line, message }) => `${file ?? name}:${line}: ${message}`);
    throw new CmsBuildError(`${name}.asm does not assemble\n${text.join('\n')}`);
  }
  return result.object;
}
