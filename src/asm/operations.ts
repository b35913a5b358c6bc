import { ASSEMBLER_INSTRUCTIONS, type AssemblerInstruction } from './instructions/assembler-instructions.js';
import { MACHINE_OPERATIONS, type MachineOperation } from './instructions/machine-operations.js';
import { readLibraryMacro } from './macro/library-macro.js';
import type { MacroDefinition } from './macro/macro-definition.js';
import type { Library } from './options.js';

/** What an operation code stands for. */
export type Operation =
  | { readonly kind: 'machine'; readonly row: MachineOperation }
  | { readonly kind: 'assembler'; readonly define: AssemblerInstruction }
  | { readonly kind: 'macro'; readonly definition: MacroDefinition }
  | { readonly kind: 'bad-macro'; readonly name: string };

/** Operation codes of one assembly: built-in ones, those that macros and OPSYN add, and library macros. */
export class OperationTable {
  /** null = taken away by OPSYN, or looked for in the library in vain. */
  private readonly own = new Map<string, Operation | null>();

  constructor(private readonly library: Library | undefined) {}

  find(name: string): Operation | undefined {
    const own = this.own.get(name);
    if (own !== undefined) return own ?? undefined;
    const found = builtIn(name) ?? this.fromLibrary(name);
    this.own.set(name, found ?? null);
    return found;
  }

  defineMacro(definition: MacroDefinition): void {
    this.own.set(definition.name, { kind: 'macro', definition });
  }

  /** OPSYN: `name` gets the meaning of `operation`, or none. */
  setSynonym(name: string, operation: Operation | undefined): void {
    this.own.set(name, operation ?? null);
  }

  private fromLibrary(name: string): Operation | undefined {
    const text = this.library?.(name, 'macro');
    if (text === undefined) return undefined;
    const definition = readLibraryMacro(name, text, this.library);
    return definition ? { kind: 'macro', definition } : { kind: 'bad-macro', name };
  }
}

function builtIn(name: string): Operation | undefined {
  const row = MACHINE_OPERATIONS.get(name);
  if (row) return { kind: 'machine', row };
  const define = ASSEMBLER_INSTRUCTIONS.get(name);
  return define && { kind: 'assembler', define };
}
