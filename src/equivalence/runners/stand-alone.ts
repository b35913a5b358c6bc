/** Runs programs as whole storage images: on the bare machine, and on Hercules where that is installed. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareMachine, CountedClock, Machine, type Facility } from '../../s370/index.js';
import type { GuestProgram } from '../guest-program.js';
import type { Observation, ProgramRunner } from '../observation.js';
import { STAND_ALONE_SIZE, standAloneImage, standAloneObservation } from '../stand-alone.js';
import { TIME_OF_DAY } from './time-of-day.js';

/** What Hercules 3.13 has not in System/370 mode. */
const ABSENT: ReadonlySet<Facility> = new Set<Facility>(['direct-control']);
const INSTRUCTIONS_PER_MICROSECOND = 1;
/** Instructions of loader and epilogue. */
const AROUND = 20_000;

/** What another machine does otherwise, for the bare machine to do as well. */
export interface Manner {
  readonly name: string;
  readonly reason: string;
  apply(machine: Machine): void;
}

/** Where Hercules 3.13 is known to differ; `docs/conformance.md` has the cases. */
export const HERCULES_MANNERS: readonly Manner[] = [
  {
    name: 'clock comparator',
    reason: 'Hercules keeps bits 0-55 of it: STCKC stores zeros in the last byte.',
    apply: ({ cpu }) => {
      const set = cpu.setClockComparator.bind(cpu);
      cpu.setClockComparator = (value) => set(value & ~0xffn);
    },
  },
  {
    name: 'program events of general registers',
    reason: 'Hercules has no general-register alteration: a CPU may be without.',
    apply: ({ cpu: { per } }) => {
      const expect = per.expect.bind(per);
      per.expect = (branches) => expect(branches, 0);
      per.altered = () => undefined;
    },
  },
];

/** The bare machine with all that Hercules has, and as much storage: what to compare it with. */
export class BareImageRunner implements ProgramRunner {
  readonly name = 'bare, 2M';

  /** With manners of another machine. */
  constructor(private readonly manners: readonly Manner[] = []) {}

  run(program: GuestProgram): Observation | undefined {
    const machine = new Machine({
      storageSize: STAND_ALONE_SIZE,
      absentFacilities: ABSENT,
      clock: new CountedClock(INSTRUCTIONS_PER_MICROSECOND),
      intervalTimer: program.intervalTimer === true,
      tod: TIME_OF_DAY,
    });
    for (const { apply } of this.manners) apply(machine);
    machine.storage.copyIn(0, standAloneImage(program));
    const bare = new BareMachine(machine);
    bare.restart();
    const exit = bare.run(program.limit + AROUND);
    if (exit.kind !== 'disabled-wait') return undefined;
    return standAloneObservation(machine.storage.copyOut(0, STAND_ALONE_SIZE));
  }
}

/** Milliseconds for a program, and again for one that did not end in that time: the host may be busy. */
const ENOUGH = 4000;
const PATIENCE = 20_000;

/** Hercules 3: a process a program. */
export class HerculesRunner implements ProgramRunner {
  readonly name = 'Hercules';

  /** Is there a Hercules on this host? */
  static installed(): boolean {
    const { error, stdout, stderr } = spawnSync('hercules', ['--version'], { encoding: 'utf8' });
    return error === undefined && /Hercules/.test(`${stdout}${stderr}`);
  }

  /** Undefined: it reached no end. Throws when Hercules cannot be started. */
  run(program: GuestProgram): Observation | undefined {
    const bytes = standAloneImage(program);
    const result = this.once(bytes, false) ?? this.once(bytes, true);
    return result === undefined ? undefined : standAloneObservation(result);
  }

  /** On a busy host Hercules may listen too late, or save before its CPU has stopped: with patience it tries again. */
  private once(bytes: Uint8Array, patient: boolean): Uint8Array | undefined {
    const directory = mkdtempSync(join(tmpdir(), 'cp370-equivalence-'));
    try {
      const put = (name: string, ...lines: string[]): void =>
        writeFileSync(join(directory, name), `${lines.join('\n')}\n`);
      writeFileSync(join(directory, 'image'), bytes);
      put(
        'machine.cnf',
        'ARCHMODE S/370',
        `MAINSIZE ${STAND_ALONE_SIZE / 0x100000}`,
        'NUMCPU 1',
        'CNSLPORT 0',
        'OSTAILOR QUIET',
        'DIAG8CMD DISABLE',
        // a device must be there; programs have none
        '0FFF 1403 /dev/null',
      );
      const save = `savecore result 0 ${(STAND_ALONE_SIZE - 1).toString(16)}`;
      put('end', 'stop', 'version', 'version', save, ...(patient ? ['pause 1', save] : []), 'quit');
      put(
        'begin',
        'hao tgt HHCCP011I',
        'hao cmd script end',
        'loadcore image 0',
        ...(patient ? ['pause 2'] : ['version', 'version']),
        'restart',
      );
      const { error, stdout } = spawnSync('hercules', ['-d', '-f', 'machine.cnf'], {
        cwd: directory,
        env: { ...process.env, HERCULES_RC: 'begin' },
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'latin1',
        timeout: patient ? PATIENCE : ENOUGH,
        killSignal: 'SIGKILL',
        maxBuffer: 16 << 20,
      });
      if (error !== undefined && 'code' in error && error.code === 'ENOENT')
        throw new Error('Hercules is not installed');
      const ended = /PSW=00020000 [0-9A-F]{2}AAAAAA/.test(stdout);
      const result = join(directory, 'result');
      return ended && existsSync(result) ? new Uint8Array(readFileSync(result)) : undefined;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}
