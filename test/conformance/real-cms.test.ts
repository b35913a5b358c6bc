import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guestAddress } from '../../src/cp/vmachine/guest-address.js';
import { CdfDisk, minidiskBlocks } from '../support/cdf-reader.js';
import { copyToPack, readCkdc } from '../support/ckdc-volume.js';
import { VirtualMachineHarness, memoryPack } from '../support/virtual-machine.js';

/** The CMS of VM/370 Release 6 as a saved system, with minidisks, as the emulator emx370 distributes them. */
const SYSTEM = join(homedir(), '.cp370/workloads/emx370/sample-system');
const SAVED_PAGES = 33;

/** IPLs the saved system: the first page of the file holds PSW, registers and keys, the others page 0 and on. */
function ipl(harness: VirtualMachineHarness): void {
  const { vm, cp } = harness;
  const file = readFileSync(join(SYSTEM, 'cp_shared/CMS.segment'));
  cp.writeStorage(vm, 0, file.subarray(4096));
  for (let page = 0; page < SAVED_PAGES; page++) {
    const keys = file[0xa8 + page];
    vm.storage.setKey(guestAddress(page * 4096), keys & 0xf0);
    vm.storage.setKey(guestAddress(page * 4096 + 2048), (keys & 0x0f) << 4);
  }
  for (let register = 0; register < 16; register++) {
    vm.gpr[register] = file.readInt32BE(8 + 4 * register);
    vm.cr[register] = file.readInt32BE(0x68 + 4 * register);
  }
  vm.psw.load(file.readInt32BE(0), file.readInt32BE(4));
  cp.beginExecution(vm);
}

describe.runIf(existsSync(SYSTEM))("VM/370's CMS in a virtual machine", () => {
  it('comes up, accesses a disk, finds and erases files', () => {
    const pack = memoryPack('REAL01', '3350');
    const files = join(SYSTEM, 'cp_cmsuser/cmsuser_191.ckdc');
    copyToPack(readCkdc(files, `${files}.delta`), pack, 100);
    const disk = (): CdfDisk => new CdfDisk(minidiskBlocks(pack, 100));
    const erased = disk().files.find(({ name }) => name === 'TESTBLKS')!;
    const harness = new VirtualMachineHarness({
      volumes: new Map([[0x350, pack]]),
      directory: `DIRECTORY 150 3330 CPPACK
USER CMSUSER CMSUSER 1M 16M G
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 190 3350 300 001 REAL01 RR
 MDISK 191 3350 100 115 REAL01 MR
`,
    });
    const terminal = harness.console;
    const enter = (line: string): string => {
      const before = terminal.lines.length;
      terminal.type(line);
      harness.runUntil(() => terminal.reading && terminal.lines.length > before, 30);
      return terminal.lines.slice(before).join('\n');
    };
    ipl(harness);
    harness.runUntil(() => terminal.reading, 30);
    expect(terminal.lines[0]).toMatch(/^CMS VERSION 6\.0/);
    enter('');
    expect(enter('STATE NOSUCH FILE')).toMatch(/^File 'NOSUCH FILE' not found.\nReady\(00028\); T=/);
    expect(enter('STATE PROFILE EXEC')).toMatch(/^Ready; T=/);
    expect(enter(`ERASE ${erased.name} ${erased.type}`)).toMatch(/^Ready; T=/);
    expect(enter(`STATE ${erased.name} ${erased.type}`)).toContain('not found');
    expect(enter('CP NONSENSE')).toMatch(/^\?CP: NONSENSE\nReady\(-0001\)/);
    expect(disk().problems()).toEqual([]);
    expect(disk().files.map(({ name }) => name)).not.toContain(erased.name);
  });
});
