/** The assembler hypervisor of `decks/hypervisor` as seen by who starts it; its README has the parameters. */

/** A hypervisor to put between CP and a program. */
export interface Hypervisor {
  /** Absolute parts of it, and where it begins. */
  readonly segments: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  readonly entry: number;
}

/** Where its guest's storage begins. */
export const HYPERVISOR_GUEST = 0x20000;

/** Addresses of its parameters: what it is to start, and what is left of it at the end. */
export const HYPERVISOR_PARAMETERS = {
  /** Halfword: device to IPL, or `GUEST_IN_STORAGE`. */
  device: 0x200,
  /** The guest's PSW. */
  psw: 0x210,
  /** Its 16 general registers. */
  gpr: 0x240,
  /** Its 16 control registers. */
  cr: 0x280,
} as const;

/** Instead of a device: the guest is in storage, and starts with its PSW and registers. */
export const GUEST_IN_STORAGE = 0xffff;

const CARD = 80;
/** The cards of an IPL deck before its text: PSW and CCWs, and the bootstrap. */
const BOOTSTRAP_CARDS = 3;
const TXT = [0x02, 0xe3, 0xe7, 0xe3];
const END = [0x02, 0xc5, 0xd5, 0xc4];

/** The hypervisor in the cards of `hyper.deck`. Throws RangeError when it is not a deck of that kind. */
export function hypervisorFromDeck(deck: Uint8Array): Hypervisor {
  const segments: { address: number; bytes: Uint8Array }[] = [];
  const view = new DataView(deck.buffer, deck.byteOffset, deck.byteLength);
  const begins = (at: number, bytes: readonly number[]): boolean =>
    bytes.every((byte, index) => deck[at + index] === byte);
  for (let at = BOOTSTRAP_CARDS * CARD; at + CARD <= deck.length; at += CARD) {
    const address = view.getUint32(at + 4) & 0xffffff;
    if (begins(at, END)) return { segments, entry: address };
    if (!begins(at, TXT)) break;
    segments.push({ address, bytes: deck.slice(at + 16, at + 16 + view.getUint16(at + 10)) });
  }
  throw new RangeError('the hypervisor is not an IPL deck of TXT cards with END');
}
