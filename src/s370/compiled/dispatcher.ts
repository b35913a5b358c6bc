/**
 * The dispatcher: a WebAssembly function that goes from region to region until something must be done in TypeScript.
 * It finds the region of an instruction by the host offset of its bytes and by its logical address, so a region is
 * shared by all address spaces that have the same real page at the same logical address.
 */

import {
  BLOCK_SHIFT,
  REGION_ENTRY_SIZE,
  REGION_SETS,
  REGION_WAYS,
  STATE_COUNTDOWN,
  STATE_EXIT_SLOT,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
} from '../layout.js';
import { writeControlOperations } from './control-operations.js';
import { REGION_CONTINUES, REGION_CONTROLS } from './region.js';
import { Code, Variable } from './wasm/code.js';
import { i32, value, type I32 } from './wasm/expressions.js';
import { FunctionWriter } from './wasm/function-writer.js';
import { ModuleWriter } from './wasm/module-writer.js';

/** Result of the dispatcher besides those of regions: no region begins at the instruction address. */
export const DISPATCH_MISSED = 8;
/** The countdown is over. */
export const DISPATCH_ENDED = 9;

const IN_BLOCK = (1 << BLOCK_SHIFT) - 1;
const SET_SIZE = REGION_WAYS * REGION_ENTRY_SIZE;
const SET_SHIFT = 31 - Math.clz32(SET_SIZE);

/** Distance of the set of a host offset from the beginning of the region map. */
export function regionSet(host: number): number {
  return (((host >>> 1) ^ (host >>> 12)) & (REGION_SETS - 1)) << SET_SHIFT;
}

/** The module: imports `machine`.`memory` and `machine`.`table`, exports `dispatch (param cpu) (result i32)`. */
export function buildDispatcher(memoryPages: number, tableSize: number, regionMap: number): Uint8Array {
  const module = new ModuleWriter();
  module.importMemory('machine', 'memory', memoryPages);
  module.importTable('machine', 'table', tableSize);
  const region = module.type(['i32'], ['i32']);
  const writer = new FunctionWriter(['i32']);
  const code = new Code(writer);
  const cpu = new Variable('i32', 0);
  const address = code.i32();
  const host = code.i32();
  const entry = code.i32();
  const result = code.i32();

  const enter = (): I32 =>
    value('i32', (w) => {
      cpu.write(w);
      i32.load(entry, 8).write(w);
      w.callIndirect(region);
    });
  /** `address` becomes the instruction address, `host` the host offset of its block. */
  const locate = (): void => {
    code.set(address, i32.load(cpu, STATE_INSTRUCTION_ADDRESS));
    const map = i32.load(cpu, STATE_FETCH_MAP);
    code.set(host, i32.load(i32.add(map, i32.shl(i32.shrU(address, BLOCK_SHIFT), 2))));
  };
  const matches = (way: number): I32 =>
    i32.and(
      i32.eq(i32.load(entry, way * REGION_ENTRY_SIZE), host),
      i32.eq(i32.load(entry, way * REGION_ENTRY_SIZE + 4), address),
    );
  code.loop((again) => {
    code.if(i32.leS(i32.load(cpu, STATE_COUNTDOWN), 0), () => code.return(DISPATCH_ENDED));
    locate();
    code.if(i32.ltS(host, 0), () => code.return(DISPATCH_MISSED));
    code.set(host, i32.or(host, i32.and(address, IN_BLOCK)));
    code.set(
      entry,
      i32.add(
        regionMap,
        i32.shl(i32.and(i32.xor(i32.shrU(host, 1), i32.shrU(host, 12)), REGION_SETS - 1), SET_SHIFT),
      ),
    );
    code.set(result, DISPATCH_MISSED);
    code.block((controls) => {
      code.block((found) => {
        for (let way = 0; way < REGION_WAYS; way++) {
          code.if(matches(way), () => {
            if (way > 0) code.set(entry, i32.add(entry, way * REGION_ENTRY_SIZE));
            code.branch(found);
          });
        }
        code.branch(controls);
      });
      code.store('i32.store', entry, 1, 12);
      code.set(result, enter());
      code.branchIf(again, i32.eq(result, REGION_CONTINUES));
      code.store('i32.store', cpu, i32.load(entry, 8), STATE_EXIT_SLOT);
      code.if(i32.ne(result, REGION_CONTROLS), () => code.return(result));
      locate();
      code.if(i32.ltS(host, 0), () => code.return(result));
      code.set(host, i32.or(host, i32.and(address, IN_BLOCK)));
    });
    // The instruction itself, if it is one of those that change the PSW and nothing is out of the ordinary.
    writeControlOperations(writer, cpu, host, address);
    writer.brIf(again);
    code.return(result);
  });
  writer.op('unreachable');
  module.exportFunction('dispatch', module.add(region, writer));
  return module.toBytes();
}
