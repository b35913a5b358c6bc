import { describe, expect, it } from 'vitest';
import {
  CONDITION_KINDS,
  ConditionCodeWriter,
  type ConditionKind,
} from '../../../../src/s370/compiled/condition-code.js';
import { FunctionWriter } from '../../../../src/s370/compiled/wasm/function-writer.js';
import { ModuleWriter } from '../../../../src/s370/compiled/wasm/module-writer.js';

const WORDS = [0, 1, 2, 5, -1, -2, 0x7fffffff, -0x80000000, 0x40000000, -0x7fffffff];
const sign = (value: number): number => (value === 0 ? 0 : value < 0 ? 1 : 2);
const compared = (a: number, b: number): number => (a === b ? 0 : a < b ? 1 : 2);
const fits = (value: number): boolean => value === (value | 0);

/** The condition code that GA22-7000 has for each kind; undefined where the numbers cannot occur. */
const DEFINED: Readonly<Record<keyof typeof CONDITION_KINDS, (a: number, b: number) => number | undefined>> =
  {
    value: (a) => (a >= 0 && a <= 3 ? a : undefined),
    sign,
    compare: compared,
    compareLogical: (a, b) => compared(a >>> 0, b >>> 0),
    nonzero: (a) => (a === 0 ? 0 : 1),
    // A is the sum, so the other addend is A less B.
    add: (a, b) => (fits(((a - b) | 0) + b) ? sign(a) : 3),
    subtract: (a, b) => (fits(((a + b) | 0) - b) ? sign(a) : 3),
    addLogical: (a, b) => (a === 0 ? 0 : 1) + (((a - b) >>> 0) + (b >>> 0) > 0xffffffff ? 2 : 0),
    subtractLogical: (a, b) => (a === b ? 2 : a >>> 0 < b >>> 0 ? 1 : 3),
    mask: (a, b) => (b === 0 || (a & ~b) !== 0 ? undefined : a === 0 ? 0 : a === b ? 3 : 1),
  };

/** Functions of A and B: the condition code, and the test of BC with each mask. */
function compile(kind: ConditionKind): Readonly<Record<string, (a: number, b: number) => number>> {
  const module = new ModuleWriter();
  const type = module.type(['i32', 'i32'], ['i32']);
  const add = (name: string, write: (code: ConditionCodeWriter) => void): void => {
    const f = new FunctionWriter(['i32', 'i32']);
    write(new ConditionCodeWriter(f, 0, 1));
    module.exportFunction(name, module.add(type, f));
  };
  add('value', (code) => code.pushValue(kind));
  for (let mask = 0; mask < 16; mask++) add(`mask${mask}`, (code) => code.pushTest(kind, mask));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  return exports as unknown as Readonly<Record<string, (a: number, b: number) => number>>;
}

describe('a lazy condition code', () => {
  it.each(Object.keys(DEFINED) as (keyof typeof DEFINED)[])('of kind %s is what the manual has', (name) => {
    const functions = compile(CONDITION_KINDS[name]);
    for (const a of [...WORDS, 3]) {
      for (const b of WORDS) {
        const code = DEFINED[name](a, b);
        if (code === undefined) continue;
        expect(functions['value'](a, b), `${a} ${b}`).toBe(code);
        for (let mask = 0; mask < 16; mask++) {
          const taken = (mask & (8 >> code)) !== 0;
          expect(functions[`mask${mask}`](a, b) !== 0, `${a} ${b} mask ${mask}`).toBe(taken);
        }
      }
    }
  });
});
