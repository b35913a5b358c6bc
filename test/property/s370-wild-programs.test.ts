import { describe, expect } from 'vitest';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { BareMachine, CardReader, Machine, MODELS } from '../../src/s370/index.js';
import type { MachineCheckCondition } from '../../src/s370/index.js';
import { Random } from '../support/instruction-cases.js';

const SIZE = 0x20000;
const CONDITIONS: readonly MachineCheckCondition[] = [
  'system-damage',
  'instruction-processing-damage',
  'external-damage',
  'degradation',
  'warning',
];
/** First bytes that random code has more often than others: privileged, I/O, linkage, and what changes state. */
const LIKELY = [
  0xb2, 0xb2, 0xb2, 0xb6, 0xb7, 0x82, 0x80, 0xac, 0xad, 0xae, 0x9c, 0x9d, 0x9e, 0x9f, 0x44, 0x0a,
];
const LIKELY_SECOND = [
  0x00, 0x01, 0x04, 0x06, 0x08, 0x0a, 0x10, 0x18, 0x19, 0x21, 0x23, 0x25, 0x28, 0x29, 0x2b,
];

/** A machine full of random bytes, with random registers, PSWs, prefixes and devices. */
function wildMachine(random: Random, model: (typeof MODELS)[number] | undefined): Machine {
  const machine = new Machine({
    storageSize: SIZE,
    cpus: 1 + random.below(3),
    configuration: random.chance(50) ? 'mp' : 'ap',
    ...(model === undefined ? {} : { model }),
  });
  const { storage } = machine;
  for (let address = 0; address < SIZE; address += 2) storage.storeHalf(address, random.word() & 0xffff);
  for (let address = 0x200; address < SIZE; address += 2 + 2 * random.below(6)) {
    storage.storeByte(address, random.pick(LIKELY));
    storage.storeByte(address + 1, random.chance(60) ? random.pick(LIKELY_SECOND) : random.below(256));
  }
  for (let block = 0; block < SIZE; block += 2048) storage.setKey(block, random.below(256));
  machine.channels.attach(0x00c, new CardReader({ readCard: () => 'empty' }));
  for (const cpu of machine.cpus) {
    for (let r = 0; r < 16; r++) {
      cpu.gpr[r] = random.chance(50) ? random.below(SIZE) : random.word();
      if (random.chance(70)) cpu.cr[r] = random.word();
    }
    if (random.chance(50)) cpu.cr[0] = (cpu.cr[0] & ~0x00f80000) | 0x00800000;
    cpu.setPrefix(random.below(SIZE >> 12) << 12);
    for (const newPsw of [0, 0x58, 0x60, 0x68, 0x70, 0x78]) {
      const address = cpu.absolute(newPsw);
      const extended = random.chance(60);
      const mask = extended ? random.pick([0, 1, 2, 3, 4, 0x43, 0x40, 0x47]) : random.below(256);
      storage.storeWord(
        address,
        (mask << 24) | (extended ? 0x80000 : 0) | (random.below(4) === 0 ? 0x10000 : 0),
      );
      storage.storeWord(address + 4, random.below(SIZE) & ~1);
    }
    cpu.loadPsw(storage.fetchWord(cpu.absolute(0x60)), storage.fetchWord(cpu.absolute(0x64)));
    cpu.startOperating();
  }
  return machine;
}

describe('programs of random bytes', () => {
  property.prop([fc.integer(), fc.option(fc.constantFrom(...MODELS), { nil: undefined })], { numRuns: 60 })(
    'end in some state of the machine, whatever breaks meanwhile, and never in an error of the host',
    (seed, model) => {
      const random = new Random(seed);
      const machine = wildMachine(random, model);
      const bare = new BareMachine(machine);
      for (let step = 0; step < 30; step++) {
        const exit = bare.run(500);
        expect(['budget', 'wait', 'disabled-wait', 'stopped', 'check-stop']).toContain(exit.kind);
        if (exit.kind === 'wait') machine.idle();
        const cpu = random.below(machine.cpus.length);
        switch (random.below(8)) {
          case 0:
            machine.raiseMachineCheck(random.pick(CONDITIONS), { cpu });
            break;
          case 1:
            machine.storage.damage(random.below(SIZE), {
              part: random.chance(50) ? 'data' : 'key',
              permanent: random.chance(50),
            });
            break;
          case 2:
            machine.cpus[cpu].signalExternal(0x40);
            break;
          case 3:
            bare.restart(cpu);
            break;
          case 4:
            bare.stopCpu(cpu);
            break;
          case 5:
            machine.cpuReset(cpu);
            break;
          default:
            bare.startCpu(cpu);
        }
      }
    },
  );
});
