/** The assembler hypervisor of `decks/hypervisor`, and how to start a guest under it. */

import { readFileSync } from 'node:fs';
import { assemble, iplDeck, loadAbsolute, type AbsoluteLoad } from '../../src/asm/index.js';
import type { VirtualMachineHarness } from './virtual-machine.js';

const FOLDER = new URL('../../decks/hypervisor/', import.meta.url);

/** Where the guest's storage begins. */
export const GUEST_ORIGIN = 0x20000;
/** Parameters and results: device to IPL or X'FFFF', the guest's PSW, general and control registers. */
const PARAMETER_DEVICE = 0x200;
export const GUEST_PSW = 0x210;
const GUEST_GPRS = 0x240;
export const GUEST_CRS = 0x280;
/** In place of a device: the guest is in storage already. */
const GUEST_IN_STORAGE = 0xffff;

/** Assembles the hypervisor. Throws what the assembler says about it when that is anything at all. */
export function loadHypervisor(): AbsoluteLoad {
  return (loaded ??= assembleHypervisor());
}

/** Assembled once a process. */
let loaded: AbsoluteLoad | undefined;

function assembleHypervisor(): AbsoluteLoad {
  const { object, diagnostics } = assemble(read('hyper.asm'), {
    name: 'HYPER',
    library: (member) => read(`${member.toLowerCase()}.copy`),
    noListing: true,
  });
  if (diagnostics.length > 0) {
    throw new Error(diagnostics.map(({ statement, message }) => `${statement}: ${message}`).join('\n'));
  }
  return loadAbsolute([{ name: 'HYPER', deck: object }], { origin: 0 });
}

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

/** Where the deck is loaded from: an area for channel programs, not in use yet. */
const BOOTSTRAP = 0x1f000;

/** The cards that IPL the hypervisor. */
export function hypervisorDeck(): Uint8Array {
  return iplDeck(loadHypervisor(), { bootstrapAddress: BOOTSTRAP });
}

/** A guest that is in storage already, from `GUEST_ORIGIN` on. */
export interface GuestState {
  /** As LPSW would load it. */
  readonly psw: readonly [high: number, low: number];
  readonly gpr: ArrayLike<number>;
  readonly cr: ArrayLike<number>;
}

/** Puts the hypervisor into a virtual machine's storage and starts it: it IPLs a device, or goes on with a guest. */
export function startHypervisor({ cp, vm }: VirtualMachineHarness, guest: number | GuestState): void {
  const { segments, entry } = loadHypervisor();
  for (const { address, bytes } of segments) {
    if (!cp.writeStorage(vm, address, bytes)) throw new Error('the hypervisor does not fit into storage');
  }
  const device = typeof guest === 'number' ? guest : GUEST_IN_STORAGE;
  cp.writeStorage(vm, PARAMETER_DEVICE, Uint8Array.of(device >> 8, device & 0xff));
  if (typeof guest !== 'number') {
    cp.writeStorage(vm, GUEST_PSW, words(guest.psw));
    cp.writeStorage(vm, GUEST_GPRS, words(guest.gpr));
    cp.writeStorage(vm, GUEST_CRS, words(guest.cr));
  }
  vm.psw.load(0, entry!);
  cp.beginExecution(vm);
}

function words(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let index = 0; index < values.length; index++) view.setInt32(4 * index, values[index]);
  return new Uint8Array(view.buffer);
}
