import { describe, expect, it } from 'vitest';
import { Code, Variable } from '../../../../src/s370/compiled/wasm/code.js';
import { f64, i32, i64, v128 } from '../../../../src/s370/compiled/wasm/expressions.js';
import { FunctionWriter } from '../../../../src/s370/compiled/wasm/function-writer.js';
import { ModuleWriter } from '../../../../src/s370/compiled/wasm/module-writer.js';
import type { ValueType } from '../../../../src/s370/compiled/wasm/opcodes.js';

type Numbers = (...parameters: (number | bigint)[]) => number | bigint;

const memory = new WebAssembly.Memory({ initial: 1 });

function compile(
  parameters: readonly ValueType[],
  result: ValueType,
  body: (code: Code, ...parameters: never[]) => void,
): Numbers {
  const module = new ModuleWriter();
  module.importMemory('machine', 'memory', 1);
  const writer = new FunctionWriter(parameters);
  const variables = parameters.map((type, i) => new Variable(type, i));
  body(new Code(writer), ...(variables as never[]));
  writer.op('unreachable');
  module.exportFunction('f', module.add(module.type(parameters, [result]), writer));
  const compiled = new WebAssembly.Module(module.toBytes());
  return new WebAssembly.Instance(compiled, { machine: { memory } }).exports.f as Numbers;
}

describe('expressions and statements', () => {
  it('nest operands in their order', () => {
    const f = compile(['i32', 'i32'], 'i32', (code, a: Variable<'i32'>, b: Variable<'i32'>) => {
      code.return(i32.sub(i32.shl(a, 4), i32.add(b, 1)));
    });
    expect(f(3, 7)).toBe(40);
  });

  it('have variables, ifs and loops', () => {
    const gcd = compile(['i64', 'i64'], 'i64', (code, a: Variable<'i64'>, b: Variable<'i64'>) => {
      code.loop((again) => {
        code.if(i64.eqz(b), () => code.return(a));
        const rest = code.i64(i64.remU(a, b));
        code.set(a, b);
        code.set(b, rest);
        code.branch(again);
      });
    });
    expect(gcd(84n, 36n)).toBe(12n);
  });

  it('choose', () => {
    const sign = compile(['i64'], 'i32', (code, a: Variable<'i64'>) => {
      const result = code.i32();
      code.if(
        i64.ltS(a, 0n),
        () => code.set(result, -1),
        () => code.set(result, i32.wrap(i64.select(i64.eqz(a), 0n, 1n))),
      );
      code.return(result);
    });
    expect([sign(-5n), sign(0n), sign(9n)]).toEqual([-1, 0, 1]);
  });

  it('load and store vectors, and take lanes out of them', () => {
    const f = compile(['i64', 'i64'], 'i64', (code, a: Variable<'i64'>, b: Variable<'i64'>) => {
      code.store('v128.store', 16, v128.of(a, b));
      const reversed = v128.swizzle(
        v128.load(16),
        v128.constant([8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 99]),
      );
      code.return(
        i64.add(
          i64.lane(reversed, 0),
          i64.lane(v128.shuffle(v128.load(0), v128.load(16), Array<number>(16).fill(16)), 1),
        ),
      );
    });
    expect(f(0n, 5n)).toBe(5n);
    expect(f(1n, 5n)).toBe(5n + 0x0101010101010101n);
  });

  it('divide as doubles', () => {
    const f = compile(['i64'], 'i64', (code, a: Variable<'i64'>) => {
      code.return(i64.truncate(f64.div(f64.convert(a), f64.constant(-0.5))));
    });
    expect(f(21n)).toBe(-42n);
  });

  it('branch out of blocks', () => {
    const f = compile(['i32'], 'i32', (code, a: Variable<'i32'>) => {
      code.block((leave) => {
        code.branchIf(leave, i32.eqz(a));
        code.return(1);
      });
      code.return(2);
    });
    expect([f(1), f(0)]).toEqual([1, 2]);
  });
});
