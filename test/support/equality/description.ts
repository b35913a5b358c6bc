/** A program that differs, for people: where, and the program as a listing. */

import { disassemble } from '../../../src/s370/index.js';
import type { Finding } from './campaign.js';
import { listing } from './image.js';

const hex = (value: number, digits: number): string =>
  (value >>> 0).toString(16).toUpperCase().padStart(digits, '0');

/** Several lines of text. */
export function describeFinding({ seed, program, difference }: Finding): string {
  const { step, instructions, what, compiled, interpreted } = difference;
  const lines = [
    `Program of seed ${seed}: ${what} is ${compiled} compiled and ${interpreted} interpreted`,
    `  after ${instructions} instructions, at stop ${step + 1}`,
    `  PSW ${hex(program.psw, 8)}, program mask ${hex(program.programMask, 1)}, ${program.cpus} CPU`,
    `  GR ${program.registers.map((value) => hex(value, 8)).join(' ')}`,
    `  FR ${program.floats.map((value) => hex(value, 8)).join(' ')}`,
    `  CR ${program.controls.map(([register, value]) => `${register}=${hex(value, 8)}`).join(' ')}`,
    `  frames ${program.frames.map((frame) => hex(frame, 1)).join('')}, keys ${program.keys.map((key) => hex(key, 2)).join(' ')}`,
    ...(program.guest === undefined ? [] : [`  guest ${JSON.stringify(program.guest)}`]),
    ...program.steps.map(({ budget, action }) => `  run ${budget}, then ${JSON.stringify(action)}`),
  ];
  for (const line of listing(program)) {
    const bytes = Buffer.from(line.slice(8), 'hex');
    const { mnemonic, operands } = disassemble(bytes);
    lines.push(`  ${line.padEnd(22)}${mnemonic.padEnd(6)}${operands}`);
  }
  return lines.join('\n');
}
