import { ebcdic037 } from '../ebcdic/index.js';
import type { AbsoluteLoad } from './absolute-loader.js';
import { assemble } from './assemble.js';
import { readDeck } from './deck-reader.js';

const CARD = 80;
/** Bytes of text on one card. */
const TEXT_BYTES = 56;
/** The bootstrap takes two cards. */
const BOOTSTRAP_BYTES = 2 * CARD;

/**
 * The bootstrap: reads TXT cards from the device it was loaded from and moves their text to its place; END branches
 * to its address. It runs disabled and polls, so it needs no new PSWs and may load storage from address 0. The card
 * buffer is behind the code. Disabled wait addresses: 00E1CD not operational, 00E1CE channel or device trouble.
 */
const BOOTSTRAP = `
BOOT     CSECT
         USING BOOT,12
START    BALR  12,0
         BCTR  12,0
         BCTR  12,0                BASE IS THE START OF THIS CODE
         LH    2,2                 ADDRESS OF THE DEVICE, STORED BY IPL
         LA    1,READ
NEXT     ST    1,72                CAW: TEXT MAY LIE OVER IT
         XC    64(8,0),64          NO OLD STATUS
         SIO   0(2)
         BC    1,GONE
         BC    2,NEXT
POLL     TIO   0(2)
         BC    1,GONE
         BC    2,POLL
         TM    68,X'03'            UNIT CHECK OR UNIT EXCEPTION
         BNZ   BAD
         TM    68,X'04'
         BZ    POLL                UNTIL DEVICE END
         TM    68,X'10'
         BO    NEXT                BUSY WITH STATUS OF BEFORE: AGAIN
         L     3,CARD+4
         LA    3,0(,3)             ADDRESS FROM COLUMNS 6-8
         CLI   CARD+1,C'E'
         BCR   8,3                 END: GO
         LH    4,CARD+10
         BCTR  4,0
         EX    4,MOVE
         B     NEXT
MOVE     MVC   0(0,3),CARD+16
GONE     MVI   STOP+7,X'CD'
BAD      LPSW  STOP
STOP     DC    0D'0',X'000200000000E1CE'
READ     CCW   2,CARD,X'20',80
CARD     EQU   *
         END
`;

export interface IplDeckOptions {
  /** Where the bootstrap and its card buffer (240 bytes) are while loading; nothing may be loaded there. */
  readonly bootstrapAddress: number;
  /** Where execution begins; default is the load's own entry point. */
  readonly entry?: number;
}

/**
 * A deck that IPLs from a card reader: one card with PSW and CCWs, two with the bootstrap, TXT cards with absolute
 * addresses, and END with the entry address. Execution begins in BC mode, supervisor state, key 0, everything
 * disabled, with the device address in register 2. Throws `RangeError` when the load covers the bootstrap or has no entry.
 */
export function iplDeck(load: Pick<AbsoluteLoad, 'segments' | 'entry'>, options: IplDeckOptions): Uint8Array {
  const { bootstrapAddress: base } = options;
  const entry = options.entry ?? load.entry;
  if (entry === undefined) throw new RangeError('the load has no entry point');
  const end = base + BOOTSTRAP_BYTES + CARD;
  const hit = load.segments.find((s) => s.address < end && s.address + s.bytes.length > base);
  if (base % 8 !== 0 || base < 0x80 || hit)
    throw new RangeError('the bootstrap address is in use or not valid');
  const code = bootstrap(base);
  const cards: Uint8Array[] = [iplCard(base), code.subarray(0, CARD), code.subarray(CARD)];
  for (const { address, bytes } of load.segments) {
    for (let at = 0; at < bytes.length; at += TEXT_BYTES) {
      cards.push(absoluteCard('TXT', address + at, bytes.subarray(at, at + TEXT_BYTES)));
    }
  }
  cards.push(absoluteCard('END', entry));
  const deck = new Uint8Array(cards.length * CARD);
  cards.forEach((card, i) => deck.set(card, i * CARD));
  return deck;
}

/** Code of the bootstrap at `base`, filled up to two cards; the card buffer follows. */
function bootstrap(base: number): Uint8Array {
  const { object, diagnostics } = assemble(BOOTSTRAP, { name: 'BOOT', noListing: true });
  if (diagnostics.length > 0) throw new Error(`bootstrap: ${diagnostics[0].message}`);
  const out = new Uint8Array(BOOTSTRAP_BYTES);
  const [module] = readDeck(object);
  for (const { address, bytes } of module.text) out.set(bytes, address);
  for (const { address, length } of module.relocations) {
    let carry = base;
    for (let i = address + length - 1; i >= address; i--) {
      carry += out[i];
      out[i] = carry;
      carry >>= 8;
    }
  }
  return out;
}

/** First card: 24 bytes that IPL reads to address 0: the PSW and the CCWs that read the bootstrap. */
function iplCard(base: number): Uint8Array {
  const card = new Uint8Array(CARD).fill(0x40);
  const view = new DataView(card.buffer);
  const READ = 0x02000000;
  const CHAIN_AND_SLI = 0x60000000;
  const SLI = 0x20000000;
  view.setUint32(0, 0);
  view.setUint32(4, base);
  view.setUint32(8, READ | base);
  view.setUint32(12, CHAIN_AND_SLI | CARD);
  view.setUint32(16, READ | (base + CARD));
  view.setUint32(20, SLI | CARD);
  return card;
}

function absoluteCard(type: 'TXT' | 'END', address: number, bytes?: Uint8Array): Uint8Array {
  const card = new Uint8Array(CARD).fill(0x40);
  const view = new DataView(card.buffer);
  card[0] = 0x02;
  card.set(ebcdic037.encode(type), 1);
  view.setUint32(4, address);
  card[4] = 0x40;
  if (!bytes) return card;
  view.setUint16(10, bytes.length);
  view.setUint16(14, 1);
  card.set(bytes, 16);
  return card;
}
