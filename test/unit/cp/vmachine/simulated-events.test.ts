import { describe, expect, it } from 'vitest';
import { SimulatedEvents } from '../../../../src/cp/vmachine/simulated-events.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';
import type { ProgramExit } from '../../../../src/s370/index.js';

const FETCH = 0x40;
const STORE = 0x20;
const REGISTER = 0x10;

function eventsFor(cr9: number): SimulatedEvents {
  const { vm } = new VirtualMachineHarness();
  vm.cr[9] = cr9;
  vm.cr[10] = 0x3000;
  vm.cr[11] = 0x30ff;
  vm.psw.instructionAddress = 0x1004;
  const events = new SimulatedEvents(vm);
  events.begin({ kind: 'program', ilc: 2, perCode: 0 } as ProgramExit);
  return events;
}

describe('events of a simulated instruction', () => {
  it('are what it stores in the range, both ends included', () => {
    const events = eventsFor(0x20000000);
    events.stored(0x2fff, 1);
    events.stored(0x3100, 8);
    expect(events.end('STNSM', 0xac000000, true)).toBe(0);
    const again = eventsFor(0x20000000);
    again.stored(0x2ffc, 5);
    expect(again.end('STCTL', 0xb6000000, true)).toBe(STORE);
  });

  it('are registers that it alters and CR9 names', () => {
    expect(eventsFor(0x10000080).end('ISK', 0x09820000, true)).toBe(REGISTER);
    expect(eventsFor(0x10000040).end('ISK', 0x09820000, true)).toBe(0);
    expect(eventsFor(0x20000080).end('ISK', 0x09820000, true)).toBe(0);
  });

  it('of one that met an exception, only that it was fetched', () => {
    const { vm } = new VirtualMachineHarness();
    vm.cr[9] = 0x70000000 | 0xffff;
    vm.cr[11] = 0xffffff;
    vm.psw.instructionAddress = 0x1004;
    const events = new SimulatedEvents(vm);
    events.begin({ kind: 'program', ilc: 2, perCode: FETCH } as ProgramExit);
    events.stored(0x3000, 1);
    expect(events.end('ISK', 0x09820000, false)).toBe(FETCH);
  });
});
