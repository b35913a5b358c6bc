/** The generated reference pages, from the tables that the program itself works by. */

import { commandReference } from '../src/cp/commands/reference.js';
import { DIAGNOSE_FUNCTIONS } from '../src/diag/index.js';
import { implementedMnemonics } from '../src/s370/instructions/executors.js';
import { FORMATS } from '../src/s370/instructions/formats.js';
import { INSTRUCTIONS } from '../src/s370/instructions/table.js';

/** One page: file name in docs/reference, and text. */
export interface ReferencePage {
  readonly file: string;
  readonly text: string;
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function instructionPage(): string {
  const implemented = new Set(implementedMnemonics());
  const rows = INSTRUCTIONS.map(({ opcode, mnemonic, format, privilege, facility, name }) => [
    hex(opcode, opcode > 0xff ? 4 : 2),
    mnemonic,
    format,
    FORMATS[format].join(', '),
    { P: 'privileged', Q: 'semiprivileged', '': '' }[privilege],
    facility,
    name,
    implemented.has(mnemonic) ? '' : 'operation exception',
  ]);
  return `# Instructions

Made by \`npm run docs\` from src/s370/instructions/table.ts. An instruction marked "operation exception" is known to the
assembler and the disassembler; the machine does not have it.

${table(['Code', 'Mnemonic', 'Format', 'Operands', 'Privilege', 'Facility', 'Name', ''], rows)}`;
}

function diagnosePage(): string {
  const rows = DIAGNOSE_FUNCTIONS.map(({ code, name, classes }) => [`X'${hex(code, 2)}'`, name, classes]);
  return `# DIAGNOSE functions

Made by \`npm run docs\` from src/diag/table.ts. Every other code multiple of 4 is a specification exception. The
installation's own function X'100' is described in [diagnose-100.md](diagnose-100.md).

${table(['Code', 'Function', 'Privilege class'], rows)}`;
}

/** All generated pages. */
export function referencePages(): ReferencePage[] {
  return [
    { file: 'instructions.md', text: instructionPage() },
    { file: 'diagnose.md', text: diagnosePage() },
    { file: 'cp-commands.md', text: commandReference() },
  ];
}
