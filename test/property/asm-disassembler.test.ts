import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, readDeck } from '../../src/asm/index.js';
import { disassemble, INSTRUCTIONS, type Instruction } from '../../src/s370/index.js';

/** Bytes of one instruction: its opcode, the rest as drawn. */
function encode(row: Instruction, rest: readonly number[]): Uint8Array {
  const first = row.opcode > 0xff ? row.opcode >> 8 : row.opcode;
  const length = first < 0x40 ? 2 : first < 0xc0 ? 4 : 6;
  const bytes = Uint8Array.from([first, ...rest.slice(0, length - 1)]);
  if (row.opcode > 0xff) bytes[1] = row.opcode & 0xff;
  return bytes;
}

const instruction = fc
  .tuple(fc.constantFrom(...INSTRUCTIONS), fc.array(fc.nat(255), { minLength: 5, maxLength: 5 }))
  .map(([row, rest]) => encode(row, rest));

/** What the assembler makes of a statement, or undefined when it finds it wrong (odd registers of pairs …). */
function assembled(statement: string): Uint8Array | undefined {
  const { object, returnCode } = assemble(`T CSECT\n ${statement}\n END`, { noListing: true });
  return returnCode === 0 ? readDeck(object)[0].text[0].bytes : undefined;
}

describe('assembler and disassembler', () => {
  it('agree: a disassembled instruction assembles to bytes that disassemble to the same statement', () => {
    let compared = 0;
    fc.assert(
      fc.property(instruction, (bytes) => {
        const { mnemonic, operands } = disassemble(bytes);
        const object = assembled(`${mnemonic} ${operands}`);
        if (!object) return;
        compared++;
        expect(disassemble(object)).toMatchObject({ mnemonic, operands });
        // Operands hold every bit of the instruction, except in formats with unused fields.
        if (object.some((byte, i) => byte !== bytes[i]))
          expect(['RR1', 'RS1', 'S', 'S0', 'RRE', 'RRE1']).toContain(disassemble(bytes).instruction?.format);
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});
