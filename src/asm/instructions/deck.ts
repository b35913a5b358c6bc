import { ebcdic037 } from '../../ebcdic/index.js';
import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import { quotedString, unpair } from '../self-defining.js';
import type { Statement } from '../statement.js';

const CARD = 80;

/** PUNCH 'text': a card of the object deck with that text. */
function punch(assembly: Assembly, statement: Statement): void {
  const quoted = statement.operand.startsWith("'") ? quotedString(statement.operand, 0) : undefined;
  const text = quoted && unpair(quoted.body);
  if (text === undefined || text === '' || text.length > CARD) throw new AssemblerError('badTitle', CARD);
  punchCard(assembly, statement, text);
}

/** Puts a card with `text` into the deck at this place of the program. */
export function punchCard(assembly: Assembly, statement: Statement, text: string): void {
  const atHead = assembly.externals.items.length === 0;
  statement.generate = () => {
    assembly.deck.punch(ebcdic037.encode(text, CARD), atHead);
    return undefined;
  };
}

/** REPRO: the next source line becomes a card of the deck; the line is handed over by the statement loop. */
function reproduce(assembly: Assembly, statement: Statement): void {
  assembly.reproduce = (line) => {
    if (line === undefined) assembly.report(statement, 'reproAtEnd');
    else punchCard(assembly, statement, line);
  };
}

export const DECK_INSTRUCTIONS = { PUNCH: punch, REPRO: reproduce };
