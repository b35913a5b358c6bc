import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import { quotedString, unpair } from '../self-defining.js';
import type { Statement } from '../statement.js';

const LONGEST_TITLE = 100;

/** TITLE 'text': heading of the following pages. The name of the first one identifies the deck. */
function title(assembly: Assembly, statement: Statement): void {
  if (statement.name !== '' && assembly.deckId === '')
    assembly.deckId = statement.name.slice(0, 4).toUpperCase();
  statement.printed = false;
  const quoted = statement.operand.startsWith("'") ? quotedString(statement.operand, 0) : undefined;
  const text = quoted && unpair(quoted.body);
  if (text === undefined || text === '' || text.length > LONGEST_TITLE) {
    throw new AssemblerError('badTitle', LONGEST_TITLE);
  }
  statement.control = { kind: 'title', text };
}

function eject(_assembly: Assembly, statement: Statement): void {
  statement.printed = false;
  statement.control = { kind: 'eject' };
}

function space(assembly: Assembly, statement: Statement): void {
  const { text } = assembly.parser(statement);
  const lines = text === '' ? 1 : Number(text);
  if (!Number.isInteger(lines) || lines < 0) throw new AssemblerError('badSpace');
  statement.printed = false;
  statement.control = { kind: 'space', lines: Math.min(lines, 1000) };
}

/** PRINT ON|OFF, GEN|NOGEN, DATA|NODATA. */
function print(assembly: Assembly, statement: Statement): void {
  const { text } = assembly.parser(statement);
  if (text === '') throw new AssemblerError('missingOperand');
  for (const operand of text.toUpperCase().split(',')) {
    switch (operand) {
      case 'ON':
      case 'OFF':
        assembly.print.on = operand === 'ON';
        break;
      case 'GEN':
      case 'NOGEN':
        assembly.print.gen = operand === 'GEN';
        break;
      case 'DATA':
      case 'NODATA':
        assembly.print.data = operand === 'DATA';
        break;
      default:
        assembly.report(statement, 'badPrint', operand);
    }
  }
}

/** PUSH and POP PRINT|USING: keep and bring back the print options and the base registers. */
function stack(assembly: Assembly, statement: Statement, push: boolean): void {
  const { text } = assembly.parser(statement);
  const operands = text.toUpperCase().split(',');
  const wrong = operands.find((operand) => operand !== 'PRINT' && operand !== 'USING');
  if (wrong !== undefined) throw new AssemblerError(text === '' ? 'missingOperand' : 'badPush', wrong);
  if (operands.includes('PRINT')) {
    if (push) assembly.savedPrint.push({ ...assembly.print });
    else {
      const saved = assembly.savedPrint.pop();
      if (saved) Object.assign(assembly.print, saved);
      else assembly.report(statement, 'popEmpty', 'PRINT');
    }
  }
  if (!operands.includes('USING')) return;
  statement.generate = () => {
    if (push) assembly.using.push();
    else if (!assembly.using.pop()) assembly.report(statement, 'popEmpty', 'USING');
    return undefined;
  };
}

export const LISTING_INSTRUCTIONS = {
  TITLE: title,
  EJECT: eject,
  SPACE: space,
  PRINT: print,
  PUSH: (assembly: Assembly, statement: Statement) => stack(assembly, statement, true),
  POP: (assembly: Assembly, statement: Statement) => stack(assembly, statement, false),
};
