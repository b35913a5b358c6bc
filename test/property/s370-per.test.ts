import { describe, expect } from 'vitest';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { Machine } from '../../src/s370/index.js';
import { implementedMnemonics } from '../../src/s370/instructions/executors.js';
import { INSTRUCTION_BY_MNEMONIC } from '../../src/s370/instructions/table.js';
import {
  Random,
  randomCase,
  WINDOW,
  WINDOW_SIZE,
  type InstructionCase,
} from '../support/instruction-cases.js';

const MNEMONICS = implementedMnemonics().filter(
  (mnemonic) => INSTRUCTION_BY_MNEMONIC.get(mnemonic)?.privilege === '' && mnemonic !== 'STCK',
);
const SLOT = 0xe00;
/** `Outcome.code` of a SUPERVISOR CALL, plus its number. */
const SVC = 0x1000;
const STORE = 0x20;
const REGISTER = 0x10;
const FETCH = 0x40;

interface Outcome {
  readonly code: number;
  readonly perCode: number;
  readonly perAddress: number;
  readonly registers: number[];
  readonly psw: string;
  readonly window: Uint8Array;
}

/** Executes one instruction in EC mode; `events` as in CR9, 0 for none. */
function run(machine: Machine, test: InstructionCase, events: number): Outcome {
  machine.clearReset();
  const { cpu, storage } = machine;
  storage.copyIn(WINDOW, test.window);
  storage.copyIn(SLOT, test.instruction);
  cpu.gpr.set(test.registers);
  for (let i = 0; i < 8; i++) cpu.fpr[i] = storage.fetchWord(WINDOW + 480 + 4 * i);
  cpu.cr[9] = events;
  cpu.cr[10] = 0;
  cpu.cr[11] = 0xffffff;
  const condition = (test.codeAndMask >> 4) & 3;
  const programMask = test.codeAndMask & 15;
  cpu.loadPsw((events === 0 ? 0 : 0x40000000) | 0x80000 | (condition << 12) | (programMask << 8), SLOT);
  const exit = cpu.run(1);
  const program = exit.kind === 'program' ? exit : undefined;
  const svc = exit.kind === 'svc' ? exit : undefined;
  return {
    code: svc === undefined ? (program?.code ?? 0) : SVC | svc.code,
    perCode: program?.perCode ?? svc?.perCode ?? 0,
    perAddress: program?.perAddress ?? svc?.perAddress ?? 0,
    registers: [...cpu.gpr, ...cpu.fpr],
    psw: `${cpu.psw.low()} ${cpu.psw.high() & 0xfffff}`,
    window: storage.copyOut(WINDOW, WINDOW_SIZE),
  };
}

describe('an instruction that PER monitors', () => {
  const machine = new Machine({ storageSize: 0x4000 });

  property.prop([fc.constantFrom(...MNEMONICS), fc.integer()], { numRuns: 3000 })(
    'does what it does without, and what it has changed is told',
    (mnemonic, seed) => {
      const test = randomCase(new Random(seed), mnemonic);
      const plain = run(machine, test, 0);
      const monitored = run(machine, test, 0xf000ffff | 0);
      expect(monitored.registers).toEqual(plain.registers);
      expect(monitored.psw).toBe(plain.psw);
      expect(Buffer.from(monitored.window).equals(Buffer.from(plain.window))).toBe(true);
      expect(monitored.code).toBe(plain.code >= SVC ? plain.code : plain.code | 0x80);
      expect(monitored.perCode & FETCH).toBe(FETCH);
      expect(monitored.perAddress).toBe(SLOT);
      const changed = plain.registers.findIndex((value, r) => r < 16 && value !== test.registers[r]);
      if (changed >= 0) {
        expect(monitored.perCode & REGISTER).toBe(REGISTER);
        // and by that register alone
        expect(run(machine, test, 0x10000000 | (0x8000 >> changed)).perCode).toBe(REGISTER);
      }
      if (!Buffer.from(plain.window).equals(Buffer.from(test.window))) {
        expect(monitored.perCode & STORE).toBe(STORE);
      }
    },
  );
});
