/** A case and its results as text for people. */

import { disassemble } from '../s370/disassembler.js';
import { INSTRUCTION_BY_MNEMONIC } from '../s370/instructions/table.js';
import type { CaseResult } from './case-image.js';
import { fields, type Difference } from './comparison.js';
import { BLOCK, SANDBOX, type MachineCase } from './machine-case.js';

const hex = (value: number, digits: number): string =>
  (value >>> 0).toString(16).toUpperCase().padStart(digits, '0');
const bytesText = (bytes: Uint8Array): string => [...bytes].map((byte) => hex(byte, 2)).join('');

function words(values: ArrayLike<number>): string {
  return Array.from(values, (value) => hex(value, 8)).join(' ');
}

/** The state before and the instructions, disassembled. */
export function describeCase(machineCase: MachineCase): string {
  const { psw, gpr, fpr, cr, prefix, keys, code, patches } = machineCase;
  const lines = [`PSW ${words(psw)}   prefix ${hex(prefix, 6)}`];
  for (let i = 0; i < 16; i += 8) lines.push(`GR${i}`.padEnd(5) + words(gpr.subarray(i, i + 8)));
  lines.push('FR0  ' + words(fpr));
  for (let i = 0; i < 16; i += 8) lines.push(`CR${i}`.padEnd(5) + words(cr.subarray(i, i + 8)));
  const keyed = [...keys].flatMap((key, i) =>
    key === 0 ? [] : [`${hex(SANDBOX + i * BLOCK, 6)}:${hex(key, 2)}`],
  );
  if (keyed.length > 0) lines.push('keys ' + keyed.join(' '));
  for (const { address, bytes } of patches) lines.push(`${hex(address, 6)} ${bytesText(bytes)}`);
  let at = psw[1] & 0xffffff;
  for (const instruction of code.instructions) {
    const { mnemonic, operands } = disassemble(instruction);
    const name = INSTRUCTION_BY_MNEMONIC.get(mnemonic)?.name ?? '';
    lines.push(
      `${hex(at, 6)} ${bytesText(instruction).padEnd(12)} ${mnemonic.padEnd(6)} ${operands.padEnd(24)} ${name}`.trimEnd(),
    );
    at = (at + instruction.length) & 0xffffff;
  }
  return lines.join('\n');
}

const SHOWN = 40;

/** Old PSWs, registers and all that differs, this machine on the left. */
export function describeResults(
  mine: CaseResult,
  theirs: CaseResult,
  differences: readonly Difference[],
  peer: string,
): string {
  const [left, right] = [fields(mine), fields(theirs)];
  const unequal = new Set(differences.map(({ field }) => field));
  const shown = [...left].filter(
    ([field, value]) => unequal.has(field) || (/old PSW$/.test(field) && !/^0+ 0+$/.test(value)),
  );
  const rows = shown.map(([field, value]) => {
    const mark = unequal.has(field) ? '*' : ' ';
    const [a, b] = [value, right.get(field) ?? ''].map((text) =>
      excerpt(text, value, right.get(field) ?? ''),
    );
    return `${mark} ${field.padEnd(28)} ${a.padEnd(SHOWN)} ${b}`;
  });
  return [`  ${''.padEnd(28)} ${'cp370'.padEnd(SHOWN)} ${peer}`, ...rows].join('\n');
}

/** Long values from a little before the first difference. */
function excerpt(text: string, one: string, other: string): string {
  if (text.length <= SHOWN) return text;
  let first = 0;
  while (first < one.length && one[first] === other[first]) first++;
  const from = Math.max(0, (first & ~7) - 8);
  return `+${hex(from / 2, 2)}: ${text.slice(from, from + SHOWN - 6)}`;
}
