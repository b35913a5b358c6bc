import { describe, expect, it } from 'vitest';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

/**
 * An EC-mode guest that builds its own tables in `format`, turns DAT on, and works with third-level storage:
 * segment 0 page by page onto itself, except that the page at X'5000' and that at X'6000' change places.
 */
const GUEST = (cr0: string, pageShift: 11 | 12, segmentShift: 16 | 20): string => {
  const entries = 1 << (segmentShift - pageShift);
  // in segment 1, which is invalid
  const beyond = (1 << segmentShift) + 0x2345;
  const block = 1 << pageShift;
  const entry = (frame: number): string =>
    (frame << (pageShift === 12 ? 4 : 3)).toString(16).padStart(4, '0');
  const swap = (page: number): number => {
    const address = page * block;
    const low = address & 0xfff;
    if (address - low === 0x5000) return (0x6000 + low) / block;
    if (address - low === 0x6000) return (0x5000 + low) / block;
    return page;
  };
  const table = Array.from({ length: entries }, (_, page) => entry(swap(page))).join('');
  const lines = table.match(/.{32}/g)!.map((hex) => `         DC    X'${hex}'`);
  return `
XLATE    CSECT
         ORG   XLATE+X'200'
START    BALR  12,0
         USING *,12
         MVC   X'68'(8),PRONEW
         L     2,=X'00005000'
         MVI   0(2),C'A'
         L     2,=X'00006000'
         MVI   0(2),C'B'
         LCTL  0,1,CRS
         LPSW  DATON
ON       L     2,=X'00005000'
         MVC   SEEN(1),0(2)
         L     2,=X'00006000'
         MVC   SEEN+1(1),0(2)
         MVI   1(2),C'X'
         LRA   3,0(,2)
         ST    3,REAL
         L     2,=A(${beyond})
         LRA   4,0(,2)
         BALR  5,0
         ST    5,LRACC
FAULT    L     6,0(,2)
         LPSW  BADSTOP
CAUGHT   MVC   OLD(8),X'28'
         MVC   CODES(8),X'8C'
         LPSW  STOP
         DS    0D
DATON    DC    X'04080000',A(ON)
PRONEW   DC    X'00080000',A(CAUGHT)
STOP     DC    X'000A000000000AAA'
BADSTOP  DC    X'000A000000000BAD'
CRS      DC    X'${cr0}',X'00000800'
         LTORG
         ORG   XLATE+X'700'
SEEN     DC    X'0000'
REAL     DC    F'0'
LRACC    DC    F'0'
OLD      DC    2F'0'
CODES    DC    2F'0'
         ORG   XLATE+X'800'
         DC    X'F0000A00',X'00000001'
         ORG   XLATE+X'A00'
${lines.join('\n')}
         END   START
`;
};

describe('a guest with its own translation', () => {
  for (const [name, cr0, shift, segment] of [
    ['4K pages and 64K segments', '008000E0', 12, 16],
    ['2K pages and 64K segments', '004000E0', 11, 16],
    ['4K pages and 1M segments', '009000E0', 12, 20],
    ['2K pages and 1M segments', '005000E0', 11, 20],
  ] as const) {
    it(`runs by shadow tables with ${name}`, () => {
      const harness = new VirtualMachineHarness();
      harness.cp.setEcMode(harness.vm, true);
      harness.start(GUEST(cr0, shift, segment));
      harness.runToCp();
      expect(harness.console.lines).toEqual(["CP ENTERED; DISABLED WAIT PSW '000A0000 00000AAA'"]);
      const read = (at: number, length: number): string =>
        Buffer.from(harness.cp.readStorage(harness.vm, at, length)!).toString('hex');
      expect(read(0x700, 2)).toBe('c2c1'); // B is seen at X'5000', A at X'6000'
      expect(read(0x5000, 2)).toBe('c1e7'); // the store went to the page that lies under X'6000'
      expect(read(0x704, 4)).toBe('00005000');
      expect(harness.vm.gpr[4]).toBe(0x804);
      expect((parseInt(read(0x708, 4), 16) >>> 28) & 3).toBe(1);
      expect(read(0x714, 4)).toBe('00040010'); // ILC 2 halfwords, segment translation
      expect(parseInt(read(0x718, 4), 16)).toBe((1 << segment) + 0x2345);
    });
  }
});
