import type { AccessMode } from '../directory/index.js';
import { decimal } from './numbers.js';

/** Who has a minidisk now. */
export interface ExistingLinks {
  readonly readers: readonly string[];
  readonly writers: readonly string[];
}

export type LinkDecision =
  /** Access is given; `forced` when it is less than was asked for first. */
  { readonly access: 'R/O' | 'R/W'; readonly forced: boolean } | { readonly access: undefined };

const REFUSED = { access: undefined } as const;

/**
 * Access that a mode gets beside the links that exist. The first letter is what is wanted, the second what will do:
 * R only while nobody writes, W only while nobody is linked, M while nobody else writes. GC20-1820, LINK.
 */
export function decideLink(mode: AccessMode, links: ExistingLinks): LinkDecision {
  const anyWriter = links.writers.length > 0;
  const anyLink = anyWriter || links.readers.length > 0;
  switch (mode) {
    case 'R':
      return anyWriter ? REFUSED : { access: 'R/O', forced: false };
    case 'RR':
      return { access: 'R/O', forced: false };
    case 'W':
      return anyLink ? REFUSED : { access: 'R/W', forced: false };
    case 'WR':
      return anyLink ? { access: 'R/O', forced: true } : { access: 'R/W', forced: false };
    case 'M':
      return anyWriter ? REFUSED : { access: 'R/W', forced: false };
    case 'MR':
      return anyWriter ? { access: 'R/O', forced: true } : { access: 'R/W', forced: false };
    case 'MW':
      return { access: 'R/W', forced: false };
  }
}

/** `USERA` or `002 USERS`. */
export function countedUsers(users: readonly string[]): string {
  return users.length === 1 ? users[0] : `${decimal(users.length, 3)} USERS`;
}

/**
 * Numbers and fields of the messages on other users' links: `first` is the message for readers alone, then
 * follow those for writers alone and for both.
 */
export function linkConflict(
  first: 101 | 104,
  links: ExistingLinks,
): { readonly number: number; readonly fields: string[] } {
  const { readers, writers } = links;
  if (writers.length === 0) return { number: first, fields: [countedUsers(readers)] };
  if (readers.length === 0) return { number: first + 1, fields: [countedUsers(writers)] };
  return { number: first + 2, fields: [countedUsers(writers), countedUsers(readers)] };
}

/** `; R/W BY USERA; R/O BY 002 USERS`, empty when nobody else is linked. */
export function othersText(links: ExistingLinks): string {
  const writers = links.writers.length > 0 ? `; R/W BY ${countedUsers(links.writers)}` : '';
  const readers = links.readers.length > 0 ? `; R/O BY ${countedUsers(links.readers)}` : '';
  return writers + readers;
}
