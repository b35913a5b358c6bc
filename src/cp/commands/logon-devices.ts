import type { ControlProgram } from '../control-program.js';
import type { Directory, DeviceEntry } from '../directory/index.js';
import { cpMessage } from '../messages.js';
import type { CpMessage } from '../messages.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { linkMinidisk } from './minidisk-access.js';
import { cuu } from './numbers.js';

/**
 * Gives a virtual machine that logs on the MDISK, LINK and DEDICATE devices of its directory entry. What can't
 * be had is reported and left out. SY20-0884, DMKLOG.
 */
export function attachDirectoryDevices(
  cp: ControlProgram,
  directory: Directory,
  vm: Vmblok,
  report: (message: CpMessage) => void,
): void {
  for (const entry of vm.entry.devices) {
    const message = attachEntry(cp, directory, vm, entry);
    if (message) report(message);
  }
}

function attachEntry(
  cp: ControlProgram,
  directory: Directory,
  vm: Vmblok,
  entry: DeviceEntry,
): CpMessage | undefined {
  const at = cuu(entry.address);
  switch (entry.kind) {
    case 'mdisk': {
      const { mode } = entry;
      return linkMinidisk(cp, vm, { owner: vm.userid, entry, address: entry.address, mode }).message;
    }
    case 'link': {
      const minidisk = directory.findMinidisk(entry.userid, entry.ownerAddress);
      if (minidisk === undefined) {
        return cpMessage('LNK', 107, [entry.userid, cuu(entry.ownerAddress)]);
      }
      const { mode } = entry;
      return linkMinidisk(cp, vm, { owner: entry.userid, entry: minidisk, address: entry.address, mode })
        .message;
    }
    case 'dedicate': {
      const real =
        entry.real === undefined
          ? cp.findVolume(entry.volser ?? '')
          : cp.realDevices().find(({ address }) => address === entry.real);
      const wanted = entry.real === undefined ? (entry.volser ?? '') : cuu(entry.real);
      if (real === undefined) return cpMessage('LOG', 90, [at, wanted]);
      return cp.attachReal(vm, entry.address, real, entry.readOnly)
        ? undefined
        : cpMessage('LOG', 90, [at, wanted]);
    }
    case 'tdisk':
      return cp.attachTemporaryDisk(vm, entry.address, entry.type, entry.cylinders) === undefined
        ? cpMessage('LOG', 91, [at])
        : undefined;
    default:
      return undefined;
  }
}
