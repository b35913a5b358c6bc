import { createHash } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { BareMachine, StateError, StateReader } from '../../src/s370/index.js';
import type { Machine, StateRecord, StateValue } from '../../src/s370/index.js';
import { busyMachine, idleMachine, runSteps } from '../support/busy-machine.js';

/** A machine made from the state of another. */
function copyOf(state: StateRecord): Machine {
  const machine = idleMachine();
  machine.restoreState(new StateReader(state, 'snapshot'));
  return machine;
}

/** Goes through JSON, as the file does, bytes apart: nothing may hang on objects shared with the first machine. */
function throughText(value: StateValue): StateValue {
  const bytes: Uint8Array[] = [];
  const text = JSON.stringify(value, (_name, inner: unknown) => {
    if (!(inner instanceof Uint8Array)) return inner;
    bytes.push(inner.slice());
    return { bytes: bytes.length - 1 };
  });
  return JSON.parse(text, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && 'bytes' in inner && typeof inner.bytes === 'number'
      ? bytes[inner.bytes]
      : inner,
  ) as StateValue;
}

/** Bytes as their digests, so that two states are quickly compared and a difference is legible. */
function digested(value: StateValue): string {
  return JSON.stringify(
    value,
    (_name, inner: unknown) =>
      inner instanceof Uint8Array ? createHash('sha1').update(inner).digest('hex') : inner,
    1,
  );
}

const budgets = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 40 });

describe('a machine restored from a snapshot', () => {
  test.prop([budgets, fc.array(budgets, { minLength: 1, maxLength: 4 })], { numRuns: 30 })(
    'goes on as the machine itself does, at every later point',
    (before, after) => {
      const machine = busyMachine();
      runSteps(new BareMachine(machine), before);
      const copy = copyOf(throughText(machine.saveState()) as StateRecord);
      for (const steps of after) {
        runSteps(new BareMachine(machine), steps);
        runSteps(new BareMachine(copy), steps);
        expect(copy.instructionsExecuted).toBe(machine.instructionsExecuted);
        expect(digested(copy.saveState())).toBe(digested(machine.saveState()));
      }
    },
  );

  it('has had every kind of thing under way', () => {
    const machine = busyMachine();
    const bare = new BareMachine(machine);
    const seen = new Set<string>();
    for (let step = 0; step < 150; step++) {
      runSteps(bare, [997]);
      const state = new StateReader(machine.saveState(), 'snapshot');
      for (const one of state.records('channelSets')[0].records('subchannels')) {
        const name = one.text('type');
        if (one.has('event')) seen.add(`${name} ${one.within('event').text('kind')}`);
        if (one.records('deviceEvents').length > 0) seen.add(`${name} device event`);
        if (one.has('ending')) seen.add(`${name} ending`);
        if (one.has('program')) seen.add(`${name} ${one.within('program').text('progress')}`);
      }
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        '3215 at-device',
        '3350 carry-on',
        '3420 awaiting-device-end',
        '3420 device event',
        '3505 ended',
      ]),
    );
    // The program has had SVCs, program checks, timers and I/O by now.
    expect(machine.cpu.gpr[8]).toBeGreaterThan(0);
    expect(machine.cpu.gpr[9]).toBeGreaterThan(0);
  });

  it('must have the same storage, and nothing of the host may be under way', () => {
    const machine = busyMachine();
    const state = machine.saveState();
    expect(() => copyOf({ ...state, storageSize: 0x10000 })).toThrow(
      'storageSize is 262144, it was 65536 in the machine saved',
    );
    machine.events.schedule(100, () => undefined);
    expect(() => machine.saveState()).toThrow(StateError);
  });
});
