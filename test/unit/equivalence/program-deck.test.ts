import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProgram, programPlan } from '../../../src/equivalence/arbitraries/program.js';
import { programDeck } from '../../../src/equivalence/program-deck.js';
import { BareRunner, COMPARED_MACHINE } from '../../../src/equivalence/runners/bare.js';
import { TIME_OF_DAY } from '../../../src/equivalence/runners/time-of-day.js';
import { BareMachine, CardReader, Machine } from '../../../src/s370/index.js';

/** The loader's page, and the words it leaves in low storage. */
const LOADER_PAGE = 0xf000;
const LOADER_PSW = 0xf8;

function cards(deck: Uint8Array): Uint8Array[] {
  return Array.from({ length: deck.length / 80 }, (_, card) => deck.slice(80 * card, 80 * card + 80));
}

describe('the deck of a program', () => {
  it('IPLs, and ends as the program does', async () => {
    const bare = new BareRunner();
    const plans = fc.sample(programPlan({ kinds: ['control', 'translation'] }), { seed: 370, numRuns: 12 });
    for (const program of plans.map(buildProgram)) {
      const expected = bare.run(program);
      if (expected === undefined) continue;
      const machine = new Machine({
        ...COMPARED_MACHINE,
        storageSize: program.storageSize,
        intervalTimer: false,
      });
      const left = cards(programDeck(program));
      machine.channels.attach(0x00c, new CardReader({ readCard: () => left.shift() ?? 'end' }, '3505'));
      const operated = new BareMachine(machine);
      const outcome = await operated.ipl(0x00c, { sleep: () => Promise.resolve() });
      expect(outcome.kind).toBe('loaded');
      machine.cpu.setClock(TIME_OF_DAY);
      for (let turn = 0; turn < 1000 && operated.run(100_000).kind !== 'disabled-wait'; turn++)
        machine.idle();
      const { storage, cpu } = machine;
      expect([cpu.psw.high(), cpu.psw.low()]).toEqual(expected.psw);
      const rest = storage.copyOut(0, LOADER_PAGE);
      const whole = expected.storage.slice(0, LOADER_PAGE);
      for (const bytes of [rest, whole]) bytes.fill(0, LOADER_PSW, LOADER_PSW + 8);
      expect(Buffer.compare(rest, whole)).toBe(0);
      expect([...cpu.gpr]).toEqual(expected.gpr);
    }
  });

  it('refuses a program in the last page, where its loader goes', () => {
    const [program] = fc.sample(programPlan(), { seed: 1, numRuns: 1 }).map(buildProgram);
    const storage = [...program.storage, { address: 0xfffe, bytes: Uint8Array.of(1) }];
    expect(() => programDeck({ ...program, storage })).toThrow('00FFFE: the last page is the loader');
  });
});
