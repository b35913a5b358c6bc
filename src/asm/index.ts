/** The System/370 assembler: source text in, TEXT deck, listing and diagnostics out. No host files inside. */
export { assemble } from './assemble.js';
export type { AssembleOptions, AssemblyDate, AssemblyResult, Library } from './options.js';
export type { Diagnostic } from './diagnostics.js';
export { readDeck, DeckError } from './deck-reader.js';
export type { ObjectItem, ObjectLabel, ObjectModule, ObjectText } from './deck-reader.js';
export { loadAbsolute, loadMap, storageImage } from './absolute-loader.js';
export type {
  AbsoluteLoad,
  AbsoluteLoadOptions,
  LoadedSection,
  NamedDeck,
  Segment,
} from './absolute-loader.js';
export { iplDeck } from './ipl-deck.js';
export type { IplDeckOptions } from './ipl-deck.js';
export { plainListing } from './listing/pages.js';
