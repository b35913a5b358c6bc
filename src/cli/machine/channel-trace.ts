/** Channel commands as the operator's console shows them: CCW with data, status, sense. The shapes Hercules made familiar. */

import { commandKind, type Ccw, type TracedCommand } from '../../s370/index.js';
import { hex, hexWord, printable } from './display.js';

/** Bytes as words in hexadecimal. */
function words(data: Uint8Array): string {
  const digits = Array.from(data, (byte) => hex(byte, 2)).join('');
  return (digits.match(/.{1,8}/g) ?? []).join(' ');
}

function ccwWords({ command, address, flags, count }: Ccw): string {
  return `${hex(command, 2)}${hex(address, 6)} ${hexWord((flags << 24) | count)}`;
}

/** The lines about one command: its CCW and the first bytes that it moved, its sense, and how it ended. */
export function commandLines(
  device: number,
  { ccw, ccwAddress, data, unitStatus, channelStatus, residual }: TracedCommand,
): string[] {
  const name = hex(device, 4);
  const shown = data.length === 0 ? '' : `=>${words(data)} ${Array.from(data, printable).join('')}`;
  const lines = [`HHCCP048I ${name}:CCW=${ccwWords(ccw)}${shown}`];
  if (commandKind(ccw.command) === 'sense') lines.push(`HHCCP076I ${name}:Sense=${words(data)}`);
  const status = hex((unitStatus << 8) | channelStatus, 4);
  lines.push(`HHCCP049I ${name}:Stat=${status} Count=${hex(residual, 4)}  CCW=${hex(ccwAddress, 6)}`);
  return lines;
}
