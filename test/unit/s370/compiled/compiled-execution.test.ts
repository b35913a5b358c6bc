import { describe, expect, it } from 'vitest';
import { BareMachine, findModel, Machine } from '../../../../src/s370/index.js';
import { CPU_GPR, STATE_COUNTDOWN, STATE_INSTRUCTION_ADDRESS } from '../../../../src/s370/layout.js';
import { Region } from '../../../../src/s370/compiled/region-cache.js';
import { boundOfWork } from '../../../../src/s370/compiled/compiled-execution.js';
import {
  REGION_INTERPRETS,
  type RegionCode,
  type RegionRequest,
} from '../../../../src/s370/compiled/region.js';
import { Code, Variable } from '../../../../src/s370/compiled/wasm/code.js';
import { i32 } from '../../../../src/s370/compiled/wasm/expressions.js';
import { FunctionWriter } from '../../../../src/s370/compiled/wasm/function-writer.js';

/** LA 1,1(,1); BCT 3,X'200'; then the wait state by an invalid instruction is not reached before R3 is 0. */
const LOOP = '41101001 46300200';
const STOP = '82000300';

function machineWith(code: string, compiler: (request: RegionRequest) => RegionCode | undefined): Machine {
  const machine = new Machine({ storageSize: 0x10000, compiled: { compiler, threshold: 3 } });
  machine.storage.copyIn(0x200, Buffer.from((code + STOP).replace(/ /g, ''), 'hex'));
  machine.storage.storeWord(0x300, 0x00020000);
  machine.cpu.loadPsw(0, 0x200);
  return machine;
}

/** The region of LOOP, written by hand, as exact as a compiled one. */
function loopRegion({ entry, fetchMap }: RegionRequest): RegionCode | undefined {
  if (entry !== 0x200) return undefined;
  const writer = new FunctionWriter(['i32']);
  const code = new Code(writer);
  const cpu = new Variable('i32', 0);
  const leave = (address: number, result: number): void => {
    code.store('i32.store', cpu, address, STATE_INSTRUCTION_ADDRESS);
    code.return(result);
  };
  const r1 = CPU_GPR + 4;
  const r3 = CPU_GPR + 12;
  code.loop((again) => {
    code.if(i32.ltS(i32.load(cpu, STATE_COUNTDOWN), 2), () => leave(0x200, 1));
    code.store('i32.store', cpu, i32.sub(i32.load(cpu, STATE_COUNTDOWN), 2), STATE_COUNTDOWN);
    code.store('i32.store', cpu, i32.and(i32.add(i32.load(cpu, r1), 1), 0xffffff), r1);
    code.store('i32.store', cpu, i32.sub(i32.load(cpu, r3), 1), r3);
    code.branchIf(again, i32.load(cpu, r3));
  });
  leave(0x208, 0);
  writer.op('unreachable');
  return {
    instructions: 2,
    entries: [{ address: 0x200, known: 0, gpr: new Int32Array(16) }],
    extents: [{ host: fetchMap[0] + 0x200, length: 8 }],
    leftOut: [],
    imports: [],
    write: () => writer,
  };
}

describe('compiled execution of a model', () => {
  it.each([true, false])('has no instruction that the model lacks (compiled: %s)', (compiled) => {
    // BAS 14,X'208', which a 370/145 has not, in a loop; the new PSW waits.
    const machine = new Machine({
      storageSize: 0x10000,
      model: findModel('3145')!,
      compiled: compiled && { threshold: 3, batchDelay: 1 },
    });
    machine.storage.copyIn(0x200, Buffer.from('1821182118214DE0020A46300200', 'hex'));
    machine.storage.storeWord(0x68, 0x00020000);
    machine.storage.storeWord(0x6c, 0x20a);
    const bare = new BareMachine(machine);
    for (let turn = 0; turn < 50; turn++) {
      machine.cpu.gpr[3] = 2;
      machine.cpu.loadPsw(0, 0x200);
      bare.run(50);
      // Operation exception, instruction length 2.
      expect(machine.storage.fetchWord(0x28)).toBe(0x00000001);
      expect(machine.storage.fetchWord(0x2c) >>> 0).toBe(0x8000020a);
    }
  });
});

describe('compiled execution', () => {
  it('runs a region once it is hot, and counts every instruction', () => {
    const machine = machineWith(LOOP, loopRegion);
    machine.cpu.gpr[3] = 1_000_000;
    const exit = new BareMachine(machine).run(5_000_000);
    expect(exit).toEqual({ kind: 'disabled-wait', code: 0 });
    expect(machine.cpu.gpr[1]).toBe(1_000_000);
    expect(machine.instructionsExecuted).toBe(2_000_001);
    expect(machine.compiled?.statistics()).toMatchObject({ compiled: 1, regions: 1, batches: 1 });
  });

  it('stops exactly where a budget ends', () => {
    const machine = machineWith(LOOP, loopRegion);
    machine.cpu.gpr[3] = 1_000_000;
    const bare = new BareMachine(machine);
    bare.run(100_000);
    expect(machine.instructionsExecuted).toBe(100_000);
    expect(machine.cpu.psw.instructionAddress).toBe(0x200);
    bare.run(1);
    expect(machine.cpu.psw.instructionAddress).toBe(0x204);
    bare.run(1000);
    expect(machine.instructionsExecuted).toBe(101_001);
    expect(machine.cpu.psw.instructionAddress).toBe(0x204);
    expect(machine.cpu.gpr[1]).toBe(50_501);
  });

  it('forgets a region when its bytes are stored into, but not for bytes beside it or the same bytes', () => {
    const machine = machineWith(LOOP, loopRegion);
    machine.cpu.gpr[3] = 1_000_000;
    const bare = new BareMachine(machine);
    bare.run(100_000);
    const regions = (): number | undefined => machine.compiled?.statistics().regions;
    expect(regions()).toBe(1);
    machine.storage.storeHalf(0x208, 0);
    machine.storage.storeByte(0x1ff, 0);
    machine.storage.copyIn(0x200, Buffer.from('4110100146300200', 'hex'));
    expect(regions()).toBe(1);
    machine.storage.storeByte(0x203, 1);
    expect(regions()).toBe(0);
    expect(machine.compiled?.statistics().codeStores).toBe(1);
  });

  it('leaves the same snapshot as the interpreter', () => {
    const states = [loopRegion, (): undefined => undefined].map((compiler) => {
      const machine = machineWith(LOOP, compiler);
      machine.cpu.gpr[3] = 1_000_000;
      new BareMachine(machine).run(100_000);
      return machine.saveState();
    });
    expect(states[0]).toEqual(states[1]);
  });

  it('executes nothing compiled with program-event recording', () => {
    const machine = machineWith(LOOP, loopRegion);
    machine.cpu.gpr[3] = 1_000_000;
    const bare = new BareMachine(machine);
    bare.run(100_000);
    machine.cpu.cr[9] = 0x80000000 | 0;
    machine.storage.storeWord(0x68, 0x00020000);
    machine.cpu.loadPsw(0x40080000, 0x200);
    bare.run(10_000);
    expect(machine.storage.fetchHalf(0x8e)).toBe(0x80);
    expect(machine.storage.fetchWord(0x28)).toBe(0x40080000);
  });

  it('compiles no more at a time than its bound, and measures the pause', () => {
    // A ring of branches, each a place that could be compiled at once.
    const ring = Array.from({ length: 64 }, (_, n) => `47F00${(0x200 + 4 * ((n + 3) % 64)).toString(16)}`);
    let time = 0;
    const machine = new Machine({
      storageSize: 0x10000,
      compiled: {
        threshold: 1,
        now: () => (time += 0.5),
        compiler: ({ entry, fetchMap }) => {
          const writer = new FunctionWriter(['i32']);
          writer.i32(REGION_INTERPRETS);
          return {
            instructions: 400,
            entries: [{ address: entry, known: 0, gpr: new Int32Array(16) }],
            extents: [{ host: fetchMap[0] + entry, length: 4 }],
            leftOut: [],
            imports: [],
            write: () => writer,
          };
        },
      },
    });
    machine.storage.copyIn(0x200, Buffer.from(ring.join(''), 'hex'));
    machine.cpu.loadPsw(0, 0x200);
    const bare = new BareMachine(machine);
    const stretches = 12;
    for (let n = 0; n < stretches; n++) bare.run(1000);
    const { compiled, largestWork, longestPause } = machine.compiled!.statistics();
    expect(compiled).toBeGreaterThan(2);
    expect(compiled).toBeLessThanOrEqual(stretches);
    expect(largestWork).toBeGreaterThanOrEqual(400);
    expect(largestWork).toBeLessThanOrEqual(boundOfWork());
    expect(longestPause).toBeGreaterThan(0);
  });
});

describe('places of compiled code', () => {
  it('are each compiled, however far they are apart', () => {
    const asked: number[] = [];
    const machine = new Machine({
      storageSize: 0x200000,
      compiled: {
        threshold: 3,
        compiler: ({ entry }) => {
          asked.push(entry);
          return undefined;
        },
      },
    });
    const places = [0x200, 0x10200, 0x80200, 0x100200, 0x180200];
    const bare = new BareMachine(machine);
    for (const place of places) {
      // LA 3,8; BCT 3,* with the place in register 2.
      machine.storage.copyIn(place, Buffer.from('4130000846302004', 'hex'));
      machine.cpu.gpr[2] = place;
      machine.cpu.loadPsw(0, place);
      bare.run(9);
    }
    expect(new Set(asked)).toEqual(new Set(places.map((place) => place + 4)));
  });

  it('with a region of their own leave the other entries of a region to it', () => {
    const { compiled, storage } = new Machine({ storageSize: 0x10000, compiled: true });
    const { cache } = compiled!;
    const install = (...addresses: number[]): Region => {
      const entries = addresses.map((address) => ({
        address,
        host: storage.base + address,
        known: 0,
        gpr: new Int32Array(16),
        variable: 0,
      }));
      const code: RegionCode = {
        instructions: 1,
        entries,
        extents: entries.map(({ host }) => ({ host, length: 2 })),
        leftOut: [],
        imports: [],
        write: () => new FunctionWriter(['i32']).i32(REGION_INTERPRETS),
      };
      const region = new Region(code, entries, [], storage.base);
      cache.install([region]);
      return region;
    };
    const at = (address: number): Region | undefined => cache.region(storage.base + address, address);
    const large = install(0x200, 0x210, 0x220);
    const own = install(0x210);
    expect([at(0x200), at(0x210), at(0x220)]).toEqual([large, own, large]);
    const anew = install(0x200);
    expect([at(0x200), at(0x210), at(0x220)]).toEqual([anew, own, undefined]);
    expect(large.dropped).toBe(true);
  });
});
