/** The state of a whole machine as data, and a machine made to go on from it. */

import { NO_CHANNELS } from './channel/no-channels.js';
import type { Cpu } from './cpu.js';
import type { Machine } from './machine.js';
import { restoreFields, saveFields, StateError } from './state.js';
import type { StateReader, StateRecord, StateValue } from './state.js';
import { BLOCK_SHIFT } from './layout.js';

/** Parts of a CPU with state of their own, all of it in plain fields. */
export const CPU_PARTS = [
  'psw',
  'per',
  'timer',
  'intervalTimer',
  'tod',
  'externals',
  'machineChecks',
] as const;
/** Registers of a CPU: typed arrays in the machine's buffer. */
const CPU_REGISTERS = ['gpr', 'fpr', 'cr'] as const;
/**
 * What else a CPU has: shared with the machine (saved there), or without a state that outlives an instruction
 * (exits, working registers), or made anew (maps, dispatch tables).
 */
export const CPU_OTHERS = [
  ...[
    'storage',
    'watcher',
    'compiledWork',
    'events',
    'complex',
    'channels',
    'cpuId',
    'u8',
    'view',
    'fetchMap',
    'storeMap',
    'maps',
    'map',
  ],
  ...['walker', 'wideMap'],
  ...['translator', 'translation', 'check', 'decimal', 'float', 'dispatch', 'tables', 'ended'],
  ...[
    'budgetExit',
    'stoppedExit',
    'checkStopExit',
    'ioExit',
    'waitExit',
    'externalExit',
    'svcExit',
    'programExit',
  ],
] as const;

/** All of a machine. See `Machine.saveState`. */
export function saveMachine(machine: Machine): StateRecord {
  const { storage, events, channelSets, cpus } = machine;
  const channelEvents = channelSets.reduce((sum, set) => sum + set.eventCount, 0);
  if (events.length !== channelEvents) {
    throw new StateError(
      `${events.length - channelEvents} events that belong to no device can't be kept in a snapshot`,
    );
  }
  for (const cpu of cpus) cpu.purgeAccess();
  return {
    ...identity(machine),
    clock: events.clock.saveState?.(),
    events: events.saveState(),
    turn: machine.turn,
    storage: storage.copyOut(0, storage.size),
    keys: storage.keys.slice(),
    damages: storage.damages().map(({ absolute, damage }) => ({ absolute, ...damage })),
    cpus: cpus.map(saveCpu),
    connections: cpus.map((cpu) => channelSets.findIndex((set) => set === cpu.channels)),
    channelSets: channelSets.map((set) => set.saveState()),
  };
}

/** Makes a new machine go on from a saved state. See `Machine.restoreState`. */
export function restoreMachine(machine: Machine, state: StateReader): void {
  const { storage, events, channelSets, cpus } = machine;
  for (const [name, value] of Object.entries(identity(machine))) {
    if (state.value(name) !== value) {
      throw new StateError(
        `${name} is ${shown(value)}, it was ${shown(state.value(name))} in the machine saved`,
      );
    }
  }
  const savedCpus = state.records('cpus');
  storage.copyIn(0, state.bytes('storage', storage.size));
  state.bytes('keys', storage.keys.length).forEach((key, block) => storage.setKey(block << BLOCK_SHIFT, key));
  for (const damage of state.records('damages')) {
    const part = damage.word('part', ['data', 'key']);
    storage.damage(damage.number('absolute'), { part, permanent: damage.boolean('permanent') });
  }
  machine.turn = state.number('turn');
  cpus.forEach((cpu, address) => restoreCpu(cpu, savedCpus[address]));
  state.numbers('connections').forEach((set, address) => {
    cpus[address].channels = channelSets[set] ?? NO_CHANNELS;
  });
  // The counted clock reads the instruction counts: after the CPUs, before everything that asks for the time.
  if (state.has('clock')) events.clock.restoreState?.(state.within('clock'));
  events.restoreState(state.within('events'));
  state.records('channelSets').forEach((set, index) => channelSets[index].restoreState(set, events));
  // Restored events and status have asked for attention; the plan of the next look at clocks is as it was.
  cpus.forEach((cpu, address) => restoreCpuFields(cpu, savedCpus[address].within('fields')));
}

/** Plain fields of a CPU. Host offsets stay those of this machine: the layout may have been another one. */
function restoreCpuFields(cpu: Cpu, fields: StateReader): void {
  const { instructionBuffer, scratch } = cpu;
  restoreFields(cpu, fields);
  Object.assign(cpu, { instructionBuffer, scratch });
}

/** What has to be the same in both machines. */
function identity({ model, storage, cpus, channelSets }: Machine): Record<string, string | number> {
  return {
    model: model.name,
    storageSize: storage.size,
    numberOfCpus: cpus.length,
    numberOfChannelSets: channelSets.length,
  };
}

function saveCpu(cpu: Cpu): StateRecord {
  const parts = cpu as unknown as Record<string, object>;
  return {
    // Which instruction was interpreted last says nothing: compiled code may have come after it.
    fields: { ...saveFields(cpu), start: 0, instructionOffset: 0 },
    parts: Object.fromEntries(CPU_PARTS.map((name) => [name, saveFields(parts[name])])),
    registers: Object.fromEntries(CPU_REGISTERS.map((name) => [name, [...cpu[name]]])),
  };
}

function restoreCpu(cpu: Cpu, state: StateReader): void {
  const parts = cpu as unknown as Record<string, object>;
  const registers = state.within('registers');
  for (const name of CPU_REGISTERS) cpu[name].set(registers.numbers(name));
  for (const name of CPU_PARTS) restoreFields(parts[name], state.within('parts').within(name));
  restoreCpuFields(cpu, state.within('fields'));
  cpu.purgeAccess();
  cpu.synchronize();
}

const shown = (value: StateValue): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'missing';
