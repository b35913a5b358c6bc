/**
 * Speed of the interpreter in millions of instructions a second. Runs the compiled machine (`npm run build`
 * first): `npx tsx bench/interpreter.ts`.
 */

import type * as S370 from '../src/s370/index.js';

const { BareMachine, Machine } = (await import(
  new URL('../dist/s370/index.js', import.meta.url).href
)) as typeof S370;

/** A loop at X'200' that never ends, and data by address; `dat` runs it with DAT on. */
interface Program {
  readonly name: string;
  readonly code: string;
  readonly data?: Readonly<Record<number, string>>;
  readonly dat?: boolean;
}

/** L, A, ST, AR, LR, SLL, X, C, BC, LA, BCT, BC. */
const INTEGER_LOOP =
  '58300900 5A300904 50300908 1A43 1854 89500003 57500900 59500904 47800200 41606001 46700200 47F00200';

const PROGRAMS: readonly Program[] = [
  { name: 'integer mix', code: INTEGER_LOOP, data: { 0x900: '0000000300000000' } },
  { name: 'integer mix, DAT on', code: INTEGER_LOOP, data: { 0x900: '0000000300000000' }, dat: true },
  { name: 'MVC and CLC', code: 'D21F0900 0A00 D51F0900 0A00 D2070900 0A01 D5030900 0A01 47F00200' },
  {
    name: 'packed decimal',
    code: 'FA770908 0900 F8770910 0908 F97709100908 F8770908 0900 47F00200',
    data: { 0x900: '000000000000012C000000000000003C' },
  },
  {
    name: 'long floating point',
    code: '68000900 6A000908 6C000908 6D000908 69000900 47F00200',
    data: { 0x900: '41300000000000004133333333333333' },
  },
  { name: 'SVC round trip', code: '0A01 47F00200', data: { 0x60: '0000000000000300', 0x300: '82000020' } },
];

const WARM_UP = 4_000_000;
const MEASURED = 40_000_000;

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex.replace(/ /g, ''), 'hex');
}

/** 64K segment 0 mapped to itself. */
function turnOnTranslation(machine: S370.Machine): void {
  machine.storage.storeWord(0x10000, 0xf0011000 | 0);
  for (let page = 0; page < 16; page++) machine.storage.storeHalf(0x11000 + 2 * page, page << 4);
  machine.cpu.cr[0] = 0x008000e0;
  machine.cpu.cr[1] = 0x00010000;
}

for (const { name, code, data = {}, dat = false } of PROGRAMS) {
  const machine = new Machine({ storageSize: 0x100000 });
  machine.storage.copyIn(0x200, bytes(code));
  for (const [address, hex] of Object.entries(data)) machine.storage.copyIn(Number(address), bytes(hex));
  if (dat) turnOnTranslation(machine);
  machine.cpu.loadPsw(dat ? 0x04080000 : 0, 0x200);
  const bare = new BareMachine(machine);
  bare.run(WARM_UP);
  const before = machine.instructionsExecuted;
  const start = performance.now();
  const exit = bare.run(MEASURED);
  const microseconds = (performance.now() - start) * 1000;
  if (exit.kind !== 'budget') throw new Error(`${name} ended with ${exit.kind}`);
  console.log(
    `${name.padEnd(22)} ${((machine.instructionsExecuted - before) / microseconds).toFixed(1)} MIPS`,
  );
}
