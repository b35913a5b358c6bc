/** Operands of `r`, `v` and `abs` commands in test scripts, and the shape in which storage is shown. */

import { ebcdic037 } from '../../ebcdic/index.js';

/** Most bytes that one command shows. */
const LONGEST_DISPLAY = 0x10000;
const DEFAULT_LENGTH = 64;
/** Most bytes that one command alters. */
const LONGEST_VALUE = 32;

/** An area of storage, and what is to be stored there. */
export interface StorageOperand {
  readonly start: number;
  readonly length: number;
  readonly value: Uint8Array | undefined;
}

/**
 * Parses `100`, `100.20`, `100-11F`, `100=0102 0304`, `100="text"`; lengths and addresses are hexadecimal.
 * Throws an Error that says what is wrong.
 */
export function parseOperand(operand: string): StorageOperand {
  const quoted = /^\s*([0-9a-f]+)\s*=\s*"([^"]*)"/i.exec(operand);
  if (quoted !== null) return stored(quoted[1], ebcdic037.encode(quoted[2]));
  const text = operand.replace(/#.*$/, '').replace(/\s+/g, '');
  const value = /^([0-9a-f]+)=(.*)$/i.exec(text);
  if (value !== null) {
    if (!/^(?:[0-9a-f]{2})+$/i.test(value[2]))
      throw new Error(`${value[2]} is not pairs of hexadecimal digits`);
    return stored(value[1], Buffer.from(value[2], 'hex'));
  }
  const range = /^([0-9a-f]+)(?:([.-])([0-9a-f]+))?$/i.exec(text);
  if (range === null) throw new Error(`${operand.trim()} is no address, range or alteration`);
  const start = parseInt(range[1], 16);
  const second = parseInt(range[3] ?? '', 16);
  const length = range[2] === undefined ? DEFAULT_LENGTH : range[2] === '.' ? second : second - start + 1;
  if (length < 1) throw new Error(`${text}: the range ends before it begins`);
  return { start, length: Math.min(length, LONGEST_DISPLAY), value: undefined };
}

function stored(address: string, value: Uint8Array): StorageOperand {
  if (value.length === 0) throw new Error('nothing to store');
  if (value.length > LONGEST_VALUE) throw new Error(`at most ${LONGEST_VALUE} bytes can be altered at once`);
  return { start: parseInt(address, 16), length: value.length, value };
}

/** One line of a display: 16 bytes on a 16-byte boundary in four groups; bytes outside of the area are blank. */
export interface StorageLine {
  readonly address: number;
  readonly text: string;
}

/** Shows `bytes`, which lie at `start`. */
export function storageLines(start: number, bytes: Uint8Array): StorageLine[] {
  const lines: StorageLine[] = [];
  for (let address = start & ~15; address < start + bytes.length; address += 16) {
    const groups: string[] = [];
    for (let group = 0; group < 16; group += 4) {
      let text = '';
      for (let i = 0; i < 4; i++) {
        const byte = bytes[address + group + i - start] as number | undefined;
        text += byte === undefined ? '  ' : byte.toString(16).toUpperCase().padStart(2, '0');
      }
      groups.push(text);
    }
    lines.push({ address, text: groups.join(' ') });
  }
  return lines;
}
