/** Operands of MVCL and CLCL. */

import type { Compose } from './compose.js';

const longOperands: Compose = (c, instruction) => {
  const { dice } = c;
  const compare = instruction.mnemonic === 'CLCL';
  const longest = dice.chance(70) ? 40 : dice.chance(70) ? 300 : 4096;
  const length = (): number => (dice.chance(12) ? 0 : 1 + dice.below(longest));
  let length1 = length();
  let length2 = dice.chance(40) ? length1 : length();
  const first = c.place(Math.min(length1, 2048));
  const second = dice.chance(30)
    ? (first + dice.below(2 * length1 + 5) - length1 - 2) & 0xffffff
    : c.place(Math.min(length2, 2048));
  length1 = Math.min(length1, c.roomBehind(first));
  length2 = Math.min(length2, c.roomBehind(second));
  const pad = dice.pick([0, 0x40, 0xff, dice.below(256)]);
  if (compare) {
    const bytes = dice.chance(50) ? new Uint8Array(300).fill(pad) : dice.bytes(300);
    c.data(second, bytes.subarray(0, Math.min(300, length2)));
    c.data(first, bytes.subarray(0, Math.min(300, length1)));
    if (dice.chance(60)) c.data((first + dice.below(length1 + 1)) & 0xffffff, Uint8Array.of(dice.below(256)));
  } else {
    c.data(first, dice.bytes(Math.min(length1, 100)));
    c.data(second, dice.bytes(Math.min(length2, 100)));
  }
  const high = (): number => (dice.chance(40) ? dice.below(256) << 24 : 0);
  const r1 = c.exactPair(first | high(), length1 | high());
  if (r1 === undefined) return false;
  const r2 = dice.chance(3) ? r1 : c.exactPair(second | high(), length2 | (pad << 24));
  if (r2 === undefined) return false;
  const odd = c.last && dice.chance(3) ? dice.pick([0x01, 0x10, 0x11]) : 0;
  c.changes(r1, r1 + 1);
  c.changes(r2, r2 + 1);
  c.release(r1);
  c.release(r2);
  c.add([instruction.opcode, ((r1 << 4) | r2) ^ odd]);
  return true;
};

export const LONG_OPERAND_COMPOSERS: Readonly<Record<string, Compose>> = {
  MVCL: longOperands,
  CLCL: longOperands,
};
