/** VM/370's DASD dump/restore program in a virtual machine copies a minidisk, dumps it to tape and restores it. */

import { DdrGuest } from './ddr-guest-system.js';
import { workFolder } from './folders.js';
import { HostedSystem, makeGuestSystem } from './hosted-system.js';
import type { Progress } from './progress.js';

export interface DdrGuestOptions {
  /** Work folder. */
  readonly folder?: string;
  /** Cylinders of the minidisk. */
  readonly cylinders?: number;
  /** Show the consoles. */
  readonly verbose?: boolean;
}

const CYLINDERS = 20;

/** Runs the steps and says how they went; 0 when the minidisks are alike, else 1. Throws when a step can't be done. */
export async function runDdrGuest(options: DdrGuestOptions, progress: Progress): Promise<number> {
  const folder = workFolder('ddr-guest', options.folder);
  const guest = new DdrGuest(folder, options.cylinders ?? CYLINDERS);
  await progress.step('packs and tape', () => guest.prepare());
  const path = await progress.step('system with CP', () => makeGuestSystem(folder, guest.site()));
  const system = new HostedSystem(path, progress.watch(options.verbose));
  try {
    await progress.step('logon, tapes attached', async () => {
      const operator = await system.logon('OPERATOR', 'OPERATOR');
      await guest.logon(system, (line) => operator.type(line));
    });
    await progress.step('COPY minidisk to minidisk', () => guest.copyDisk());
    await progress.step('DUMP minidisk to tape', () => guest.dump());
    await progress.step('RESTORE tape to minidisk', () => guest.restore());
  } finally {
    system.close(folder);
  }
  const faults = guest.check([guest.copy, guest.restored], (line) => progress.say(line));
  for (const fault of faults) progress.say(`WRONG: ${fault}`);
  if (faults.length === 0) progress.say('nothing else on the packs has changed');
  return faults.length === 0 ? 0 : 1;
}
