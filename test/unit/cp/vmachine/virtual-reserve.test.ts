import { expect, it } from 'vitest';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const user = (userid: string, disk: string): string => `USER ${userid} X 512K 1M G
 CONSOLE 009 3215
${disk}`;

const directory = (mode: string): string =>
  `DIRECTORY 150 3330 CPPACK
${user('ONE', ` MDISK 191 3330 010 020 SCRTCH ${mode}`)}
${user('TWO', '')}
`;

/** One command to the disk, its condition code and CSW status, and what comes by itself afterwards. */
const program = (command: string, waits: boolean): string => `
DISK     CSECT
         ORG   DISK+X'200'
START    BALR  12,0
         USING *,12
         LA    1,CHAIN
         ST    1,72
         MVC   120(8),IONEW
         SR    0,0
         ST    0,68
         SIO   X'191'
         BALR  5,0
         BC    8,BEGUN
         ${waits ? 'LPSW  WAITPSW' : 'LPSW  STOP'}
BEGUN    TIO   X'191'
         BC    2,BEGUN
         LPSW  STOP
ENDED    LPSW  STOP
         DS    0D
WAITPSW  DC    X'FE02000000000000'
IONEW    DC    X'00000000',A(ENDED)
STOP     DC    X'0002000000000AAA'
CHAIN    CCW   ${command},SENSE,X'20',24
SENSE    DS    CL24
         END   START
`;

function makeUsers(mode: string) {
  const harness = new VirtualMachineHarness({ directory: directory(mode) });
  const one = harness.vm;
  const two = harness.logon('TWO');
  const disk = one.devices.get(0x191)!;
  if (disk.kind !== 'minidisk') throw new Error('no minidisk');
  const entry = harness.directory.findMinidisk('ONE', 0x191)!;
  harness.cp.attachMinidisk(two, { address: 0x191, entry, owner: 'ONE', access: 'R/W' });
  /** Condition code and unit status. */
  const run = (vm: typeof one, command: string, waits = false): number[] => {
    harness.start(program(command, waits), vm);
    if (!waits) harness.runToCp(10, vm);
    const status = harness.cp.readStorage(vm, 68, 1)![0];
    return [(vm.gpr[5] >>> 28) & 3, status];
  };
  return { harness, one, two, run };
}

it('keeps a reserved minidisk from others, who hear of its release', () => {
  const { harness, one, two, run } = makeUsers('MWV');
  expect(run(one, "X'B4'")).toEqual([0, 0x0c]);
  // busy
  expect(run(two, "X'04'")).toEqual([1, 0x10]);
  expect(run(one, "X'04'")).toEqual([0, 0x0c]);
  run(two, "X'B4'", true);
  harness.runUntil(() => two.state === 'waiting');
  expect(run(one, "X'94'")).toEqual([0, 0x0c]);
  harness.runToCp(10, two);
  // device end by itself
  expect(harness.cp.readStorage(two, 68, 1)![0]).toBe(0x04);
  expect(run(two, "X'B4'")).toEqual([0, 0x0c]);
  expect(run(one, "X'03'")).toEqual([1, 0x10]);
  // a reset releases
  harness.cp.systemReset(two, false);
  harness.cp.systemReset(one, false);
  expect(run(one, "X'04'")).toEqual([0, 0x0c]);
});

it('does nothing to others on a minidisk without V', () => {
  const { one, two, run } = makeUsers('MW');
  expect(run(one, "X'B4'")).toEqual([0, 0x0c]);
  expect(run(two, "X'04'")).toEqual([0, 0x0c]);
});
