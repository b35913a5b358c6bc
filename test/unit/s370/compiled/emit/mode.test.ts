import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { EmissionBench } from '../../../../support/emission-bench.js';

const bench = new EmissionBench();

describe('SPM compiled', () => {
  property.prop([fc.integer(), fc.integer({ min: 0, max: 15 }), fc.constantFrom('0410', '041F', '0402')])(
    'does what the interpreter does',
    (word, programMask, code) => {
      bench.compare({ code, gpr: [0, word], programMask });
    },
  );

  it('stays in the region when the program mask stays, and leaves it for another one', () => {
    const before = bench.compiled;
    for (const conditionCode of [0, 1, 2, 3]) {
      bench.compare({ code: '04100530', gpr: [0, (conditionCode << 28) | 0x05000000], programMask: 5 }, 2);
    }
    expect(bench.compiled - before).toBe(8);
    // BALR alone is compiled then, by a region for the new mask.
    bench.compare({ code: '04100530', gpr: [0, 0x06000000], programMask: 5 }, 2);
    expect(bench.compiled - before).toBe(9);
  });
});

describe('MC compiled', () => {
  property.prop([fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 0xffff, 0x8000, 0x00010001)])(
    'does what the interpreter does',
    (monitorClass, masks) => {
      bench.compare({
        code: `AF${monitorClass.toString(16).padStart(2, '0')}1123`,
        gpr: [0, 0x654321],
        controls: [[8, masks]],
      });
    },
  );

  it('is executed by regions where no mask asks for an event', () => {
    const before = bench.compiled;
    bench.compare({ code: 'AF031000', controls: [[8, 0xefff]] });
    expect(bench.compiled - before).toBe(1);
  });
});
