/** A WebAssembly module in the making. WebAssembly Core Specification 2.0, Binary Format, Modules. */

import { ByteWriter } from './byte-writer.js';
import type { FunctionWriter } from './function-writer.js';
import { VALUE_TYPE_CODES, type ValueType } from './opcodes.js';

const PAGE = 65536;
const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const FUNCREF = 0x70;
/** WebAssembly's proposal for branch hints, binary format: an engine that does not know it passes over the section. */
const BRANCH_HINTS = 'metadata.code.branch_hint';
const UNLIKELY = 0;

/** Pages of 64K that `bytes` need. */
export function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE);
}

/** Collects the parts of a module. Imports come before functions; functions are numbered in the order they are added. */
export class ModuleWriter {
  private readonly types: string[] = [];
  private readonly typeBytes = new ByteWriter();
  private readonly imports = new ByteWriter();
  private importCount = 0;
  private importedFunctions = 0;
  private readonly functionTypes: number[] = [];
  private readonly bodies: (Uint8Array | undefined)[] = [];
  private readonly hints = new Map<number, readonly number[]>();
  private readonly exports = new ByteWriter();
  private exportCount = 0;
  private table: { readonly least: number; readonly most: number | undefined } | undefined = undefined;

  /** The number of a function type. */
  type(parameters: readonly ValueType[], results: readonly ValueType[] = []): number {
    const key = `${parameters.join()}:${results.join()}`;
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    const { typeBytes } = this;
    typeBytes.byte(0x60);
    for (const list of [parameters, results]) {
      typeBytes.unsigned(list.length);
      for (const type of list) typeBytes.byte(VALUE_TYPE_CODES[type]);
    }
    return this.types.push(key) - 1;
  }

  /** Imports a memory of at least `least` pages; a shared one has a limit. */
  importMemory(from: string, name: string, least: number, sharedMost?: number): void {
    this.import(from, name, MEMORY);
    this.limits(this.imports, least, sharedMost, sharedMost !== undefined);
  }

  importTable(from: string, name: string, least: number): void {
    this.import(from, name, TABLE);
    this.imports.byte(FUNCREF);
    this.limits(this.imports, least, undefined, false);
  }

  /** Imports a function; its number. */
  importFunction(from: string, name: string, type: number): number {
    if (this.functionTypes.length > 0) throw new Error('imports come before functions');
    this.import(from, name, FUNCTION);
    this.imports.unsigned(type);
    return this.importedFunctions++;
  }

  /** A function whose body comes later (`define`), so that others can call it; its number. */
  declare(type: number): number {
    this.bodies.push(undefined);
    return this.importedFunctions + this.functionTypes.push(type) - 1;
  }

  define(functionIndex: number, writer: FunctionWriter): void {
    this.bodies[functionIndex - this.importedFunctions] = writer.body();
    const unlikely = writer.unlikelyIfs();
    if (unlikely.length > 0) this.hints.set(functionIndex, unlikely);
  }

  /** A function; its number. */
  add(type: number, writer: FunctionWriter): number {
    const index = this.declare(type);
    this.define(index, writer);
    return index;
  }

  /** A table of functions, number 0 when none is imported. */
  addTable(least: number, most?: number): void {
    this.table = { least, most };
  }

  exportFunction(name: string, functionIndex: number): void {
    this.export(name, FUNCTION, functionIndex);
  }

  exportTable(name: string): void {
    this.export(name, TABLE, 0);
  }

  /** The module's bytes. Throws when a declared function has no body. */
  toBytes(): Uint8Array {
    const module = new ByteWriter();
    module.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
    this.section(module, 1, this.types.length, this.typeBytes);
    this.section(module, 2, this.importCount, this.imports);
    const functions = new ByteWriter();
    for (const type of this.functionTypes) functions.unsigned(type);
    this.section(module, 3, this.functionTypes.length, functions);
    if (this.table !== undefined) {
      const table = new ByteWriter();
      table.byte(FUNCREF);
      this.limits(table, this.table.least, this.table.most, false);
      this.section(module, 4, 1, table);
    }
    this.section(module, 7, this.exportCount, this.exports);
    this.branchHints(module);
    const code = new ByteWriter();
    this.bodies.forEach((body, index) => {
      if (body === undefined) throw new Error(`function ${this.importedFunctions + index} has no body`);
      code.unsigned(body.length);
      code.append(body);
    });
    this.section(module, 10, this.bodies.length, code);
    return module.toBytes();
  }

  private import(from: string, name: string, kind: number): void {
    this.imports.name(from);
    this.imports.name(name);
    this.imports.byte(kind);
    this.importCount++;
  }

  private export(name: string, kind: number, index: number): void {
    this.exports.name(name);
    this.exports.byte(kind);
    this.exports.unsigned(index);
    this.exportCount++;
  }

  private limits(to: ByteWriter, least: number, most: number | undefined, shared: boolean): void {
    to.byte((most === undefined ? 0 : 1) | (shared ? 2 : 0));
    to.unsigned(least);
    if (most !== undefined) to.unsigned(most);
  }

  /** The custom section with branch hints. */
  private branchHints(module: ByteWriter): void {
    if (this.hints.size === 0) return;
    const content = new ByteWriter();
    content.name(BRANCH_HINTS);
    content.unsigned(this.hints.size);
    for (const [functionIndex, offsets] of [...this.hints].sort(([a], [b]) => a - b)) {
      content.unsigned(functionIndex);
      content.unsigned(offsets.length);
      for (const offset of offsets) {
        content.unsigned(offset);
        content.unsigned(1);
        content.byte(UNLIKELY);
      }
    }
    module.byte(0);
    module.unsigned(content.length);
    module.append(content);
  }

  private section(module: ByteWriter, id: number, count: number, content: ByteWriter): void {
    if (count === 0) return;
    const numbered = new ByteWriter();
    numbered.unsigned(count);
    numbered.append(content);
    module.byte(id);
    module.unsigned(numbered.length);
    module.append(numbered);
  }
}
