import { describe, expect, it } from 'vitest';
import { AwsTape } from '../../src/media/index.js';
import { TapeDrive, parseTrack } from '../../src/s370/index.js';
import { VirtualMachineHarness } from '../support/virtual-machine.js';
import { hasWorkload, workload } from '../support/workloads.js';

/** VM/370's stand-alone DASD dump/restore program, as it was distributed: a real program that knows nothing of us. */
const DDR = workload('dmkddr.aws');

describe.runIf(hasWorkload('dmkddr.aws'))('VM/370 DDR in a virtual machine', () => {
  it('is IPLed from a dedicated tape and copies and types tracks of minidisks', () => {
    const harness = new VirtualMachineHarness({
      speed: 20,
      directory: `DIRECTORY 150 3330 CPPACK
USER TEST TEST 512K 16M G
 CONSOLE 01F 3215
 SPOOL 00E 1403 A
 MDISK 191 3330 010 003 SCRTCH MR
 MDISK 192 3330 020 003 SCRTCH MR
`,
    });
    const { cp, vm, machine, console: terminal } = harness;
    const tape = new TapeDrive(AwsTape.open(DDR, { readOnly: true }));
    machine.channels.attach(0x580, tape);
    cp.devices.scan();
    const real = cp.realDevices().find(({ address }) => address === 0x580)!;
    expect(cp.attachReal(vm, 0x181, real, true)).toBeDefined();
    // What is on a minidisk names the minidisk's cylinders.
    harness.packs.scratch.put(11, 4, [
      { key: new Uint8Array(0), data: new Uint8Array(100).fill(0xc1) },
      { key: new Uint8Array(0), data: new Uint8Array(50).fill(0xc2) },
    ]);
    harness.ipl('181');
    harness.runUntil(() => terminal.reading || vm.state === 'waiting', 20);
    for (let tries = 0; tries < 20 && !terminal.reading; tries++) {
      cp.presentAttention(vm);
      const until = machine.events.now() + 200_000;
      harness.runUntil(() => terminal.reading || machine.events.now() > until);
    }
    const answer = (line: string, expected: string): string => {
      const before = terminal.text.length;
      terminal.type(line);
      harness.runUntil(() => terminal.reading && terminal.text.slice(before).includes(expected), 60);
      return terminal.text.slice(before);
    };
    answer('INPUT 191 3330', 'ENTER:');
    answer('OUTPUT 192 3330', 'ENTER:');
    answer('COPY 0 TO 2', 'NO VOL1 LABEL FOUND');
    answer('YES', 'ENTER NEXT EXTENT');
    answer('', 'NO VOL1 LABEL FOUND');
    answer('YES', 'END OF COPY');
    const copied = parseTrack(harness.packs.scratch.readTrack(21, 4), 'copy');
    const dataOf = (record: number): number[] => {
      const { offset, end } = copied.records[record];
      return [...new Set(copied.bytes.slice(offset + 8, end))];
    };
    expect([copied.records.length, dataOf(1), dataOf(2)]).toEqual([3, [0xc1], [0xc2]]);
    answer('INPUT 192 3330', 'ENTER:');
    answer('TYPE 1 4', 'NO VOL1 LABEL FOUND');
    const shown = answer('YES', 'ENTER:');
    expect(shown).toContain('CYL 001 HD 04 HOME ADDRESS 0000010004');
    expect(shown).toContain('C2C2C2C2 C2C2C2C2');
    expect(harness.packs.scratch.readTrack(23, 0).slice(1, 5)).toEqual(Uint8Array.of(0, 23, 0, 0));
  });
});
