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

interface LinkPermission {
  readonly access: 'R/O' | 'R/W';
  /** Less than what was asked for first. */
  readonly forced: boolean;
  readonly links: ExistingLinks;
}

/** Why a link can't be given now, whatever the password: the volume, the address, the links of others. */
export function linkRefusal(cp: ControlProgram, vm: Vmblok, request: LinkRequest): LinkResult | undefined {
  const result = judge(cp, vm, request);
  return 'access' in result ? undefined : result;
}

function judge(cp: ControlProgram, vm: Vmblok, request: LinkRequest): LinkPermission | LinkResult {
  const { owner, entry, address } = request;
  const where = [owner, cuu(entry.address)];
  if (cp.findVolume(entry.volser) === undefined) return refusal(108, [...where, entry.volser]);
  const present = vm.devices.get(address);
  const isSame =
    present?.kind === 'minidisk' && present.owner === owner && present.ownerAddress === entry.address;
  if (present !== undefined && !isSame) {
    return refusal(110, [...where, present.kind === 'minidisk' ? 'DASD' : 'DEV', cuu(address)]);
  }
  const links = existingLinks(cp, vm, request);
  const decision = decideLink(request.mode, links);
  if (decision.access !== undefined) return { ...decision, links };
  const { number, fields } = linkConflict(104, links);
  return refusal(number, [...where, ...fields]);
}

function refusal(number: number, fields: readonly string[]): LinkResult {
  return { returnCode: number, message: cpMessage('LNK', number, fields) };
}

/**
 * Gives a virtual machine a minidisk by the rules of LINK. The same minidisk at the same address is released
 * first; another device there refuses the link. SY20-0884, DMKLNK.
 */
export function linkMinidisk(cp: ControlProgram, vm: Vmblok, request: LinkRequest): LinkResult {
  const result = judge(cp, vm, request);
  if (!('access' in result)) return result;
  const { access, forced, links } = result;
  const { owner, entry, address } = request;
  cp.detachDevice(vm, address);
  try {
    cp.attachMinidisk(vm, { address, entry, owner, access });
  } catch (error) {
    if (!(error instanceof VolumeUnavailable)) throw error;
    return refusal(108, [owner, cuu(entry.address), entry.volser]);
  }
  if (forced) {
    const { number, fields } = linkConflict(101, links);
    return { returnCode: number, message: cpMessage('LNK', number, [cuu(address), ...fields], 'W') };
  }
  return { returnCode: 0, response: `DASD ${cuu(address)} LINKED ${access}${othersText(links)}` };
}
