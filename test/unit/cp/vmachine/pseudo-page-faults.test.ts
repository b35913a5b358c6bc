import { expect, it } from 'vitest';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

/** Uses the page at X'5000' in EC mode, enabled for I/O; its handler notes the exceptions and waits for the page. */
const GUEST = (dat: boolean): string => `
PAGEX    CSECT
         ORG   PAGEX+X'200'
START    BALR  12,0
         USING *,12
         MVC   X'68'(8),PRONEW
         LCTL  0,1,CRS
         L     2,=X'00005000'
         LPSW  ENABLED
TOUCH    L     6,0(,2)
         LPSW  STOP
CAUGHT   MVC   OLD(8),X'28'
         MVC   TAUGHT(8),X'8C'
         MVC   X'68'(8),PRONEW2
         LPSW  WAIT
CAUGHT2  MVC   TCOME(8),X'8C'
         LPSW  OLD
         DS    0D
ENABLED  DC    X'0${dat ? 6 : 2}080000',A(TOUCH)
WAIT     DC    X'020A000000000111'
PRONEW   DC    X'00080000',A(CAUGHT)
PRONEW2  DC    X'00080000',A(CAUGHT2)
STOP     DC    X'000A000000000AAA'
OLD      DC    2F'0'
TAUGHT   DC    2F'0'
TCOME    DC    2F'0'
CRS      DC    X'008000E0',X'00000800'
         LTORG
         ORG   PAGEX+X'800'
         DC    X'F0000A00'
         ORG   PAGEX+X'A00'
         DC    X'0000001000200030004000600050007000800090'
         DC    X'00A000B000C000D000E000F0'
         END   START
`;

function run(dat: boolean, pageExceptions: boolean): VirtualMachineHarness {
  const harness = new VirtualMachineHarness({ realStorage: 0x200000 });
  const { vm, cp } = harness;
  cp.setEcMode(vm, true);
  vm.settings.pageExceptions = pageExceptions;
  // a page on a paging volume, not in real storage
  cp.writeStorage(vm, 0x5000, Uint8Array.of(1, 2, 3, 4));
  cp.writeStorage(vm, 0x6000, Uint8Array.of(5, 6, 7, 8));
  harness.load(GUEST(dat));
  for (const address of [0x5000, 0x6000]) expect(cp.pager.pageOut(vm.storage.page(address)!)).toBe(true);
  harness.start(GUEST(dat));
  harness.runToCp();
  expect(harness.console.lines).toEqual(["CP ENTERED; DISABLED WAIT PSW '000A0000 00000AAA'"]);
  return harness;
}

const words = ({ cp, vm }: VirtualMachineHarness, count: number): string => {
  // TAUGHT and TCOME stand behind the five PSWs and OLD
  const source = Buffer.from(cp.readStorage(vm, 0, 0x800)!).toString('hex');
  const at = source.indexOf('000a000000000aaa') + 32;
  return source.slice(at, at + 8 * count);
};

it('shows a guest that its page is on the way, and that it has come', () => {
  const harness = run(false, true);
  // ILC 2 halfwords, code X'14', address; then ILC 0, and the address with bit 0
  expect(words(harness, 4)).toBe('00040014' + '00005000' + '00000014' + '80005000');
  expect(harness.vm.gpr[6]).toBe(0x01020304);
});

it('gives a guest with DAT on the address of its own real storage', () => {
  const harness = run(true, true);
  expect(words(harness, 4)).toBe('00040014' + '00006000' + '00000014' + '80006000');
  expect(harness.vm.gpr[6]).toBe(0x05060708);
});

it('shows nothing with PAGEX off', () => {
  const harness = run(false, false);
  expect(words(harness, 4)).toBe('0'.repeat(32));
  expect(harness.vm.gpr[6]).toBe(0x01020304);
});
