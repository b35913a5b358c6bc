/** Channel programs as data that fast-check can make and shrink, and their bytes in the window. */

import { CcwFlag } from '../../../src/s370/index.js';
import { SECOND_BLOCK, WINDOW, WINDOW_SIZE } from './driver.js';

/** Most CCWs of a program. */
export const MOST_CCWS = 30;
/** IDAWs, in the window. */
const IDAWS = 0xf0;
/** Arguments that commands fetch. */
const ARGUMENTS = 0x120;
/** Where reads go and data of writes come from. */
const AREA = 0x1a0;

/** How the data of a command are addressed. */
export type Addressing =
  | 'direct'
  /** One IDAW. */
  | 'indirect'
  /** IDAWs that cross from the first block to the second. */
  | 'crossing'
  /** An IDAW that is not at the beginning of its block. */
  | 'bad-idaw'
  /** An address that is not in main storage. */
  | 'outside';

/** One command of a channel program. */
export interface Command {
  readonly code: number;
  readonly count: number;
  /** Bytes that the command fetches; undefined: `offset` into the area. */
  readonly argument?: Uint8Array;
  readonly offset: number;
  /** SLI, SKIP, PCI and must-be-zero bits; chaining flags come from the rest. */
  readonly flags: number;
  readonly addressing: Addressing;
  /** The count is divided over so many CCWs by data chaining. */
  readonly parts: number;
  /** Followed by a transfer in channel: back to this command, over the next one, to an impossible address, or none. */
  readonly transfer: 'none' | 'back' | 'over' | 'bad';
  /** False: the chain ends here. */
  readonly chained: boolean;
}

/** A channel program with its CAW. */
export interface Program {
  readonly key: number;
  /** Added to the CAW's address: not 0 is a program check. */
  readonly misplaced: number;
  readonly commands: readonly Command[];
}

/** Bytes of the window in the second block: what lies behind is not set up for every case. */
const ROOM_BEHIND = WINDOW + WINDOW_SIZE - SECOND_BLOCK;
const CAW_KEY_SHIFT = 28;

/** The window's bytes and the CAW of a program. */
export function encodeProgram(program: Program): { readonly window: Uint8Array; readonly caw: number } {
  const window = new Uint8Array(WINDOW_SIZE);
  const view = new DataView(window.buffer);
  for (let i = AREA; i < WINDOW_SIZE; i++) window[i] = (i * 7) & 0xff;
  let ccw = 0;
  let argument = ARGUMENTS;
  let idaw = IDAWS;
  const put = (code: number, address: number, flags: number, count: number): void => {
    if (ccw >= MOST_CCWS) return;
    view.setUint32(8 * ccw, ((code << 24) | (address & 0xffffff)) >>> 0);
    view.setUint32(8 * ccw + 4, ((flags << 24) | (count & 0xffff)) >>> 0);
    ccw++;
  };
  for (const [index, command] of program.commands.entries()) {
    const first = ccw;
    const last = index === program.commands.length - 1;
    let address = WINDOW + AREA + command.offset;
    if (command.argument !== undefined) {
      const room = command.argument.length <= AREA - argument;
      if (room) {
        window.set(command.argument, argument);
        address = WINDOW + argument;
        argument += command.argument.length;
      }
    }
    const chain = command.chained && !(last && command.transfer === 'none') ? CcwFlag.chainCommand : 0;
    let flags = command.flags & ~(CcwFlag.chainData | CcwFlag.chainCommand | CcwFlag.indirect);
    if (command.addressing === 'outside') address = 0xfff000;
    else if (command.addressing !== 'direct' && idaw + 8 <= ARGUMENTS) {
      flags |= CcwFlag.indirect;
      const crossing = command.addressing === 'crossing';
      const before = Math.max(Math.min(16, Math.max(1, command.count >> 1)), command.count - ROOM_BEHIND);
      const target = crossing ? SECOND_BLOCK - before : address;
      view.setUint32(idaw, target);
      view.setUint32(idaw + 4, command.addressing === 'bad-idaw' ? SECOND_BLOCK + 4 : SECOND_BLOCK);
      if (command.addressing === 'bad-idaw') view.setUint32(idaw, SECOND_BLOCK - 2);
      address = WINDOW + idaw;
      idaw += 8;
    }
    const parts = (flags & CcwFlag.indirect) !== 0 ? 1 : Math.max(1, Math.min(command.parts, command.count));
    const share = Math.floor(command.count / parts);
    for (let part = 0; part < parts; part++) {
      const count = part === parts - 1 ? command.count - share * part : share;
      const chaining = part === parts - 1 ? chain : CcwFlag.chainData;
      put(part === 0 ? command.code : 0, address + share * part, flags | chaining, count);
    }
    if (command.transfer === 'back') put(0x08, WINDOW + 8 * first, 0, 0);
    else if (command.transfer === 'over') put(0x08, WINDOW + 8 * (ccw + 2), 0, 0);
    else if (command.transfer === 'bad') put(0x08, WINDOW + 8 * first + 4, 0, 0);
  }
  return { window, caw: ((program.key << CAW_KEY_SHIFT) | (WINDOW + program.misplaced)) >>> 0 };
}

/** A program as text, a CCW a line. */
export function describeProgram(program: Program): string[] {
  const { window, caw } = encodeProgram(program);
  const view = new DataView(window.buffer);
  const word = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');
  const lines = [`CAW ${word(caw)}`];
  for (let at = 0; at < 8 * MOST_CCWS; at += 8) {
    if (view.getUint32(at) === 0 && view.getUint32(at + 4) === 0) break;
    lines.push(
      `  ${(WINDOW + at).toString(16)}: ${word(view.getUint32(at))} ${word(view.getUint32(at + 4))}`,
    );
  }
  for (const { argument } of program.commands) {
    if (argument !== undefined) lines.push(`  argument ${Buffer.from(argument).toString('hex')}`);
  }
  return lines;
}
