/**
 * The part of the WebAssembly JavaScript interface that compiled execution uses. Node's types leave it out, and those
 * of a page bring a whole page along.
 */
declare namespace WebAssembly {
  /** A function that a module exports or imports. */
  type Callable = (...values: never[]) => unknown;
  type ExportValue = Callable | Memory | Table;
  type Imports = Readonly<Record<string, Readonly<Record<string, ExportValue>>>>;

  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: ArrayBuffer | SharedArrayBuffer;
  }

  class Table {
    constructor(descriptor: { element: 'anyfunc'; initial: number; maximum?: number });
    readonly length: number;
    get(index: number): Callable | null;
    set(index: number, value: Callable | null): void;
    grow(count: number): number;
  }

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Readonly<Record<string, ExportValue>>;
  }

  class CompileError extends Error {}

  function validate(bytes: Uint8Array): boolean;
  function compile(bytes: Uint8Array): Promise<Module>;
}
