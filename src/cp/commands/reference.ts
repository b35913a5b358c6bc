import { COMMANDS } from './commands.js';
import { QUERY_OPERANDS } from './query/query.js';
import { SET_OPERANDS } from './set.js';
import { TERMINAL_OPERANDS } from './terminal.js';

const INTRODUCTION = `# CP commands

Commands of the control program, for the person at a terminal and, through DIAGNOSE X'08', for programs. The part of a
name in bold is the shortest abbreviation. When an abbreviation fits more than one command, the first of this list is
meant. The letters after a command are the privilege classes that may give it; where there are none, everybody may.

Before logging on, a terminal takes \`LOGON userid [password] [MASK] [NOIPL]\`, \`DIAL userid
[vaddr]\`, \`DISCONN\` and \`LOGOFF\`. Any command may begin with \`CP\`; in a virtual machine \`#CP command\` gives it to CP at once. A line that begins with
\`*\` is a comment.
`;

/** The reference of the commands as Markdown, made from the tables by which the commands are found. */
export function commandReference(): string {
  return [
    INTRODUCTION,
    table(
      ['Command', 'Classes', 'Operands', 'Meaning'],
      COMMANDS.map((row) => [abbreviated(row), row.classes, code(row.operands), row.summary]),
    ),
    '## QUERY\n',
    'Anything else after QUERY is the address of a device (a real one for class B) or a userid.\n',
    table(
      ['Operand', 'Classes', 'Shows'],
      QUERY_OPERANDS.map((row) => [abbreviated(row), row.classes, escaped(row.summary)]),
    ),
    '## SET\n',
    table(
      ['Operand', 'Classes', 'Values', 'Meaning'],
      SET_OPERANDS.map((row) => [abbreviated(row), row.classes, code(row.operands), row.summary]),
    ),
    '## TERMINAL\n',
    table(
      ['Operand', 'Values', 'Meaning'],
      TERMINAL_OPERANDS.map((row) => [abbreviated(row), code(row.operands), escaped(row.summary)]),
    ),
  ].join('\n');
}

function abbreviated({ name, shortest }: { readonly name: string; readonly shortest: number }): string {
  return `**${name.slice(0, shortest)}**${name.slice(shortest)}`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

function code(text: string): string {
  return text === '' ? '' : `\`${escaped(text)}\``;
}

/** Columns padded to the same width, as the formatter of the documents leaves them. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(titles), rule, ...rows.map(line), ''].join('\n');
}
