import {
  assemble,
  loadAbsolute,
  storageImage,
  type AssembleOptions,
  type AssemblyResult,
} from '../../../src/asm/index.js';

/** Assembles lines; those that do not start in column 1 with a name start with a blank. */
export function run(source: string, options: AssembleOptions = {}): AssemblyResult {
  return assemble(source, { name: 'TEST', ...options });
}

/** Text of the program from its lowest address on, in hexadecimal. Fails on any diagnostic. */
export function code(source: string, options: AssembleOptions = {}): string {
  const result = run(source, options);
  if (result.diagnostics.length > 0) {
    throw new Error(result.diagnostics.map((d) => `${d.line} ${d.message}`).join('; '));
  }
  return text(result);
}

/** Text of the deck from its lowest to its highest address, zeros between. */
export function text(result: AssemblyResult): string {
  const load = loadAbsolute([{ name: 'TEST', deck: result.object }], { origin: 0 });
  const end = load.segments.reduce((last, s) => Math.max(last, s.address + s.bytes.length), 0);
  return hex(storageImage(load, 0, end));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Object code of one statement (or of several, separated by new lines) in an otherwise empty section. */
export function statement(line: string): string {
  return code(`T        CSECT\n${line}\n         END`);
}

/** Message numbers with their lines, such as `3 IFO188`. */
export function findings(source: string, options: AssembleOptions = {}): string[] {
  return run(source, options).diagnostics.map((d) => `${d.line} ${d.id}`);
}

/** A library of members by name. */
export function libraryOf(members: Readonly<Record<string, string>>): AssembleOptions['library'] {
  return (member) => members[member];
}
