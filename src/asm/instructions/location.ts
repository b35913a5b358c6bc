import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import { placeLiterals } from '../literal-pool-layout.js';
import type { Statement } from '../statement.js';
import { simpleItem } from '../value.js';

/** ORG address: moves the location counter inside the section; without operand, behind everything assembled so far. */
function origin(assembly: Assembly, statement: Statement): void {
  const section = assembly.currentSection();
  statement.section = section;
  statement.location = section.counter;
  if (statement.name !== '') assembly.defineLabel(statement, 'U', 1);
  const parser = assembly.parser(statement);
  let target = section.length;
  if (!parser.atEnd) {
    const { value, terms } = parser.expression().evaluate(assembly.earlyPlace(statement));
    parser.expectEnd();
    if (simpleItem(terms) !== section) throw new AssemblerError('relocatableRequired');
    target = value;
  }
  if (target < 0) throw new AssemblerError('orgBackwards');
  assembly.setCounter(statement, target);
  statement.generate = () => {
    statement.listed = { kind: 'value', value: section.base + target };
    return undefined;
  };
}

/** CNOP byte,boundary: no-operations up to a place in a word or doubleword. */
function conditionalNoOperation(assembly: Assembly, statement: Statement): void {
  const parser = assembly.parser(statement);
  const place = assembly.earlyPlace(statement);
  const byte = parser.expression().evaluate(place);
  parser.expect(',');
  const boundary = parser.expression().evaluate(place);
  parser.expectEnd();
  const valid =
    byte.terms.length === 0 &&
    boundary.terms.length === 0 &&
    (boundary.value === 4 || boundary.value === 8) &&
    byte.value >= 0 &&
    byte.value < boundary.value &&
    byte.value % 2 === 0;
  if (!valid) throw new AssemblerError('badCnop');
  const { counter } = assembly.currentSection();
  const even = counter + (counter & 1);
  const length = (byte.value - (even % boundary.value) + boundary.value) % boundary.value;
  assembly.place(statement, length, 2);
  assembly.defineLabel(statement, 'I', 1);
  statement.generate = () => {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i += 2) out[i] = 0x07;
    return out;
  };
}

/** LTORG: the literals asked for so far are put here, at a doubleword. */
function literalOrigin(assembly: Assembly, statement: Statement): void {
  assembly.place(statement, 0, 8);
  // The bytes skipped before a pool are not text.
  statement.padding = 0;
  assembly.defineLabel(statement, 'U', 1);
  placeLiterals(assembly, statement);
}

/** END address: the last statement; the address is where execution begins. */
function end(assembly: Assembly, statement: Statement): void {
  assembly.ended = true;
  const parser = assembly.parser(statement);
  if (parser.atEnd) return;
  const expression = parser.expression();
  parser.expectEnd();
  statement.generate = () => {
    const value = expression.evaluate(assembly.finalPlace(statement));
    const item = simpleItem(value.terms);
    if (!item || item.kind === 'DS' || item.kind === 'XD') throw new AssemblerError('relocatableRequired');
    assembly.entry = value;
    statement.address2 = value.value;
    return undefined;
  };
}

export const LOCATION_INSTRUCTIONS = {
  ORG: origin,
  CNOP: conditionalNoOperation,
  LTORG: literalOrigin,
  END: end,
};
