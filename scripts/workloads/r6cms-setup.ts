/** What has to be done once, at terminals, before the CMS of VM/370 Release 6 can be used beside ours. */

import type { CpUser } from './cp-user.js';
import { R6_SYSTEM, R6_USER, savedDirectory } from './r6cms-system.js';

/** What our CMS and that of Release 6 say when a command is done. */
export const OURS_READY = /^R;/;
export const R6_READY = /^Ready;/;

/**
 * The CMS of the distribution was saved with the directory of a system disk that is not part of it. MAINT IPLs it,
 * empties the directory, and lets CMS save itself under the same name.
 */
export async function forgetSystemDisk(maint: CpUser): Promise<void> {
  await maint.logon('MAINT', 'CPCMS', /^LOGON AT/);
  await maint.enter(`IPL ${R6_SYSTEM}`, /^CMS VERSION 6\.0/);
  const at = savedDirectory().toString(16).toUpperCase();
  await maint.enter(`#CP STORE ${at} 00000000 00000000 00000000`, /^STORE COMPLETE/);
  await maint.enter(`SAVESYS ${R6_SYSTEM}`, /^SYSTEM SAVED/);
  await maint.enter('#CP LOGOFF', /^LOGOFF AT/);
}

/**
 * CMSUSER logs on and formats R6USER's system disk (290, then his B) and the disk for files that go between the
 * generations (295, then his B in its place).
 */
export async function formatR6Disks(ours: CpUser): Promise<void> {
  await ours.logon('CMSUSER', 'CMSUSER', /^CP370 CMS/);
  await ours.enter('', OURS_READY);
  for (const [address, label] of [
    ['190', 'R6SYS'],
    ['195', 'BETWEN'],
  ] as const) {
    const own = address.replace('1', '2');
    await ours.enter(`CP LINK ${R6_USER} ${address} ${own} W ALL`, OURS_READY);
    await ours.enter(`FORMAT ${own} B`, /DO YOU WISH TO CONTINUE/);
    await ours.enter('YES', /ENTER DISK LABEL/);
    await ours.enter(label, OURS_READY);
  }
}

/** CMSUSER has written what R6USER is to find on the disk between: R6USER may have the disks. */
export async function releaseR6Disks(ours: CpUser): Promise<void> {
  await ours.enter('RELEASE 295 (DET', OURS_READY);
  await ours.enter('CP DETACH 290', OURS_READY);
}
