import { CcwFlag } from '../../s370/index.js';
import type { Ccw, commandKind } from '../../s370/index.js';
import { guestAddress } from './guest-address.js';
import type { GuestStorage } from './guest-storage.js';

const BLOCK = 2048;

/**
 * Guest addresses at which the data area of a CCW begins and enters further 2K blocks, by the guest's indirect address
 * list when it has one; undefined for words that are wrong.
 */
export function dataPieces(
  storage: GuestStorage,
  ccw: Ccw,
  kind: ReturnType<typeof commandKind>,
): (number | undefined)[] {
  return (ccw.flags & CcwFlag.indirect) !== 0 ? indirectPieces(storage, ccw, kind) : blockPieces(ccw, kind);
}

/** Guest addresses of the guest's own indirect address list; undefined for words that are wrong. */
function indirectPieces(
  storage: GuestStorage,
  ccw: Ccw,
  kind: ReturnType<typeof commandKind>,
): (number | undefined)[] {
  const pieces: (number | undefined)[] = [];
  let left = ccw.count;
  for (let index = 0; left > 0; index++) {
    const at = ccw.address + 4 * index;
    if (at % 4 !== 0 || !storage.contains(at, 4)) return [...pieces, undefined];
    const word = storage.fetchWord(guestAddress(at));
    const backward = kind === 'read-backward';
    const atBoundary = ((backward ? word + 1 : word) & (BLOCK - 1)) === 0;
    if (word >>> 24 !== 0 || (index > 0 && !atBoundary)) return [...pieces, undefined];
    pieces.push(word);
    left -= backward ? (word & (BLOCK - 1)) + 1 : BLOCK - (word & (BLOCK - 1));
  }
  return pieces;
}

/** Guest addresses at which the data area of a CCW begins and enters further 2K blocks. */
function blockPieces(ccw: Ccw, kind: ReturnType<typeof commandKind>): number[] {
  const pieces = [ccw.address];
  if (kind === 'read-backward') {
    for (let at = (ccw.address & -BLOCK) - 1; at > ccw.address - ccw.count; at -= BLOCK) pieces.push(at);
  } else {
    const end = ccw.address + ccw.count;
    for (let at = (ccw.address & -BLOCK) + BLOCK; at < end; at += BLOCK) pieces.push(at);
  }
  return pieces;
}
