import { beforeEach, describe, expect, it } from 'vitest';
import { NO_PSW, STATE_PSW } from '../../../../../src/s370/layout.js';
import { REGION_CONTINUES, REGION_CONTROLS } from '../../../../../src/s370/compiled/region.js';
import { RegionBench } from '../../../../support/region-bench.js';

/** At X'200': CR 4,5; SVC 5; BCT 3,X'202'; LPSW X'300'. The handler at X'400': LA 4,1(,4); LPSW X'20'. */
const PROGRAM = '1945 0A05 46300202 82000300';
const HANDLER = '41404001 82000020';
const CALLS = 10;
/** CR, and SVC, LA, LPSW, BCT of each call. */
const EXECUTED = 1 + 4 * CALLS;
/** What an interruption takes from a countdown that ends with the next poll. */
const COST = 64;

describe('PSWs exchanged in a region', () => {
  let b: RegionBench;

  function prepare(psw: number, programMask = 0): void {
    b = new RegionBench();
    b.put(0x200, PROGRAM);
    b.put(0x400, HANDLER);
    b.cpu.storage.storeWord(0x60, psw);
    b.cpu.storage.storeWord(0x64, 0x400);
    b.cpu.storage.storeWord(0x300, psw | 0x20000);
    b.cpu.gpr[3] = CALLS;
    b.cpu.gpr[5] = 1;
    b.cpu.loadPsw(psw, 0x200);
    b.cpu.psw.programMask = programMask;
    b.cpu.storeByte(0x7ff, 0);
  }

  /** Compiles the region at the instruction address, and runs it once. */
  function run(countdown: number, over = 0): { result: number; executed: number } {
    const { psw } = b.cpu;
    const exchange = { high: psw.high(), lowStorage: b.layout.storage };
    const region = b.instantiate(b.compile(64, { exchange }) as never);
    b.exchanges(over);
    return b.call(region, countdown);
  }

  beforeEach(() => prepare(0, 5));

  it('go to the handler and back, all in one stay', () => {
    const { result, executed } = run(10_000);
    expect(result).toBe(REGION_CONTROLS);
    expect(executed).toBe(EXECUTED + CALLS * COST);
    expect(b.cpu.gpr[4]).toBe(CALLS);
    expect(b.exchanged()).toEqual({ psw: '0000', over: 63 * CALLS });
    // The last old PSW: code, ILC 1, condition code of CR, program mask; the present one is as before the call.
    expect(b.cpu.storage.fetchWord(0x20)).toBe(0x00000005);
    expect(b.cpu.storage.fetchWord(0x24) >>> 0).toBe(0x55000204);
    expect(b.psw()).toBe('00000000 15000208');
  });

  it('take from the countdown what budget and poll leave', () => {
    expect(run(10_000, -1000).executed).toBe(EXECUTED + CALLS);
    prepare(0);
    // 64 less 10, and then the poll is as near as the budget, or nearer
    expect(run(10_000, -10).executed).toBe(EXECUTED + 54 + (CALLS - 1) * COST);
  });

  it('have codes and masks of EC mode elsewhere', () => {
    prepare(0x00080000, 3);
    run(10_000);
    expect(b.cpu.storage.fetchWord(0x20)).toBe(0x00081300);
    expect(b.cpu.storage.fetchWord(0x24)).toBe(0x204);
    expect(b.cpu.storage.fetchWord(0x88)).toBe(0x00020005);
    expect(b.cpu.gpr[4]).toBe(CALLS);
  });

  it('are left to others, with nothing done, when none may be loaded', () => {
    const exchange = { high: 0, lowStorage: b.layout.storage };
    const region = b.instantiate(b.compile(64, { exchange }) as never);
    b.cpu.view.setInt32(b.layout.cpus[0].base + STATE_PSW, NO_PSW, true);
    expect(b.call(region, 1000)).toEqual({ result: REGION_CONTROLS, executed: 1 });
    expect(b.psw()).toBe('00000000 15000202');
    expect(b.cpu.storage.fetchWord(0x20)).toBe(0);
  });

  it('are left to others when the new PSW is another one than it was', () => {
    const exchange = { high: 0, lowStorage: b.layout.storage };
    const region = b.instantiate(b.compile(64, { exchange }) as never);
    b.exchanges();
    b.cpu.storage.storeWord(0x64, 0x402);
    expect(b.call(region, 1000)).toEqual({ result: REGION_CONTROLS, executed: 1 });
  });

  it('are left to others when the countdown does not cover the interruption', () => {
    expect(run(2 + COST)).toEqual({ result: REGION_CONTROLS, executed: 1 });
    expect(b.cpu.storage.fetchWord(0x20)).toBe(0);
  });

  it('are loaded from problem state by nobody', () => {
    b.cpu.loadPsw(0x00010000, 0x404);
    expect(run(1000)).toEqual({ result: REGION_CONTROLS, executed: 0 });
  });

  it('lead into problem state, to an odd address, out of the region', () => {
    b.cpu.storage.storeWord(0x20, 0x00010000);
    b.cpu.storage.storeWord(0x24, 0xb2001235 | 0);
    b.cpu.loadPsw(0, 0x404);
    expect(run(1000)).toEqual({ result: REGION_CONTINUES, executed: 1 });
    expect(b.exchanged().psw).toBe('0001');
    expect(b.cpu.psw.instructionAddress).toBe(0x1235);
    expect([b.cpu.psw.conditionCode, b.cpu.psw.programMask]).toEqual([3, 2]);
  });

  it.each([
    ['another mask', 0x01000000, 0],
    ['another key', 0x00100000, 0],
    ['the wait state', 0x00020000, 0],
    ['EC mode', 0x00080000, 0],
  ])('are left to others for %s', (_, high, low) => {
    b.cpu.storage.storeWord(0x20, high);
    b.cpu.storage.storeWord(0x24, low);
    b.cpu.loadPsw(0, 0x404);
    expect(run(1000)).toEqual({ result: REGION_CONTROLS, executed: 0 });
  });
});
