import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import {
  type ConstantOperand,
  integerAttribute,
  lengthAttribute,
  parseConstant,
  scaleAttribute,
  typeAttribute,
} from '../constants/constant-operand.js';
import { placeConstants } from '../constants/generate.js';
import { generateStatementConstants, relocate } from '../constants/statement-constants.js';
import type { Expression } from '../expression.js';
import type { Statement } from '../statement.js';

/** DC and DS. */
function constants(assembly: Assembly, statement: Statement, generates: boolean): void {
  const parser = assembly.parser(statement);
  const section = assembly.currentSection();
  const operands: ConstantOperand[] = [];
  do operands.push(parseConstant(parser, assembly.earlyPlace(statement), assembly, generates));
  while (parser.take(','));
  parser.expectEnd();
  const { location, length, placed } = placeConstants(operands, section.counter, assembly.align);
  statement.padding = generates ? location - section.counter : 0;
  assembly.placeAt(statement, location, length);
  statement.lengthAttribute = lengthAttribute(operands[0]);
  statement.printData = assembly.print.data;
  const symbol = assembly.defineLabel(statement, typeAttribute(operands[0]), statement.lengthAttribute);
  if (symbol) {
    symbol.scale = scaleAttribute(operands[0]);
    symbol.integer = integerAttribute(operands[0]);
  }
  if (generates) statement.generate = () => generateStatementConstants(assembly, statement, placed);
}

/** CCW command,address,flags,count: a channel command word on a doubleword. */
function channelCommandWord(assembly: Assembly, statement: Statement): void {
  assembly.place(statement, 8, 8);
  statement.lengthAttribute = 8;
  statement.generate = () => new Uint8Array(8);
  assembly.defineLabel(statement, 'W', 8);
  const parser = assembly.parser(statement);
  const operands: Expression[] = [];
  for (let i = 0; i < 4; i++) {
    if (i > 0) parser.expect(',');
    operands.push(parser.expression());
  }
  parser.expectEnd();
  statement.generate = () => {
    const [command, address, flags, count] = operands.map((e) => e.evaluate(assembly.finalPlace(statement)));
    const small = [command, flags, count];
    if (small.some((v) => v.terms.length > 0)) throw new AssemblerError('absoluteRequired');
    const valid = command.value >>> 0 <= 255 && flags.value >>> 0 <= 255 && count.value >>> 0 <= 65535;
    if (!valid) throw new AssemblerError('badCcw');
    if (address.terms.length > 0) relocate(assembly, statement, 1, 3, address.terms, 'A');
    statement.address2 = address.value;
    const out = new Uint8Array(8);
    const view = new DataView(out.buffer);
    view.setUint32(0, (command.value << 24) | (address.value & 0xffffff));
    out[4] = flags.value;
    view.setUint16(6, count.value);
    return out;
  };
}

export const DATA_INSTRUCTIONS = {
  DC: (assembly: Assembly, statement: Statement) => constants(assembly, statement, true),
  DS: (assembly: Assembly, statement: Statement) => constants(assembly, statement, false),
  CCW: channelCommandWord,
};
