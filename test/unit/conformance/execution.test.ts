import { describe, expect, it } from 'vitest';
import { CaseTracer } from '../../../src/conformance/execution.js';
import { MAIN_STORAGE } from '../../../src/conformance/machine-case.js';
import { CODE, DATA, patch, smallCase } from '../../support/conformance/small-cases.js';

const tracer = new CaseTracer();

describe('tracing a case', () => {
  it('gives every instruction with the registers before it', () => {
    const { steps } = tracer.trace(smallCase({ code: ['1A12', '1A12'], gpr: { 1: 1, 2: 5 } }));
    expect(steps.map(({ address }) => address)).toEqual([CODE, CODE + 2, CODE + 4]);
    expect(steps.map(({ gpr }) => gpr[1])).toEqual([1, 6, 11]);
    expect([...steps[2].executed]).toEqual([0x0a, 0xff]);
  });

  it('follows EXECUTE to its subject, with the register in it', () => {
    const { steps } = tracer.trace(
      smallCase({
        code: ['44103000'],
        gpr: { 1: 3, 3: DATA, 4: DATA + 0x100 },
        patches: [patch(DATA, 'D20040004008')],
      }),
    );
    expect(steps[0].subjectAddress).toBe(DATA);
    expect([...steps[0].executed]).toEqual([0xd2, 0x03, 0x40, 0x00, 0x40, 0x08]);
    expect(steps[0].reach.map(({ kind, address, length, store }) => [kind, address, length, store])).toEqual([
      ['instruction', CODE, 4, false],
      ['subject', DATA, 6, false],
      ['operand', DATA + 0x100, 4, true],
      ['operand', DATA + 0x108, 4, false],
    ]);
  });

  it('sees what code has become by the time it is executed', () => {
    // MVI puts X'18' over the operation code of AR.
    const { steps } = tracer.trace(smallCase({ code: ['92183004', '1A12'], gpr: { 3: CODE } }));
    expect([...steps[1].executed]).toEqual([0x18, 0x12]);
  });

  it('knows which exceptions an operand has, and the address of the one that ended the case', () => {
    const keys = new Uint8Array(16).fill(0x10);
    keys[6] = 0x28;
    const protectedStore = tracer.trace(
      smallCase({ code: ['50103000'], high: 0x00180000, gpr: { 3: DATA }, keys }),
    );
    expect(protectedStore.steps[0].reach[1].blocks).toEqual([
      { logical: DATA, absolute: DATA, exceptions: [0x04], tooLong: false },
    ]);
    expect(protectedStore.exceptionAddress).toBe(DATA);
    const beyond = tracer.trace(smallCase({ code: ['58103000'], gpr: { 3: MAIN_STORAGE } }));
    expect(beyond.steps[0].reach[1].blocks[0]).toMatchObject({ absolute: -1, exceptions: [0x05] });
  });

  it('leaves nothing behind for the next case', () => {
    const store = smallCase({ code: ['50103000'], gpr: { 1: -1, 3: DATA } });
    const load = smallCase({ code: ['58103000', '1811'], gpr: { 3: DATA } });
    tracer.trace(store);
    expect(tracer.trace(load).steps[1].gpr[1]).toBe(0);
  });

  it('has the keys outside of the sandbox as they were, when a case has changed one', () => {
    // SSK opens the first block to key 1; the next case has key 1 and fetches from there.
    tracer.trace(smallCase({ code: ['0812'], gpr: { 1: 0x10, 2: 0 } }));
    const fetching = tracer.trace(smallCase({ code: ['58100010'], high: 0x00180000 }));
    expect(fetching.steps[0].reach[1].blocks[0].exceptions).toEqual([0x04]);
  });

  it('finds nothing that a case has stored outside of the sandbox', () => {
    const outside = 0x400000;
    tracer.trace(smallCase({ code: ['50103000'], gpr: { 1: -1, 3: outside } }));
    const load = tracer.trace(smallCase({ code: ['58103000', '1811'], gpr: { 3: outside } }));
    expect(load.steps[1].gpr[1]).toBe(0);
  });
});
