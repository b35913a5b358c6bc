/** The assembler hypervisor of `decks/hypervisor`, and how to start a guest under it. */

import { readFileSync } from 'node:fs';
import { assemble, loadAbsolute, type AbsoluteLoad } from '../../src/asm/index.js';
import type { VirtualMachineHarness } from './virtual-machine.js';

const FOLDER = new URL('../../decks/hypervisor/', import.meta.url);

/** Where the guest's storage begins. */
export const GUEST_ORIGIN = 0x20000;
/** Parameters and results: device to IPL or X'FFFF', the guest's PSW, general and control registers. */
export const PARAMETER_DEVICE = 0x200;
export const GUEST_PSW = 0x210;
export const GUEST_GPRS = 0x240;
export const GUEST_CRS = 0x280;
/** In place of a device: the guest is in storage already. */
export const GUEST_IN_STORAGE = 0xffff;

/** Assembles the hypervisor. Throws what the assembler says about it when that is anything at all. */
export function loadHypervisor(): AbsoluteLoad {
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

/** Puts the hypervisor into a virtual machine's storage, with what it is to IPL (`GUEST_IN_STORAGE`: nothing), and starts it. */
export function startHypervisor({ cp, vm }: VirtualMachineHarness, device: number): void {
  const { segments, entry } = loadHypervisor();
  for (const { address, bytes } of segments) {
    if (!cp.writeStorage(vm, address, bytes)) throw new Error('the hypervisor does not fit into storage');
  }
  cp.writeStorage(vm, PARAMETER_DEVICE, Uint8Array.of(device >> 8, device & 0xff));
  vm.psw.load(0, entry!);
  cp.beginExecution(vm);
}
