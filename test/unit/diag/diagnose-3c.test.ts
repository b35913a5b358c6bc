import { expect, it } from 'vitest';
import { Directory } from '../../../src/cp/directory/index.js';
import { DIAGNOSE_DIRECTORY, DiagnoseGuest, PRIVILEGED } from '../../support/diagnose.js';

it("X'3C' takes the directory as it is now", () => {
  let source = DIAGNOSE_DIRECTORY;
  const guest = new DiagnoseGuest('MAINT', {
    services: { readDirectory: () => Directory.fromSource(source).directory },
  });
  const activate = (): number => guest.call(0x3c, 2, 3).conditionCode;
  source += 'USER CAROL SINGER 512K 1M G\n CONSOLE 009 3215\n';
  expect(guest.system.directory.find('CAROL')).toBeUndefined();
  expect(activate()).toBe(0);
  expect(guest.system.directory.find('CAROL')?.password).toBe('SINGER');
  source += 'NONSENSE\n';
  expect(activate()).toBe(3);
  expect(guest.system.directory.find('CAROL')).toBeDefined();
});

it("X'3C' has nothing to read in a system whose directory is given, and is not for everybody", () => {
  expect(new DiagnoseGuest('MAINT').call(0x3c, 2, 3).conditionCode).toBe(2);
  expect(new DiagnoseGuest().call(0x3c, 2, 3).check).toBe(PRIVILEGED);
});
