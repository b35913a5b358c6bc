import { type OperandKind, instructionLength } from '../../s370/instructions/formats.js';
import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import { type Expression, lengthOf } from '../expression.js';
import type { Literal } from '../literals.js';
import type { OperandParser } from '../operand-parser.js';
import type { Statement } from '../statement.js';
import type { Value } from '../value.js';
import type { MachineOperation } from './machine-operations.js';
import { checkRegisters } from './register-rules.js';

/** An operand as written: S, D(B), D(X,B), D(L,B), a literal, or a plain expression. */
interface WrittenOperand {
  readonly kind: OperandKind;
  readonly expression?: Expression;
  readonly literal?: Literal;
  /** X, L or R: the first of two subfields, or the only one where the kind has an index or length. */
  readonly first?: Expression;
  readonly base?: Expression;
  readonly text: string;
}

/**
 * Pass one of a machine instruction: places it, defines its name and reads the operands.
 * Pass two encodes them.
 */
export function defineInstruction(assembly: Assembly, statement: Statement, row: MachineOperation): void {
  const length = instructionLength(row.opcode > 0xff ? row.opcode >> 8 : row.opcode);
  assembly.place(statement, length, 2);
  statement.lengthAttribute = length;
  statement.isInstruction = true;
  statement.generate = () => new Uint8Array(length);
  assembly.defineLabel(statement, 'I', length);
  const parser = assembly.parser(statement);
  const operands = row.operands.map((kind, i) => {
    if (i > 0) {
      if (parser.atEnd) throw new AssemblerError('missingOperand');
      parser.expect(',');
    }
    return parseOperand(assembly, statement, parser, kind);
  });
  // An instruction without operands takes the whole operand field as remarks.
  if (row.operands.length > 0) parser.expectEnd();
  statement.generate = () => new Encoder(assembly, statement, row, length).encode(operands);
}

function parseOperand(
  assembly: Assembly,
  statement: Statement,
  parser: OperandParser,
  kind: OperandKind,
): WrittenOperand {
  const start = parser.position;
  const text = (): string => parser.text.slice(start, parser.position);
  if (!kind.startsWith('d')) return { kind, expression: parser.expression(), text: text() };
  let expression: Expression | undefined;
  let literal: Literal | undefined;
  if (parser.take('=')) literal = assembly.literal(parser, statement);
  else expression = parser.expression();
  const twoSubfields = kind.includes(',');
  let first: Expression | undefined;
  let base: Expression | undefined;
  if (parser.take('(')) {
    if (parser.next !== ',') first = parser.expression();
    if (parser.take(',')) {
      if (!twoSubfields) throw new AssemblerError('indexNotAllowed');
      base = parser.expression();
    } else if (!twoSubfields) {
      base = first;
      first = undefined;
    }
    parser.expect(')');
  }
  return { kind, expression, literal, first, base, text: text() };
}

/** Puts the operands of one statement into the bytes of its instruction. */
class Encoder {
  private readonly bytes: Uint8Array;
  /** Byte with the R1 and R2 (or mask, index, length) fields. */
  private readonly fields: number;

  constructor(
    private readonly assembly: Assembly,
    private readonly statement: Statement,
    private readonly row: MachineOperation,
    length: number,
  ) {
    this.bytes = new Uint8Array(length);
    const twoBytes = row.opcode > 0xff;
    this.bytes[0] = twoBytes ? row.opcode >> 8 : row.opcode;
    if (twoBytes) this.bytes[1] = row.opcode & 0xff;
    this.fields = twoBytes ? 3 : 1;
    if (row.mask !== undefined) this.bytes[1] = row.mask << 4;
  }

  encode(operands: readonly WrittenOperand[]): Uint8Array {
    for (const operand of operands) this.put(operand);
    checkRegisters(this.row, this.bytes);
    return this.bytes;
  }

  private put(operand: WrittenOperand): void {
    const { bytes, fields } = this;
    switch (operand.kind) {
      case 'r1':
      case 'm1':
        bytes[fields] |= this.small(operand.expression, 15) << 4;
        break;
      case 'r2':
      case 'r3':
      case 'm3':
      case 'i3':
        bytes[fields] |= this.small(operand.expression, 15);
        break;
      case 'i2':
        bytes[1] = this.byte(operand.expression);
        break;
      case 'd2(x2,b2)':
        if (operand.first) bytes[1] |= this.small(operand.first, 15);
        this.address(operand, 2);
        break;
      case 'd2(b2)':
        this.address(operand, bytes.length - 2);
        break;
      case 'd1(b1)':
        this.address(operand, 2);
        break;
      case 'd1(l,b1)':
        bytes[1] = this.lengthCode(operand, 256);
        this.address(operand, 2);
        break;
      case 'd1(l1,b1)':
        bytes[1] |= this.lengthCode(operand, 16) << 4;
        this.address(operand, 2);
        break;
      case 'd2(l2,b2)':
        bytes[1] |= this.lengthCode(operand, 16);
        this.address(operand, 4);
        break;
      case 'd1(r1,b1)':
        if (!operand.first) throw new AssemblerError('missingOperand');
        bytes[1] |= this.small(operand.first, 15) << 4;
        this.address(operand, 2);
        break;
    }
  }

  private absolute(expression: Expression): number {
    const { value, terms } = expression.evaluate(this.assembly.finalPlace(this.statement));
    if (terms.length > 0) throw new AssemblerError('absoluteRequired');
    return value;
  }

  /** Register, mask or shift digit. */
  private small(expression: Expression | undefined, highest: number): number {
    if (!expression) throw new AssemblerError('missingOperand');
    const value = this.absolute(expression);
    if (value < 0 || value > highest) throw new AssemblerError('badRegister', value);
    return value;
  }

  /** Immediate byte: 0-255, or a negative value that fits 8 bits. */
  private byte(expression: Expression | undefined): number {
    if (!expression) throw new AssemblerError('missingOperand');
    const value = this.absolute(expression);
    if (value < -128 || value > 255) throw new AssemblerError('valueOutOfRange', value, '-128 TO 255');
    return value & 0xff;
  }

  /** Length minus one, as instructions hold it. An explicit length of 0 is also coded as 0. */
  private lengthCode(operand: WrittenOperand, maximum: number): number {
    let length: number;
    if (operand.first) {
      length = this.absolute(operand.first);
      if (length < 0 || length > maximum) throw new AssemblerError('badLength', length, maximum);
    } else {
      length = operand.literal?.length ?? lengthOf(operand.expression?.lengthAttribute ?? 1);
      if (length > maximum) length = maximum;
    }
    return Math.max(0, length - 1);
  }

  private address(operand: WrittenOperand, at: number): void {
    const { assembly, statement, bytes, row } = this;
    const value = this.addressValue(operand);
    let base: number;
    let displacement: number;
    if (operand.base) {
      if (value.terms.length > 0) throw new AssemblerError('baseWithRelocatable');
      base = this.small(operand.base, 15);
      displacement = value.value;
      if (displacement < 0 || displacement > 4095) throw new AssemblerError('badDisplacement', displacement);
    } else {
      ({ base, displacement } = assembly.using.resolve(value, operand.text));
      if (value.terms.length > 0 && value.value % row.alignment !== 0 && !operand.first && assembly.align) {
        assembly.report(statement, 'alignment', operand.text);
      }
    }
    bytes[at] = (base << 4) | (displacement >> 8);
    bytes[at + 1] = displacement & 0xff;
    if (at === 2 && bytes.length === 6) statement.address1 = value.value;
    else statement.address2 = value.value;
  }

  private addressValue(operand: WrittenOperand): Value {
    if (operand.literal) return operand.literal;
    if (!operand.expression) throw new AssemblerError('missingOperand');
    return operand.expression.evaluate(this.assembly.finalPlace(this.statement));
  }
}
