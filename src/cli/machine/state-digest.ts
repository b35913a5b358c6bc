/** Digests of a machine's state, to compare a run with its replay and to say what is different. */

import { createHash } from 'node:crypto';
import type { Machine, StateRecord, StateValue } from '../../s370/index.js';
import { encodeState } from '../../system/snapshot/state-codec.js';

/**
 * A digest of each device (`device 0190`) and of each other part of the machine (`storage`, `cpus` …). What lies outside
 * of the machine, such as the names of files, is left out.
 */
export function stateDigests(machine: Machine): Record<string, string> {
  const state = machine.saveState();
  const digests: Record<string, string> = {};
  for (const [name, value] of Object.entries(state)) {
    if (name !== 'channelSets') digests[name] = digestOf(value);
  }
  (state.channelSets as readonly StateRecord[]).forEach((set, number) => {
    digests[`channel set ${number}`] = digestOf(set.queue);
    for (const subchannel of set.subchannels as readonly StateRecord[]) {
      const address = (subchannel.address as number).toString(16).toUpperCase().padStart(4, '0');
      const place = number === 0 ? address : `${number}:${address}`;
      digests[`device ${place}`] = digestOf(insideOnly(subchannel));
    }
  });
  return digests;
}

/** Names of the parts that are different. */
export function differences(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}

/** A short check of the registers and PSWs of all CPUs. */
export function registerCheck(machine: Machine): string {
  const hash = createHash('sha1');
  for (const cpu of machine.cpus) {
    hash.update(Uint8Array.from(new Uint8Array(cpu.gpr.buffer, cpu.gpr.byteOffset, cpu.gpr.byteLength)));
    const { high, low } = cpu.storePsw();
    hash.update(`${high} ${low} ${cpu.instructionsExecuted}`);
  }
  return hash.digest('hex').slice(0, 8);
}

function digestOf(value: StateValue): string {
  return createHash('sha256')
    .update(encodeState(value ?? null))
    .digest('hex')
    .slice(0, 32);
}

/** A copy without the lists of files, and without what a scratch disk keeps instead of its file, at any depth. */
function insideOnly(value: StateValue): StateValue {
  if (Array.isArray(value)) return (value as readonly StateValue[]).map(insideOnly);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value as StateRecord)
      .filter(([name]) => name !== 'files' && name !== 'scratch')
      .map(([name, inner]) => [name, insideOnly(inner)]),
  );
}
