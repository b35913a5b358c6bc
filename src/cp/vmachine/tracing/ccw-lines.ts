/** TRACE CCW: the guest's channel program and the copy that the real channel runs, side by side. SY20-0884, DMKTRD. */

import { CcwFlag, commandKind, decodeCcw } from '../../../s370/index.js';
import type { MainStorage } from '../../../s370/index.js';
import { guestAddress } from '../guest-address.js';
import type { GuestStorage } from '../guest-storage.js';
import { Prefix, TraceLine, bytesText, hexadecimal } from './trace-lines.js';

/** A CCW of the copy: where it is, and the guest's CCW that it stands for (none: CP made it). */
export interface CopiedCcwPlace {
  readonly real: number;
  readonly virtual: number | undefined;
  /** The first of CCWs that follow each other. */
  readonly first: boolean;
}

const SEEK_COMMANDS = new Set([0x07, 0x0b, 0x1b]);
const BLOCK_SHIFT = 11;
const VIRTUAL = { address: 4, high: 11, low: 20 };
const REAL = { address: 30, high: 37, low: 46 };

/** Lines for all CCWs; indirect address words and seek arguments below the CCW they belong to. */
export function ccwLines(
  places: readonly CopiedCcwPlace[],
  guest: GuestStorage,
  real: MainStorage,
  isDisk: boolean,
): string[] {
  const lines: string[] = [];
  for (const place of places) {
    if (place.first && lines.length > 0) lines.push(Prefix.gap);
    const line = new TraceLine();
    const copy = real.copyOut(place.real, 8);
    const virtual =
      place.virtual !== undefined && guest.contains(place.virtual, 8)
        ? guest.copyOut(guestAddress(place.virtual), 8)
        : undefined;
    if (place.virtual === undefined) line.at(1, '"');
    else line.at(0, 'CCW').at(VIRTUAL.address, hexadecimal(place.virtual, 6));
    if (virtual !== undefined) doubleword(line, VIRTUAL, virtual);
    line.at(REAL.address, hexadecimal(place.real, 6));
    lines.push(doubleword(line, REAL, copy).toString());
    const ccw = decodeCcw(copy);
    if (commandKind(ccw.command) === 'transfer-in-channel') continue;
    if ((ccw.flags & CcwFlag.indirect) !== 0) lines.push(...indirectLines(copy, virtual, guest, real));
    else if (isDisk && SEEK_COMMANDS.has(ccw.command) && ccw.address + 6 <= real.size) {
      lines.push(seekLine(ccw.address, copy, virtual, guest, real));
    }
  }
  return lines;
}

function doubleword(
  line: TraceLine,
  columns: { readonly high: number; readonly low: number },
  bytes: Uint8Array,
): TraceLine {
  return line.at(columns.high, bytesText(bytes.subarray(0, 4))).at(columns.low, bytesText(bytes.subarray(4)));
}

/** Indirect address words, two in a line: the guest's own only when its CCW is the same operation. */
function indirectLines(
  copy: Uint8Array,
  virtual: Uint8Array | undefined,
  guest: GuestStorage,
  real: MainStorage,
): string[] {
  const ccw = decodeCcw(copy);
  const own = virtual === undefined ? undefined : decodeCcw(virtual);
  const same = own?.command === ccw.command && own.count === ccw.count;
  const ownList = own !== undefined && same && (own.flags & CcwFlag.indirect) !== 0 ? own.address : undefined;
  const ownWord = (index: number): number | undefined => {
    if (ownList === undefined || !guest.contains(ownList + 4 * index, 4)) return undefined;
    return guest.fetchWord(guestAddress(ownList + 4 * index));
  };
  const first = ownWord(0) ?? real.fetchWord(ccw.address);
  const count = wordsNeeded(first & 0xffffff, ccw.count, commandKind(ccw.command) === 'read-backward');
  const lines: string[] = [];
  for (let index = 0; index < count; index += 2) {
    const line = new TraceLine().at(1, '"');
    for (let word = index; word < Math.min(index + 2, count); word++) {
      const second = word > index;
      const mine = ownWord(word);
      if (mine !== undefined) {
        line.at(5, 'IDAL').at(second ? VIRTUAL.low : VIRTUAL.high, hexadecimal(mine, 8));
      }
      line
        .at(31, 'IDAL')
        .at(second ? REAL.low : REAL.high, hexadecimal(real.fetchWord(ccw.address + 4 * word), 8));
    }
    lines.push(line.toString());
  }
  return lines;
}

/** Words of an indirect address list: one for each 2K block that the data lie in. */
function wordsNeeded(address: number, count: number, backward: boolean): number {
  const [low, high] = backward ? [address - count + 1, address] : [address, address + count - 1];
  return (high >> BLOCK_SHIFT) - (low >> BLOCK_SHIFT) + 1;
}

function seekLine(
  address: number,
  copy: Uint8Array,
  virtual: Uint8Array | undefined,
  guest: GuestStorage,
  real: MainStorage,
): string {
  const line = new TraceLine().at(1, '"').at(31, 'SEEK');
  const argument = real.copyOut(address, 6);
  line.at(REAL.high, bytesText(argument.subarray(0, 4))).at(REAL.low, bytesText(argument.subarray(4)));
  const own = virtual === undefined ? undefined : decodeCcw(virtual);
  if (own?.command === copy[0] && guest.contains(own.address, 7)) {
    const mine = guest.copyOut(guestAddress(own.address), 7);
    line.at(5, 'SEEK').at(VIRTUAL.high, bytesText(mine.subarray(0, 4)));
    line.at(VIRTUAL.low, bytesText(mine.subarray(4)));
  }
  return line.toString();
}
