import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../../src/s370/compiled/wasm/byte-writer.js';
import { FunctionWriter } from '../../../../src/s370/compiled/wasm/function-writer.js';
import { ModuleWriter, pagesOf } from '../../../../src/s370/compiled/wasm/module-writer.js';
import { MEMORY, PLAIN, type ValueType } from '../../../../src/s370/compiled/wasm/opcodes.js';

type Numbers = (...parameters: (number | bigint)[]) => number | bigint;

/** Makes a function of what `write` writes and gives it back to be called. */
function compile(
  parameters: readonly ValueType[],
  results: readonly ValueType[],
  write: (f: FunctionWriter) => void,
  memory?: WebAssembly.Memory,
): Numbers {
  const module = new ModuleWriter();
  if (memory !== undefined) module.importMemory('machine', 'memory', 1);
  const f = new FunctionWriter(parameters);
  write(f);
  module.exportFunction('f', module.add(module.type(parameters, results), f));
  const imports = memory === undefined ? undefined : { machine: { memory } };
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), imports).exports.f as Numbers;
}

describe('numbers of variable length', () => {
  property.prop([fc.integer()])('come back from a constant of 32 bits', (value) => {
    expect(compile([], ['i32'], (f) => f.i32(value))()).toBe(value);
  });

  property.prop([fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })])(
    'come back from a constant of 64 bits',
    (value) => {
      expect(compile([], ['i64'], (f) => f.i64(value))()).toBe(value);
    },
  );

  it('have as few bytes as they need', () => {
    const writer = new ByteWriter();
    writer.unsigned(0x7f);
    writer.unsigned(0x80);
    writer.signed(-64);
    writer.signed(64);
    expect([...writer.toBytes()]).toEqual([0x7f, 0x80, 0x01, 0x40, 0xc0, 0x00]);
  });
});

describe('a function', () => {
  it('has a loop, a local and a branch', () => {
    const sum = compile(['i32'], ['i32'], (f) => {
      const total = f.local('i32');
      const again = f.loop();
      f.get(total).get(0).op('i32.add').set(total);
      f.get(0).i32(1).op('i32.sub').tee(0).brIf(again);
      f.end();
      f.get(total);
    });
    expect(sum(100)).toBe(5050);
  });

  it('leaves blocks by a table', () => {
    const choose = compile(['i32'], ['i32'], (f) => {
      const other = f.block();
      const one = f.block();
      const zero = f.block();
      f.get(0).brTable([zero, one], other).end();
      f.i32(10).op('return').end();
      f.i32(20).op('return').end();
      f.i32(30);
    });
    expect([choose(0), choose(1), choose(2), choose(-1)]).toEqual([10, 20, 30, 30]);
  });

  it('reads and writes memory with every access that there is', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    for (const name of Object.keys(MEMORY) as (keyof typeof MEMORY)[]) {
      if (name.startsWith('v128')) continue;
      const type = name.startsWith('i64') ? 'i64' : 'i32';
      const length = 2 ** MEMORY[name][1];
      new Uint8Array(memory.buffer).fill(0x81);
      if (name.includes('load')) {
        const value = compile([], [type], (f) => f.i32(1).memory(name, 6), memory)();
        const bits = 8 * length;
        const pattern = BigInt(`0x${'81'.repeat(length)}`);
        const signed = name.endsWith('_s') || length === (type === 'i64' ? 8 : 4);
        expect(BigInt(value), name).toBe(signed ? BigInt.asIntN(bits, pattern) : pattern);
      } else {
        compile(
          [],
          [],
          (f) => (type === 'i64' ? f.i32(1).i64(-1n) : f.i32(1).i32(-1)).memory(name, 6),
          memory,
        )();
        const bytes = [...new Uint8Array(memory.buffer, 6, 10)].map((byte) => byte === 0xff);
        expect(bytes.filter(Boolean), name).toHaveLength(length);
        expect(bytes[1], name).toBe(true);
      }
    }
  });

  it('compares sixteen bytes at once', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const bytes = new Uint8Array(memory.buffer);
    for (let i = 0; i < 16; i++) bytes[i] = i;
    const differing = compile(
      [],
      ['i32'],
      (f) => {
        f.i32(0).memory('v128.load');
        f.v128(Uint8Array.from({ length: 16 }, (_, i) => (i === 3 ? 0 : i)));
        f.op('i8x16.ne').op('i8x16.bitmask');
      },
      memory,
    );
    expect(differing()).toBe(8);
  });

  it('copies and fills', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    compile([], [], (f) => f.i32(4).i32(0xaa).i32(2).fill().i32(8).i32(3).i32(4).copy(), memory)();
    expect([...new Uint8Array(memory.buffer, 3, 9)]).toEqual([0, 0xaa, 0xaa, 0, 0, 0, 0xaa, 0xaa, 0]);
  });

  it('is valid with every instruction there is', () => {
    const arities: Record<string, readonly ValueType[]> = { 'i32.wrap_i64': ['i64'] };
    for (const name of Object.keys(PLAIN) as (keyof typeof PLAIN)[]) {
      if (!name.includes('.')) continue;
      const [of, what] = name.split('.');
      const type = /^i(8|16)x|x[24]$|^v128/.test(of) || /x/.test(of) ? 'v128' : (of as ValueType);
      const scalar: Partial<Record<string, readonly ValueType[]>> = {
        'i8x16.splat': ['i32'],
        'i32x4.splat': ['i32'],
        'i64x2.splat': ['i64'],
        'i64.extend_i32_s': ['i32'],
        'i64.extend_i32_u': ['i32'],
        'f64.convert_i64_s': ['i64'],
        'f64.reinterpret_i64': ['i64'],
        'i64.trunc_sat_f64_s': ['f64'],
        'i8x16.shr_u': ['v128', 'i32'],
        'v128.bitselect': ['v128', 'v128', 'v128'],
      };
      const unary = /^(eqz|clz|ctz|popcnt|extend\d+_s|not|any_true|all_true|bitmask)$/.test(what);
      const operands = arities[name] ?? scalar[name] ?? (unary ? [type] : [type, type]);
      const module = new ModuleWriter();
      const f = new FunctionWriter([]);
      for (const operand of operands) {
        if (operand === 'v128') f.v128(new Uint8Array(16));
        else if (operand === 'i64') f.i64(0n);
        else if (operand === 'f64') f.i64(0n).op('f64.reinterpret_i64');
        else f.i32(0);
      }
      f.op(name).op('drop');
      module.add(module.type([]), f);
      expect(WebAssembly.validate(module.toBytes()), name).toBe(true);
    }
  });

  it('refuses a block left open and a branch to a closed one', () => {
    const f = new FunctionWriter([]);
    const label = f.block();
    expect(() => f.body()).toThrow('1 blocks are open');
    f.end();
    expect(() => f.br(label)).toThrow('closed');
    expect(() => f.end()).toThrow('no block is open');
  });
});

describe('a module', () => {
  it('imports functions and calls them, declared ones too, and by table', () => {
    const module = new ModuleWriter();
    const type = module.type(['i32'], ['i32']);
    expect(module.type(['i32'], ['i32'])).toBe(type);
    module.importTable('host', 'table', 1);
    const doubled = module.importFunction('host', 'double', type);
    const later = module.declare(type);
    const caller = new FunctionWriter(['i32']);
    caller.get(0).call(doubled).call(later).i32(0).callIndirect(type);
    module.exportFunction('f', module.add(type, caller));
    const plusOne = new FunctionWriter(['i32']);
    module.define(later, plusOne.get(0).i32(1).op('i32.add'));
    module.exportFunction('plusOne', later);
    const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), {
      host: { table, double: (n: number) => 2 * n },
    });
    table.set(0, instance.exports.plusOne as WebAssembly.Callable);
    expect((instance.exports.f as Numbers)(20)).toBe(42);
  });

  it('says which function has no body, and that imports come first', () => {
    const module = new ModuleWriter();
    const type = module.type([]);
    module.declare(type);
    expect(() => module.toBytes()).toThrow('function 0 has no body');
    expect(() => module.importFunction('host', 'f', type)).toThrow('imports come before');
  });

  it('counts pages', () => {
    expect([pagesOf(0), pagesOf(1), pagesOf(65536), pagesOf(65537)]).toEqual([0, 1, 1, 2]);
  });
});

describe('ifs that are hardly ever true', () => {
  /** Zero is hardly ever the argument: 7 then, else the argument; one such if lies in the prologue. */
  function writer(): FunctionWriter {
    const f = new FunctionWriter(['i32']);
    f.get(0).op('i32.eqz').ifUnlikely();
    f.i32(7).set(0);
    f.end();
    const head = f.prologue();
    head.local('i64');
    head.get(0).i32(9).op('i32.eq').ifUnlikely();
    head.i32(0).set(0);
    head.end();
    f.get(0);
    return f;
  }

  it('are ifs', () => {
    const module = new ModuleWriter();
    module.exportFunction('f', module.add(module.type(['i32'], ['i32']), writer()));
    const bytes = module.toBytes();
    const run = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f as Numbers;
    expect([run(5), run(0), run(9)]).toEqual([5, 7, 7]);
    expect(Buffer.from(bytes).includes('metadata.code.branch_hint')).toBe(true);
  });

  it('are known by their places in the body', () => {
    const f = writer();
    const body = f.body();
    const IF = 0x04;
    expect(f.unlikelyIfs()).toHaveLength(2);
    for (const at of f.unlikelyIfs()) expect(body[at]).toBe(IF);
    expect(f.unlikelyIfs()[0]).toBeLessThan(f.unlikelyIfs()[1]);
  });
});
