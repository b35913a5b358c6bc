/**
 * What CMS is built from: data only. The nucleus sources are assembled one by one and loaded in this order; commands
 * say themselves what they are, in the first line of their source (see `commandHeader`).
 */
export const NUCLEUS_SOURCES = [
  'dmsnuc',
  'dmsfnc',
  'dmsits',
  'dmsiti',
  'dmsitp',
  'dmsint',
  'dmsina',
  'dmscon',
  'dmserr',
  'dmscpf',
  'dmsfre',
  'dmsdio',
  'dmslad',
  'dmsaft',
  'dmsbrd',
  'dmsfns',
  'dmsaud',
  'dmsacm',
  'dmscio',
  'dmsmod',
  'dmsldr',
  'dmsldc',
  'dmsini',
] as const;

/** Loaded last: its section marks the end of the nucleus. */
export const NUCLEUS_END = 'nucend';

/** Section of low storage and its address; every other section follows from `NUCLEUS_ORIGIN` on. */
export const LOW_STORAGE_SECTION = 'NUCON';

/** Address of the nucleus code: segment 1, shared in the saved system. */
export const NUCLEUS_ORIGIN = 0x10000;

/** First address after the nucleus. */
export const NUCLEUS_LIMIT = 0x20000;

/** Transient area: 8K. */
export const TRANSIENT_ORIGIN = 0xe000;

/** User program area. */
export const USER_ORIGIN = 0x20000;

/** Folders of `src/cms` that are searched for macros and COPY members, in this order. */
export const LIBRARIES = ['maclib', 'nucleus', 'commands'] as const;

/** What the first line of a command source says: a module to generate, or a part of the nucleus. */
export type CommandHeader =
  | {
      readonly kind: 'module';
      readonly name: string;
      readonly origin: number;
      /** GENMOD option SYSTEM: runs with the system key. */
      readonly system: boolean;
    }
  | { readonly kind: 'nucleus'; readonly entry: string };

/** Reads `* CMS MODULE name ORIGIN=E000|20000 [SYSTEM]` or `* CMS NUCLEUS entry`; undefined for other sources. */
export function commandHeader(source: string): CommandHeader | undefined {
  const line = source.slice(0, source.indexOf('\n'));
  const nucleus = /^\* CMS NUCLEUS (\S+)\s*$/.exec(line);
  if (nucleus !== null) return { kind: 'nucleus', entry: nucleus[1] };
  const module = /^\* CMS MODULE (\S+) ORIGIN=(E000|20000)( SYSTEM)?\s*$/.exec(line);
  if (module === null) return undefined;
  const origin = module[2] === 'E000' ? TRANSIENT_ORIGIN : USER_ORIGIN;
  return { kind: 'module', name: module[1], origin, system: module[3] !== undefined };
}
