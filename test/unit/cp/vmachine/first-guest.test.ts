import { describe, expect, it } from 'vitest';
import { TapeDrive } from '../../../../src/s370/index.js';
import { MemoryTape } from '../../../support/memory-volumes.js';
import { VirtualMachineHarness, deckOf } from '../../../support/virtual-machine.js';

const HELLO = `
HELLO    CSECT
START    BALR  12,0
         USING *,12
         LA    1,WRITE
         ST    1,72
         LA    2,9
         SIO   0(2)
WAITIO   TIO   0(2)
         BC    7,WAITIO
         DIAG  3,4,X'0060'
         ST    3,SIZE
         LA    5,COMMAND
         LA    6,L'COMMAND
         DIAG  5,6,X'0008'
         LPSW  STOP
         DS    0D
STOP     DC    X'0002000000000ABC'
WRITE    CCW   9,TEXT,X'20',L'TEXT
SIZE     DC    F'0'
TEXT     DC    C'HELLO FROM A VIRTUAL MACHINE'
COMMAND  DC    C'QUERY TIME'
         END
`
  .replaceAll("DIAG  3,4,X'0060'", "DC    X'83340060'")
  .replaceAll("DIAG  5,6,X'0008'", "DC    X'83560008'");

describe('a guest', () => {
  it('is IPLed from the virtual reader, writes to its console, issues hypercalls, ends in a disabled wait', () => {
    const harness = new VirtualMachineHarness({ deck: deckOf(HELLO, 0x2000) });
    harness.ipl('00C');
    harness.runToCp();
    expect(harness.console.lines).toEqual([
      'HELLO FROM A VIRTUAL MACHINE',
      '?CP: QUERY TIME',
      "CP ENTERED; DISABLED WAIT PSW '00020000 00000ABC'",
    ]);
  });

  it('is IPLed from a dedicated tape that is still rewinding', () => {
    const tape = new MemoryTape();
    // IPL record: a disabled wait PSW, and a no-operation to go on with
    const record = new Uint8Array(24);
    record.set([0x00, 0x02, 0, 0, 0, 0, 0x0b, 0xcd, 0x03, 0, 0, 0, 0x20, 0, 0, 1]);
    tape.writeBlock(record);
    const harness = new VirtualMachineHarness({ devices: new Map([[0x580, new TapeDrive(tape)]]) });
    const { cp, vm } = harness;
    const real = cp.realDevices().find(({ address }) => address === 0x580)!;
    cp.attachReal(vm, 0x181, real, false);
    cp.realIo(0x580, [{ command: 0x07 }], () => undefined);
    harness.ipl('181');
    harness.runToCp();
    expect(harness.console.lines.at(-1)).toBe("CP ENTERED; DISABLED WAIT PSW '00020000 00000BCD'");
  });
});
