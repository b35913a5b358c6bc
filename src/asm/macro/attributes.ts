import { AssemblerError } from '../assembler-error.js';
import type { Assembly } from '../assembly.js';
import {
  integerAttribute,
  lengthAttribute,
  parseConstant,
  scaleAttribute,
  typeAttribute,
} from '../constants/constant-operand.js';
import { EsdItem } from '../external-symbols.js';
import { instructionLength } from '../../s370/instructions/formats.js';
import { OperandParser } from '../operand-parser.js';
import { operandEnd, type SourceStatement } from '../source-reader.js';
import { SymbolTable } from '../symbol-table.js';
import { absolute } from '../value.js';

/** Attributes of an ordinary symbol as the conditional assembly language sees them. */
export interface SymbolAttributes {
  readonly type: string;
  readonly length: number;
  readonly scale: number;
  readonly integer: number;
}

/**
 * Finds attributes of symbols: those already defined, and, as conditional assembly runs ahead of the definitions,
 * those that a later statement of the open code will define (lookahead).
 */
export class AttributeFinder {
  private ahead?: Map<string, SourceStatement>;
  private readonly partial = new Map<string, SymbolAttributes | undefined>();

  constructor(
    private readonly assembly: Assembly,
    private readonly openCode: readonly SourceStatement[],
  ) {}

  find(name: string): SymbolAttributes | undefined {
    const symbol = this.assembly.symbols.find(name);
    if (symbol?.defined) return symbol;
    if (!this.partial.has(name)) this.partial.set(name, this.lookAhead(name));
    return this.partial.get(name);
  }

  private lookAhead(name: string): SymbolAttributes | undefined {
    this.ahead ??= namedStatements(this.openCode);
    const statement = this.ahead.get(name);
    return statement && this.attributesOf(statement);
  }

  private attributesOf(statement: SourceStatement): SymbolAttributes {
    const simple = (type: string, length = 1): SymbolAttributes => ({ type, length, scale: 0, integer: 0 });
    switch (statement.operation) {
      case 'DC':
      case 'DS':
      case 'DXD':
        return this.constantAttributes(statement) ?? simple('U');
      case 'CSECT':
      case 'DSECT':
      case 'START':
      case 'COM':
        return simple('J');
      case 'EXTRN':
      case 'WXTRN':
        return simple('T');
      case 'CCW':
        return simple('W', 8);
      case 'CNOP':
        return simple('I');
      case 'EQU':
      case 'LTORG':
      case 'ORG':
        return simple('U');
      default: {
        const operation = this.assembly.operations.find(statement.operation);
        if (operation?.kind === 'machine') {
          const first = operation.row.opcode > 0xff ? operation.row.opcode >> 8 : operation.row.opcode;
          return simple('I', instructionLength(first));
        }
        return simple(operation?.kind === 'macro' ? 'M' : 'U');
      }
    }
  }

  private constantAttributes(statement: SourceStatement): SymbolAttributes | undefined {
    const text = statement.operand.slice(0, operandEnd(statement.operand));
    // A table of its own: looking ahead must not leave mentions of symbols behind.
    const parser = new OperandParser(text, new SymbolTable(), 0);
    const place = { location: absolute(0), lengthAttribute: 1, early: true };
    try {
      const item = new EsdItem('DS', '');
      const names = { external: () => item, pseudoRegister: () => item };
      const operand = parseConstant(parser, place, names, false);
      return {
        type: typeAttribute(operand),
        length: lengthAttribute(operand),
        scale: scaleAttribute(operand),
        integer: integerAttribute(operand),
      };
    } catch (error) {
      if (error instanceof AssemblerError) return undefined;
      throw error;
    }
  }
}

/** Statements of the open code by their names; EXTRN also by its operands. Macro definitions are left out. */
function namedStatements(statements: readonly SourceStatement[]): Map<string, SourceStatement> {
  const out = new Map<string, SourceStatement>();
  let depth = 0;
  const add = (name: string, statement: SourceStatement): void => {
    const key = name.toUpperCase();
    if (!out.has(key)) out.set(key, statement);
  };
  for (const statement of statements) {
    const { operation, name } = statement;
    if (operation === 'MACRO') depth++;
    else if (operation === 'MEND') depth = Math.max(0, depth - 1);
    else if (depth > 0 || statement.kind !== 'statement') continue;
    else if (operation === 'EXTRN' || operation === 'WXTRN') {
      for (const symbol of statement.operand.split(',')) add(symbol.trim(), statement);
    } else if (name !== '' && !name.startsWith('.') && !name.includes('&')) add(name, statement);
  }
  return out;
}
