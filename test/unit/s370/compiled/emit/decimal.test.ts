import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../../support/library-bench.js';
import { AREA, EmissionBench } from '../../../../support/emission-bench.js';

const bench = new EmissionBench();
const RUNS = { numRuns: 60 };

/** Fields as they end: digits with zeros in front, and a sign; now and then any bytes. */
const packed = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.bigInt({ min: 0n, max: 10n ** 31n - 1n }),
        fc.integer({ min: 0, max: 31 }),
        fc.integer({ min: 10, max: 15 }),
      )
      .map(([number, digits, sign]) => {
        const text = (number % 10n ** BigInt(digits)).toString().padStart(31, '0') + sign.toString(16);
        return Uint8Array.from(Buffer.from(text, 'hex'));
      }),
  },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 16, maxLength: 16 }) },
);
const lengths = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 15 })),
  fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 15 })),
);
const masks = fc.constantFrom(0, 4);

const gpr = [0, AREA + 0x100, AREA + 0x200];
/** Operands that end at a fixed place, so that every length has their low digits. */
function fields(first: Uint8Array, second: Uint8Array, length1: number, length2: number) {
  return [
    { at: AREA + 0x100, bytes: first.slice(15 - length1) },
    { at: AREA + 0x200, bytes: second.slice(15 - length2) },
  ];
}

describe.each([
  ['AP', 0xfa],
  ['SP', 0xfb],
  ['ZAP', 0xf8],
  ['CP', 0xf9],
  ['MP', 0xfc],
  ['DP', 0xfd],
  ['PACK', 0xf2],
  ['UNPK', 0xf3],
  ['MVO', 0xf1],
] as const)('%s compiled', (_mnemonic, opcode) => {
  property.prop([packed, packed, lengths, masks], RUNS)(
    'does what the interpreter does',
    (first, second, [length1, length2], programMask) => {
      const code = `${hex(opcode, 2)}${hex((length1 << 4) | length2, 2)}10002000`;
      bench.compare({ code, gpr, programMask, storage: fields(first, second, length1, length2) });
    },
  );

  property.prop([packed, packed, lengths], RUNS)('is executed', (first, second, [length1, length2]) => {
    const executed = [...gpr, 0, (length1 << 4) | length2];
    bench.compare({
      code: `44400208 00000000 ${hex(opcode, 2)}0010002000`,
      gpr: executed,
      storage: fields(first, second, length1, length2),
    });
  });
});

describe('SRP compiled', () => {
  property.prop([packed, lengths, fc.nat({ max: 4095 }), masks], RUNS)(
    'does what the interpreter does',
    (first, [length1, rounding], shift, programMask) => {
      const code = `f0${hex((length1 << 4) | (rounding % 11), 2)}10000${hex(shift, 3)}`;
      bench.compare({ code, gpr, programMask, storage: fields(first, first, length1, 0) });
    },
  );
});

describe('conversions compiled', () => {
  property.prop([packed], RUNS)('CVB', (first) => {
    const bytes = first.slice(8);
    bytes[0] = bytes[1] = 0;
    bench.compare({ code: '4f301000', gpr, storage: [{ at: AREA + 0x100, bytes }] });
  });

  property.prop([fc.integer()], RUNS)('CVD', (number) => {
    bench.compare({ code: '4e301000', gpr: [...gpr, number] });
  });
});

describe.each([
  ['ED', 0xde],
  ['EDMK', 0xdf],
])('%s compiled', (_mnemonic, opcode) => {
  const character = fc.constantFrom(0x20, 0x20, 0x20, 0x21, 0x22, 0x40, 0x6b);
  property.prop([fc.array(character, { minLength: 1, maxLength: 30 }), packed, fc.boolean()], RUNS)(
    'does what the interpreter does',
    (pattern, source, executed) => {
      const lengthCode = pattern.length - 1;
      const subject = `${hex(opcode, 2)}${hex(executed ? 0 : lengthCode, 2)}10002000`;
      bench.compare({
        code: executed ? `44400208 00000000 ${subject}` : subject,
        gpr: [...gpr, 0, lengthCode],
        storage: [
          { at: AREA + 0x100, bytes: pattern },
          { at: AREA + 0x200, bytes: source },
        ],
      });
    },
  );
});

describe('compiled decimal instructions', () => {
  it('are executed by regions unless they interrupt', () => {
    const before = bench.compiled;
    const storage = fields(
      Buffer.from('0'.repeat(29) + '12c', 'hex'),
      Buffer.from('0'.repeat(29) + '07d', 'hex'),
      4,
      1,
    );
    for (const opcode of ['fa', 'fb', 'f8', 'f9', 'fc', 'fd', 'f2', 'f3', 'f1']) {
      bench.compare({ code: `${opcode}4110002000`, gpr, storage });
    }
    expect(bench.compiled - before).toBe(9);
  });
});
