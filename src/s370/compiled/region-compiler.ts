/** Compiles a region: finds its instructions, orders its control flow, emits one WebAssembly function. */

import { EMITTERS, EXECUTABLE } from './emitters.js';
import { formRegion } from './form-region.js';
import type { RegionCode, RegionEntry, RegionRequest } from './region.js';
import { LONGEST_BLOCK, RegionEmitter } from './region-emitter.js';
import { ownInstructions, type BasicBlock } from './region-shape.js';
import { StructureWriter } from './structure-writer.js';
import type { FunctionWriter } from './wasm/function-writer.js';

/** Mnemonics that the dispatcher may do itself. */
export const CONTROLS: ReadonlySet<string> = new Set(['SVC', 'LPSW', 'SSM', 'STNSM', 'STOSM']);

const REPERTOIRE = {
  emits: ({ mnemonic, executeRegister }: { mnemonic: string; executeRegister: number }): boolean =>
    mnemonic in EMITTERS && (executeRegister === 0 || EXECUTABLE.has(mnemonic)),
  controls: CONTROLS,
  longestBlock: LONGEST_BLOCK,
};

/** Compiles the region at the request's entry; undefined when its first instruction is none for compiled code. */
export function compileRegion(request: RegionRequest): RegionCode | undefined {
  const shape = formRegion(request, REPERTOIRE);
  if (shape === undefined) return undefined;
  const { entry, codeMapBias, programMask } = request;
  const entries = shape.entries.map((address): RegionEntry => {
    const { constants } = shape.blocks.get(address) as BasicBlock;
    return { address, ...constants.guarded };
  });
  const emitter = new RegionEmitter({ entry, codeMapBias, programMask, entries });
  new StructureWriter(emitter, shape, EMITTERS).write();
  const writer = emitter.finish(shape.codeBlocks);
  let instructions = 0;
  for (const block of shape.blocks.values()) {
    instructions += block.instructions.length + ownInstructions(block.end);
  }
  return {
    instructions,
    entries,
    leftOut: shape.leftOut,
    extents: [...[...shape.blocks.values()].flatMap(({ extents }) => extents), ...shape.literalExtents],
    imports: writer.calledNames,
    write: writeOf(writer),
  };
}

/** Holds on to the function alone, not to all that it was made from. */
function writeOf(writer: FunctionWriter): RegionCode['write'] {
  return (_module, functionIndex) => {
    writer.link(functionIndex);
    return writer;
  };
}
