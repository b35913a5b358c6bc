import { ebcdic037 } from '../../ebcdic/index.js';

/** What the first card of a deck says. */
export interface IdCard {
  readonly userid: string;
  readonly class: string;
  readonly name: string;
  readonly type: string;
}

/** Message number for a card that is no ID card (431) or has wrong data (433), with the data. */
export interface IdCardError {
  readonly number: 431 | 433;
  readonly data?: string;
}

/**
 * `{ID | USERID | CP67USERID} userid [CLASS c] [[NAME] fn [ft]] [mm/dd/yy …]`; undefined for a blank card, which is passed
 * over. A date ends the reading: it is on cards that CP punched. SY20-0884, DMKRSP.
 */
export function parseIdCard(card: Uint8Array): IdCard | IdCardError | undefined {
  const words = ebcdic037
    .decode(card)
    .toUpperCase()
    .split(' ')
    .filter((word) => word !== '');
  const keyword = words.shift();
  if (keyword === undefined) return undefined;
  const userid = words.shift();
  if (!['ID', 'USERID', 'CP67USERID'].includes(keyword) || userid === undefined) return { number: 431 };
  let spoolClass = 'A';
  const names: string[] = [];
  for (let word = words.shift(); word !== undefined && word[2] !== '/'; word = words.shift()) {
    if (word === 'CLASS') {
      const value = words.shift() ?? '';
      if (!/^[A-Z0-9]$/.test(value)) return { number: 433, data: value };
      spoolClass = value;
    } else if (word !== 'NAME' || names.length > 0) {
      if (names.length === 2 || word.length > 12) return { number: 433, data: word.slice(0, 24) };
      names.push(word);
    }
  }
  return { userid, class: spoolClass, name: names[0] ?? '', type: names[1] ?? '' };
}
