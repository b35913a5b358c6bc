import type { ControlProgram } from '../control-program.js';
import { VolumeUnavailable } from '../control-program.js';
import type { AccessMode, MinidiskEntry } from '../directory/index.js';
import { cpMessage } from '../messages.js';
import type { CpMessage } from '../messages.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { decideLink, linkConflict, othersText } from './link-rules.js';
import type { ExistingLinks } from './link-rules.js';
import { cuu } from './numbers.js';

/** A link to give: whose minidisk, at which address of the virtual machine, how. */
export interface LinkRequest {
  readonly owner: string;
  readonly entry: MinidiskEntry;
  readonly address: number;
  readonly mode: AccessMode;
}

/** What became of it. */
export interface LinkResult {
  /** 0 as asked; 101-103 forced to R/O; else no link. */
  readonly returnCode: number;
  /** Message for a forced or refused link. */
  readonly message?: CpMessage;
  /** `DASD 190 LINKED R/O; R/W BY …` for a link as asked. */
  readonly response?: string;
}

/** Links of others: those of this virtual machine at the address that is about to be replaced don't count. */
export function existingLinks(cp: ControlProgram, vm: Vmblok, request: LinkRequest): ExistingLinks {
  const users = cp
    .usersOfMinidisk(request.owner, request.entry.address)
    .filter((user) => user.vm !== vm || user.vdev.address !== request.address);
  return {
    readers: users.filter(({ vdev }) => vdev.access === 'R/O').map((user) => user.vm.userid),
    writers: users.filter(({ vdev }) => vdev.access === 'R/W').map((user) => user.vm.userid),
  };
}

/**
 * Gives a virtual machine a minidisk by the rules of LINK. The same minidisk at the same address is released
 * first; another device there refuses the link. SY20-0884, DMKLNK.
 */
export function linkMinidisk(cp: ControlProgram, vm: Vmblok, request: LinkRequest): LinkResult {
  const { owner, entry, address } = request;
  const where = [owner, cuu(entry.address)];
  const refuse = (number: number, fields: readonly string[]): LinkResult => ({
    returnCode: number,
    message: cpMessage('LNK', number, fields),
  });
  const volume = cp.findVolume(entry.volser);
  if (volume === undefined) return refuse(108, [...where, entry.volser]);
  const present = vm.devices.get(address);
  const isSame =
    present?.kind === 'minidisk' && present.owner === owner && present.ownerAddress === entry.address;
  if (present !== undefined && !isSame) {
    return refuse(110, [...where, present.kind === 'minidisk' ? 'DASD' : 'DEV', cuu(address)]);
  }
  const links = existingLinks(cp, vm, request);
  const decision = decideLink(request.mode, links);
  if (decision.access === undefined) {
    const { number, fields } = linkConflict(104, links);
    return refuse(number, [...where, ...fields]);
  }
  if (present !== undefined) cp.detachDevice(vm, address);
  try {
    cp.attachMinidisk(vm, { address, entry, owner, access: decision.access });
  } catch (error) {
    if (!(error instanceof VolumeUnavailable)) throw error;
    return refuse(108, [...where, entry.volser]);
  }
  if (decision.forced) {
    const { number, fields } = linkConflict(101, links);
    return { returnCode: number, message: cpMessage('LNK', number, [cuu(address), ...fields], 'W') };
  }
  return { returnCode: 0, response: `DASD ${cuu(address)} LINKED ${decision.access}${othersText(links)}` };
}
