import { AssemblerError } from '../assembler-error.js';
import type { EsdItem } from '../external-symbols.js';
import type { EvaluationPlace, Expression } from '../expression.js';
import type { OperandParser } from '../operand-parser.js';
import { quotedString } from '../self-defining.js';
import { CONSTANT_TYPES, type ConstantType, implicitBytes } from './constant-types.js';

/** One value of an address constant. `base` is the explicit register of an S-type constant. */
export interface AddressNominal {
  readonly expression?: Expression;
  readonly base?: Expression;
  /** External symbol or pseudo register of a V- or Q-type constant. */
  readonly item?: EsdItem;
}

/** One operand of DC or DS, or a literal: parsed, modifiers evaluated. */
export interface ConstantOperand {
  /** The operand as written; literals with the same text are one. */
  readonly text: string;
  readonly type: ConstantType;
  readonly duplication: number;
  /** Length of one constant in bits. */
  readonly bits: number;
  readonly lengthGiven: boolean;
  /** The length is given in bits (L.n). */
  readonly bitLength: boolean;
  readonly scale: number;
  readonly exponent: number;
  /** Nominal values in quotes, apart; undefined when there are none. */
  readonly texts?: readonly string[];
  readonly addresses?: readonly AddressNominal[];
  /** Number of constants that one duplication makes. */
  readonly count: number;
  /** The value depends on the location counter. */
  readonly usesLocation: boolean;
}

/** Names that V- and Q-type constants refer to are looked up through this. */
export interface ExternalNames {
  external(name: string): EsdItem;
  pseudoRegister(name: string): EsdItem;
}

/** Longest constant and largest total length of one operand. */
const MAX_BYTES = 0xffffff;

/** Length in bytes of all constants of an operand, rounded up. */
export function totalBits(operand: ConstantOperand): number {
  return operand.duplication * operand.count * operand.bits;
}

/** Alignment in bytes that the operand asks for: none with an explicit length. */
export function alignmentOf(operand: ConstantOperand): number {
  return operand.lengthGiven ? 1 : CONSTANT_TYPES[operand.type].alignment;
}

/** Length attribute: bytes of the first constant. */
export function lengthAttribute(operand: ConstantOperand): number {
  return Math.max(1, Math.ceil(operand.bits / 8));
}

/** Type attribute of a symbol that names this constant. */
export function typeAttribute(operand: ConstantOperand): string {
  const { type, lengthGiven } = operand;
  return (lengthGiven && CONSTANT_TYPES[type].typeWithLength) || type;
}

/** Scale attribute: digits after the point for decimal constants, else the scale modifier. */
export function scaleAttribute(operand: ConstantOperand): number {
  if (operand.type !== 'P' && operand.type !== 'Z') return operand.scale;
  const first = operand.texts?.[0] ?? '';
  const point = first.indexOf('.');
  return point < 0 ? 0 : first.length - point - 1;
}

/** Integer attribute (GC33-4010, "Integer Attribute"). */
export function integerAttribute(operand: ConstantOperand): number {
  const length = lengthAttribute(operand);
  const scale = scaleAttribute(operand);
  switch (operand.type) {
    case 'F':
    case 'H':
      return 8 * length - scale - 1;
    case 'E':
    case 'D':
      return 2 * (length - 1) - scale;
    case 'L':
      return 2 * (length - 2) - scale;
    case 'P':
      return 2 * length - scale - 1;
    case 'Z':
      return length - scale;
    default:
      return 0;
  }
}

/**
 * Reads one operand of DC, DS or a literal at the parser's position.
 * `nominalRequired` is false for DS only. Throws `AssemblerError`.
 */
export function parseConstant(
  parser: OperandParser,
  place: EvaluationPlace,
  names: ExternalNames,
  nominalRequired: boolean,
): ConstantOperand {
  const start = parser.position;
  const duplication = /[0-9(]/.test(parser.next) ? number(parser, place) : 1;
  if (duplication < 0) throw new AssemblerError('valueOutOfRange', duplication, '0 TO 16777215');
  const letter = parser.next.toUpperCase();
  if (!Object.hasOwn(CONSTANT_TYPES, letter)) {
    throw parser.atEnd ? parser.syntaxError() : new AssemblerError('badConstantType', letter);
  }
  parser.position++;
  const type = letter as ConstantType;
  const row = CONSTANT_TYPES[type];
  let bits = -1;
  let bitLength = false;
  if (startsModifier(parser, 'L')) {
    bitLength = parser.take('.');
    const length = number(parser, place);
    bits = bitLength ? length : length * 8;
    const { maximum } = row;
    if (bits < 1 || bits > maximum * 8) throw new AssemblerError('badLength', length, maximum);
  }
  const lengthGiven = bits >= 0;
  let scale = 0;
  if (startsModifier(parser, 'S')) {
    if (!row.numeric) throw new AssemblerError('badModifier', 'S');
    scale = number(parser, place);
  }
  let exponent = 0;
  if (startsModifier(parser, 'E')) {
    if (!row.numeric) throw new AssemblerError('badModifier', 'E');
    exponent = number(parser, place);
    if (Math.abs(exponent) > 85) throw new AssemblerError('badModifier', 'E');
  }
  let texts: string[] | undefined;
  let addresses: AddressNominal[] | undefined;
  let usesLocation = false;
  if (row.delimiter === "'" && parser.next === "'") {
    const quoted = quotedString(parser.text, parser.position);
    if (!quoted) throw new AssemblerError('missingDelimiter');
    parser.position = quoted.end;
    texts = type === 'C' ? [quoted.body] : quoted.body.split(',');
    // An empty C constant with a length is blanks: macros make them of operands that were left out.
    if (quoted.body === '' && !(type === 'C' && lengthGiven)) throw new AssemblerError('missingNominal');
  } else if (row.delimiter === '(' && parser.next === '(') {
    const from = parser.position;
    addresses = parseAddresses(parser, type, names);
    usesLocation = /(^|[(,+\-*/])\*/.test(parser.text.slice(from, parser.position));
  } else if (parser.next === "'" || parser.next === '(') {
    throw parser.syntaxError();
  } else if (nominalRequired && duplication !== 0) {
    throw new AssemblerError('missingNominal');
  }
  if (bits < 0) bits = 8 * (texts ? implicitBytes(type, texts[0]) : row.length);
  const count = texts?.length ?? addresses?.length ?? 1;
  if (duplication * count * bits > MAX_BYTES * 8) throw new AssemblerError('constantTooLong');
  const text = parser.text.slice(start, parser.position);
  return {
    text,
    type,
    duplication,
    bits,
    lengthGiven,
    bitLength,
    scale,
    exponent,
    texts,
    addresses,
    count,
    usesLocation,
  };
}

/** True, and moved over the letter, when modifier `letter` stands at the position. */
function startsModifier(parser: OperandParser, letter: string): boolean {
  if (parser.next.toUpperCase() !== letter) return false;
  const after = parser.text[parser.position + 1] ?? '';
  if (!/[0-9(.+-]/.test(after)) return false;
  parser.position++;
  return true;
}

/** A decimal number, perhaps signed, or an absolute expression in parentheses. */
function number(parser: OperandParser, place: EvaluationPlace): number {
  let expression: Expression | undefined;
  const sign = parser.take('-') ? -1 : 1;
  if (sign > 0) parser.take('+');
  if (parser.take('(')) {
    expression = parser.expression();
    parser.expect(')');
    const { value, terms } = expression.evaluate(place);
    if (terms.length > 0) throw new AssemblerError('absoluteRequired');
    return sign * value;
  }
  const digits = /^[0-9]+/.exec(parser.text.slice(parser.position, parser.position + 10))?.[0];
  if (digits === undefined) throw parser.syntaxError();
  parser.position += digits.length;
  return sign * Number(digits);
}

/** A name that need not be a symbol of this program. */
function externalName(parser: OperandParser): string {
  const name = parser.symbolName();
  if (name === undefined) throw parser.syntaxError();
  return name;
}

function parseAddresses(parser: OperandParser, type: ConstantType, names: ExternalNames): AddressNominal[] {
  const out: AddressNominal[] = [];
  parser.expect('(');
  do {
    if (type === 'V') {
      out.push({ item: names.external(externalName(parser)) });
    } else if (type === 'Q') {
      out.push({ item: names.pseudoRegister(externalName(parser)) });
    } else {
      const expression = parser.expression();
      let base: Expression | undefined;
      if (type === 'S' && parser.take('(')) {
        base = parser.expression();
        parser.expect(')');
      }
      out.push({ expression, base });
    }
  } while (parser.take(','));
  parser.expect(')');
  return out;
}
