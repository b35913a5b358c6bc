import { AssemblerError } from '../assembler-error.js';
import type { Assembly } from '../assembly.js';
import type { DiagnosticPlace } from '../diagnostics.js';
import { defineInstruction } from '../instructions/machine-instruction.js';
import type { SourceStatement } from '../source-reader.js';
import { Statement } from '../statement.js';
import type { ConditionalStatement, Pattern } from './ast.js';
import { AttributeFinder } from './attributes.js';
import { compilePattern } from './conditional-parser.js';
import { conditionalStatement } from './conditional-statement.js';
import { declare, setVariable } from './declarations.js';
import { Evaluator } from './evaluator.js';
import { callScope, systemVariables } from './macro-call.js';
import { Body, readDefinition, type MacroDefinition } from './macro-definition.js';
import { messageNote } from './mnote.js';
import { Scope, type SetVariable } from './variables.js';

/** Nesting of macro calls. */
const MAX_LEVEL = 100;
/** Model statements and conditional statements that one assembly may run through. */
const MAX_STEPS = 5_000_000;

/** One body being run: the open code or a macro expansion. */
interface Frame {
  readonly body: Body;
  readonly scope: Scope;
  readonly evaluator: Evaluator;
  /** 0 for open code. */
  readonly level: number;
}

/**
 * Runs the source: conditional assembly, macro calls and pass one of every statement, in one go, so that macros see
 * the symbols, sections and counters of all statements before them.
 */
export class Interpreter {
  private readonly globals = new Map<string, SetVariable>();
  private readonly attributes: AttributeFinder;
  private readonly open: Body;
  private macroCalls = 0;
  /** The open code statement being processed. */
  private openStatement?: SourceStatement;
  private steps = 0;
  /** Set when nesting is too deep: expansions end until the open code is reached. */
  private unwinding = false;

  constructor(
    private readonly assembly: Assembly,
    statements: readonly SourceStatement[],
  ) {
    this.open = new Body(statements);
    this.attributes = new AttributeFinder(assembly, statements);
  }

  /** Runs the open code up to END. */
  run(): void {
    const scope = new Scope(this.assembly.options.name ?? 'SOURCE', this.globals);
    systemVariables(scope, this.assembly.options);
    this.runBody(this.frame(this.open, scope, 0));
  }

  private frame(body: Body, scope: Scope, level: number): Frame {
    const evaluator = new Evaluator(scope, (name) => this.attributes.find(name));
    return { body, scope, evaluator, level };
  }

  private get finished(): boolean {
    return this.assembly.stopped || this.assembly.ended;
  }

  private runBody(frame: Frame): void {
    const { statements } = frame.body;
    let index = 0;
    while (index < statements.length && !this.finished && !this.unwinding) {
      index = this.step(frame, index);
    }
  }

  /** Runs one statement; gives the index of the next. */
  private step(frame: Frame, index: number): number {
    const { assembly } = this;
    const source = frame.body.statements[index];
    if (++this.steps > MAX_STEPS) {
      assembly.report(this.placeOf(frame, source), 'expansionLimit');
      return index;
    }
    if (source.kind !== 'statement') {
      if (source.kind === 'comment' || frame.level === 0) this.comment(source, frame.level);
      return index + 1;
    }
    const conditional = conditionalStatement(source);
    if (conditional) return this.conditional(frame, source, conditional, index);
    this.model(frame, source);
    const { reproduce } = assembly;
    if (!reproduce) return index + 1;
    assembly.reproduce = undefined;
    const line = frame.body.statements[index + 1];
    reproduce(line?.images[0].slice(0, 80));
    if (line) this.comment(line, frame.level);
    return index + 2;
  }

  /** Where a finding about a statement of the macro language belongs: it has no number of its own in a macro. */
  private placeOf(frame: Frame, source: SourceStatement): DiagnosticPlace & { source: SourceStatement } {
    const call = frame.level > 0 ? this.openStatement : undefined;
    return { number: this.assembly.statements.length, source, call };
  }

  private comment(source: SourceStatement, level: number): void {
    const statement = this.newStatement(source, level, '', '', '', source.images[0]);
    statement.printed &&= !(level > 0 && source.kind === 'macro-comment');
  }

  private newStatement(
    source: SourceStatement,
    level: number,
    name: string,
    operation: string,
    operand: string,
    text: string,
  ): Statement {
    const { statements, print } = this.assembly;
    const generated = level > 0 ? text : undefined;
    const number = statements.length + 1;
    const statement = new Statement(number, source, level, name, operation, operand, generated);
    statement.printed = print.on && (level === 0 || print.gen);
    if (level > 0) statement.call = this.openStatement;
    else this.openStatement = source;
    statements.push(statement);
    if (level === 0 && this.assembly.sequenceColumns) this.checkSequence(statement);
    return statement;
  }

  private checkSequence(statement: Statement): void {
    const { sequenceColumns: columns, lastSequence } = this.assembly;
    if (!columns) return;
    const field = statement.source.images[0].padEnd(80).slice(columns.first - 1, columns.last);
    if (lastSequence !== undefined && field <= lastSequence) this.assembly.report(statement, 'sequenceError');
    this.assembly.lastSequence = field;
  }

  /** A statement that is not part of the macro language: variables replaced, then assembled or expanded. */
  private model(frame: Frame, source: SourceStatement): void {
    const { assembly } = this;
    let { name, operation, operand } = source;
    let failed: AssemblerError | undefined;
    try {
      if (name.includes('&')) {
        name = frame.evaluator.substitute((source.nameVariables ??= compilePattern(name)));
      }
      if (operation.includes('&')) {
        const pattern: Pattern = (source.operationVariables ??= compilePattern(operation));
        operation = frame.evaluator.substitute(pattern).toUpperCase();
      }
      if (operand.includes('&')) {
        operand = frame.evaluator.substitute((source.operandVariables ??= compilePattern(operand)));
      }
    } catch (error) {
      if (!(error instanceof AssemblerError)) throw error;
      failed = error;
    }
    if (name.startsWith('.')) name = '';
    const text = frame.level > 0 ? generatedText(name, operation, operand, source.remarks) : '';
    const statement = this.newStatement(source, frame.level, name, operation, operand, text);
    if (source.problem) assembly.report(statement, source.problem, operand);
    if (failed) assembly.report(statement, failed.key, ...failed.inserts);
    else this.assemble(frame, statement);
  }

  private assemble(frame: Frame, statement: Statement): void {
    const { assembly } = this;
    const { operation: code } = statement;
    if (code === 'MNOTE') {
      messageNote(assembly, statement);
      return;
    }
    const operation = assembly.operations.find(code);
    switch (operation?.kind) {
      case 'machine':
        assembly.guarded(statement, () => defineInstruction(assembly, statement, operation.row));
        break;
      case 'assembler':
        assembly.guarded(statement, () => operation.define(assembly, statement));
        break;
      case 'macro':
        this.expand(frame, statement, operation.definition);
        break;
      default:
        if (code === '' || code.includes(' ')) {
          assembly.report(statement, code === '' ? 'missingOperation' : 'generatedFieldEmpty');
        } else if (operation) assembly.report(statement, 'notAMacro', code);
        else assembly.report(statement, 'undefinedOperation', code);
        this.keepLabel(statement);
    }
  }

  /** The name of a statement that cannot be assembled is defined all the same: one error is enough. */
  private keepLabel(statement: Statement): void {
    const { assembly } = this;
    if (statement.name === '' || !assembly.section) return;
    assembly.guarded(statement, () => {
      assembly.place(statement, 0, 2);
      statement.padding = 0;
      statement.listed = { kind: 'none' };
      assembly.defineLabel(statement, 'M', 1);
    });
  }

  private expand(caller: Frame, call: Statement, definition: MacroDefinition): void {
    const { assembly } = this;
    if (caller.level >= MAX_LEVEL) {
      assembly.report(call, 'nestingTooDeep', definition.name);
      this.unwinding = true;
      return;
    }
    const scope = new Scope(definition.name, this.globals);
    this.macroCalls++;
    systemVariables(scope, assembly.options, this.macroCalls, assembly.section?.name ?? '');
    callScope(assembly, call, definition, scope);
    this.runBody(this.frame(definition.body, scope, caller.level + 1));
    if (caller.level === 0) this.unwinding = false;
  }

  private conditional(
    frame: Frame,
    source: SourceStatement,
    statement: ConditionalStatement,
    index: number,
  ): number {
    const { assembly } = this;
    if (frame.level === 0) this.newStatement(source, 0, '', source.operation, source.operand, '');
    const place = this.placeOf(frame, source);
    if (source.problem) assembly.report(place, source.problem);
    try {
      switch (statement.kind) {
        case 'set':
          setVariable(frame.scope, frame.evaluator, statement);
          break;
        case 'declare':
          declare(frame.scope, statement);
          break;
        case 'aif': {
          const branch = statement.branches.find((b) => frame.evaluator.truth(b.condition));
          if (branch) return this.branch(frame, branch.target, place);
          break;
        }
        case 'ago': {
          const n = statement.selector ? frame.evaluator.number(statement.selector) : 1;
          const target = statement.targets[n - 1];
          if (target !== undefined) return this.branch(frame, target, place);
          break;
        }
        case 'actr':
          frame.scope.branchesLeft = frame.evaluator.number(statement.limit);
          break;
        case 'anop':
          break;
        case 'exit':
          if (frame.level > 0) return frame.body.statements.length;
          assembly.report(place, 'mendOutside', source.operation);
          break;
        case 'macro':
          return this.define(frame, index);
        case 'error':
          throw statement.error;
      }
    } catch (error) {
      if (!(error instanceof AssemblerError)) throw error;
      assembly.report(place, error.key, ...error.inserts);
    }
    return index + 1;
  }

  private branch(frame: Frame, target: string, place: DiagnosticPlace & { source: SourceStatement }): number {
    const { body, scope } = frame;
    const index = body.indexOf(target);
    if (index < 0) {
      this.assembly.report(place, 'sequenceNotFound', target);
      return frame.level > 0 ? body.statements.length : body.statements.indexOf(place.source) + 1;
    }
    if (--scope.branchesLeft < 0) {
      this.assembly.report(place, 'branchLimit', scope.name);
      return body.statements.length;
    }
    return index;
  }

  /** A macro definition in the open code or in another macro. */
  private define(frame: Frame, index: number): number {
    const { assembly } = this;
    const { statements } = frame.body;
    const { definition, error, next } = readDefinition(statements, index);
    if (frame.level === 0) {
      for (const line of statements.slice(index + 1, next)) {
        const { operation, operand } = line;
        this.newStatement(line, 0, '', operation, operand, '');
      }
    }
    if (definition) assembly.operations.defineMacro(definition);
    else if (error) {
      const place = this.placeOf(frame, error.at);
      assembly.report(place, error.error.key, ...error.error.inserts);
    }
    return next;
  }
}

/** Source line of a generated statement: fields in columns 1, 10 and 16 as far as they fit. */
function generatedText(name: string, operation: string, operand: string, remarks: string): string {
  const start = `${name.padEnd(8)} ${operation.padEnd(5)} ${operand}`;
  return remarks === '' ? start.trimEnd() : `${start.padEnd(35)} ${remarks}`;
}
