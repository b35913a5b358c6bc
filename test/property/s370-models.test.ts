import { describe, expect, it } from 'vitest';
import { test, fc } from '@fast-check/vitest';
import { implementedMnemonics } from '../../src/s370/instructions/executors.js';
import {
  INSTRUCTION_BY_OPCODE,
  INSTRUCTIONS,
  Machine,
  MODELS,
  hasInstruction,
} from '../../src/s370/index.js';

const implemented = new Set([...implementedMnemonics(), 'LMC', 'STMC']);

/** Executes six bytes in supervisor state; is it an operation exception? */
function isOperationException(machine: Machine, bytes: Uint8Array): boolean {
  machine.systemReset();
  machine.storage.copyIn(0, Uint8Array.of(0x07, 0x00)); // NOPR, for EX
  machine.storage.copyIn(0x200, bytes);
  machine.cpu.gpr.fill(0x1000);
  machine.cpu.loadPsw(0, 0x200);
  const exit = machine.cpu.run(1);
  return exit.kind === 'program' && exit.code === 0x01;
}

const machines = MODELS.map((model) => ({ model, machine: new Machine({ storageSize: 0x10000, model }) }));

describe.each(machines)('$model.name', ({ model, machine }) => {
  const ioCodes = new Set([0x9c, 0x9d, 0x9e, 0x9f]);

  it('executes exactly the instructions of its facilities', () => {
    for (const instruction of INSTRUCTIONS) {
      if (!implemented.has(instruction.mnemonic)) continue;
      const { opcode, mnemonic } = instruction;
      const bytes = new Uint8Array(6);
      if (opcode > 0xff) bytes.set([opcode >>> 8, opcode & 0xff]);
      else bytes[0] = opcode;
      const lacks = isOperationException(machine, bytes);
      // A System/360 does not look at the second byte of these, a System/370 at the last bit, and without
      // RIO at that alone; X'9F' is TEST CHANNEL where there is no CLEAR CHANNEL.
      const isAnother =
        model.architecture !== 'S/370' ? ioCodes.has(opcode >>> 8) : ['RIO', 'CLRCH'].includes(mnemonic);
      expect(lacks, mnemonic).toBe(!hasInstruction(model, instruction) && !isAnother);
    }
  });

  test.prop([fc.uint8Array({ minLength: 6, maxLength: 6 })], { numRuns: 300 })(
    'knows no other operation codes',
    (bytes) => {
      const row =
        INSTRUCTION_BY_OPCODE.get(bytes[0]) ?? INSTRUCTION_BY_OPCODE.get((bytes[0] << 8) | bytes[1]);
      if (row !== undefined || ioCodes.has(bytes[0])) return;
      expect(isOperationException(machine, bytes)).toBe(true);
    },
  );
});
