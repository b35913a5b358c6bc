import type { Assembly } from '../assembly.js';
import type { Statement } from '../statement.js';
import { BASE_INSTRUCTIONS } from './base.js';
import { DATA_INSTRUCTIONS } from './data.js';
import { DECK_INSTRUCTIONS } from './deck.js';
import { LISTING_INSTRUCTIONS } from './listing-control.js';
import { LOCATION_INSTRUCTIONS } from './location.js';
import { SECTION_INSTRUCTIONS } from './sections.js';
import { SYMBOL_INSTRUCTIONS } from './symbols.js';

/**
 * Pass one of an assembler instruction. It leaves what pass two has to do in `statement.generate`.
 * May throw `AssemblerError`.
 */
export type AssemblerInstruction = (assembly: Assembly, statement: Statement) => void;

/** All assembler instructions that are not part of the macro language. Immutable. */
export const ASSEMBLER_INSTRUCTIONS: ReadonlyMap<string, AssemblerInstruction> = new Map(
  Object.entries({
    ...BASE_INSTRUCTIONS,
    ...DATA_INSTRUCTIONS,
    ...DECK_INSTRUCTIONS,
    ...LISTING_INSTRUCTIONS,
    ...LOCATION_INSTRUCTIONS,
    ...SECTION_INSTRUCTIONS,
    ...SYMBOL_INSTRUCTIONS,
  }),
);
