/** The assembler hypervisor of `decks/hypervisor`, and how to start a guest under it. */

import { readFileSync } from 'node:fs';
import { assemble, iplDeck, loadAbsolute, type AbsoluteLoad } from '../../src/asm/index.js';
import { HYPERVISOR_PARAMETERS } from '../../src/equivalence/index.js';
import type { VirtualMachineHarness } from './virtual-machine.js';

const FOLDER = new URL('../../decks/hypervisor/', import.meta.url);

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

/** Puts the hypervisor into a virtual machine's storage, with the device that it is to IPL, and starts it. */
export function startHypervisor({ cp, vm }: VirtualMachineHarness, device: number): void {
  const { segments, entry } = loadHypervisor();
  for (const { address, bytes } of segments) {
    if (!cp.writeStorage(vm, address, bytes)) throw new Error('the hypervisor does not fit into storage');
  }
  cp.writeStorage(vm, HYPERVISOR_PARAMETERS.device, Uint8Array.of(device >> 8, device & 0xff));
  vm.psw.load(0, entry!);
  cp.beginExecution(vm);
}
