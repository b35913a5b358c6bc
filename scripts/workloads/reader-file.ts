/** Files punched into a user's virtual reader at once, each behind the card that READCARD takes its name from. */

import { assemble } from '../../src/asm/index.js';
import { SpoolWriter } from '../../src/cp/spool/index.js';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import type { OpenSystem } from '../../src/system/open-system.js';

/** A file of 80-byte records. */
export interface CardFile {
  readonly name: string;
  readonly type: string;
  readonly cards: readonly Uint8Array[];
}

const CARD = 80;

/** The TEXT deck of a program. Throws an Error when the assembler finds one in it. */
export function textDeck(name: string, source: string): CardFile {
  const { object, diagnostics, returnCode } = assemble(source, { name, noListing: true });
  if (returnCode > 4) throw new Error(`${name}: ${diagnostics[0].message}`);
  const cards: Uint8Array[] = [];
  for (let card = 0; card < object.length; card += CARD) cards.push(object.subarray(card, card + CARD));
  return { name, type: 'TEXT', cards };
}

/** A file of lines. */
export function cardText(name: string, type: string, text: string): CardFile {
  return {
    name,
    type,
    cards: text
      .trimEnd()
      .split('\n')
      .map((line) => ebcdic037.encode(line, CARD)),
  };
}

/** Puts files into a user's virtual reader, as one spool file. `READCARD *` makes files of them. */
export function punchToReader(system: OpenSystem, userid: string, files: readonly CardFile[]): void {
  const writer = new SpoolWriter(system.services.spool.manager, 'punch');
  const punch = (data: Uint8Array): void => writer.write({ command: 0x41, data });
  for (const { name, type, cards } of files) {
    punch(ebcdic037.encode(`:READ  ${name.padEnd(8)} ${type.padEnd(8)} A1 SCRIPT 01/01/80 00:00`, CARD));
    for (const card of cards) punch(card);
  }
  writer.close({
    queue: 'reader',
    owner: userid,
    origin: userid,
    class: 'A',
    copies: 1,
    name: '',
    type: '',
    distribution: userid,
    userHold: false,
    systemHold: false,
    tag: undefined,
    created: Date.now(),
  });
}
