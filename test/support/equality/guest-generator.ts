/** Random programs of the equality property for guests of CP. */

import { Dice, type Randomness } from '../../../src/conformance/dice.js';
import { ProgramGenerator, type GeneratorOptions } from './generator.js';
import { startOf } from './image.js';
import type { Action, GuestSituation, Program, Step } from './program.js';

const SEGMENT = 0x10000;
const TRANSLATED = 0x04080000;
/** Pages that the code lies in. */
const CODE_PAGES = [2, 3, 4];

/** Actions that a guest knows as the bare machine does; in the place of others something else is done. */
const OF_GUESTS: ReadonlySet<Action['kind']> = new Set(['input', 'key', 'external', 'register', 'restart']);

/** Programs of the bare machine, in a situation of their own and with what CP's users do. */
export class GuestProgramGenerator {
  private readonly programs: ProgramGenerator;

  constructor(options: GeneratorOptions = {}) {
    this.programs = new ProgramGenerator(options);
  }

  make(randomness: Randomness): Program {
    const bare = this.programs.make(randomness);
    const dice = new Dice(randomness);
    const guest: GuestSituation = {
      frames: dice.pick([26, 32, 40, 64]),
      shared: dice.chance(45),
      second: dice.chance(60),
      assist: dice.chance(70),
      timer: dice.pick(['on', 'off', 'real']),
    };
    const program = { ...bare, cpus: 1 as const, guest, ...(guest.shared ? inSharedSegment(bare) : {}) };
    return { ...program, steps: program.steps.map((step) => this.step(dice, program, step)) };
  }

  private step(dice: Dice, program: Program, { budget, action }: Step): Step {
    return {
      budget: 2 * budget,
      action: !OF_GUESTS.has(action.kind) || dice.chance(45) ? this.action(dice, program) : action,
    };
  }

  /** What the users do that nobody does on the bare machine. */
  private action(dice: Dice, program: Program): Action {
    const user = program.guest?.second === true && dice.chance(50) ? 1 : 0;
    const command = (line: string): Action => ({ kind: 'command', user, line });
    const code = realAddress(program, startOf(program)) + 2 * dice.below(64);
    const hex = hexOf(code);
    switch (dice.below(11)) {
      case 0:
      case 1:
        return { kind: 'sweep', user };
      case 2:
        return command(
          `STORE ${(code & ~3).toString(16)} ${(dice.word() >>> 0).toString(16).padStart(8, '0')}`,
        );
      case 3:
        return command(
          dice.pick(['TRACE BRANCH RUN', 'TRACE PRIV RUN', 'TRACE ALL RUN', 'TRACE PROG SVC RUN']),
        );
      case 4:
        return command(
          dice.pick(['TRACE END', 'PER BRANCH RUN', `PER STORE RANGE ${hex}-${hex} RUN`, 'PER END']),
        );
      case 5:
        // The first instruction is come to in every turn.
        return command(
          dice.pick([
            `ADSTOP ${hex}`,
            `ADSTOP ${hexOf(realAddress(program, startOf(program)))}`,
            'ADSTOP OFF',
          ]),
        );
      case 6:
        return command(dice.pick(['SET ASSIST OFF', 'SET ASSIST ON', 'SET TIMER REAL', 'SET TIMER OFF']));
      case 7:
      case 8: {
        // Code comes in, as from a channel: some other instructions, or the same once more.
        const bytes = [...dice.bytes(1 + dice.below(12))];
        return { kind: 'input', code: true, offset: dice.below(0x900), bytes };
      }
      case 9:
        return command(dice.pick(['EXTERNAL', 'SYSTEM RESTART', `BEGIN ${startOf(program).toString(16)}`]));
      default:
        return command(program.guest?.shared === true ? 'IPL SHARED' : 'EXTERNAL');
    }
  }
}

/** The same program with its code where virtual machines share it: in the second segment. */
function inSharedSegment(program: Program): Partial<Program> {
  if ((program.psw & TRANSLATED) !== TRANSLATED) return { at: program.at + SEGMENT };
  return {
    frames: program.frames.map((frame, page) => (CODE_PAGES.includes(page) ? 16 + page : frame)),
  };
}

/** Where a logical address of the program lies in its storage. */
function realAddress({ psw, frames }: Program, address: number): number {
  if ((psw & TRANSLATED) !== TRANSLATED) return address;
  return (frames[(address >> 12) & 15] << 12) | (address & 0xfff);
}

const hexOf = (address: number): string => address.toString(16).toUpperCase();
