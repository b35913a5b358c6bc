import { describe, expect, it } from 'vitest';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const USER = (userid: string, storage: string): string => `
USER ${userid} ${userid} ${storage} 16M G
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
`;

/** Fills every page beyond X'2000' with a pattern of its own, over and over, and checks it; stops after some rounds. */
const PAGER = (seed: number, size: number, rounds: number): string => `
PAGER    CSECT
         ORG   PAGER+X'200'
START    BALR  12,0
         USING *,12
         LA    10,${rounds}
ROUND    L     2,FIRST
FILL     LR    3,2
         A     3,SEED
         AR    3,10
         ST    3,0(,2)
         ST    3,2044(,2)
         A     2,STEP
         C     2,LAST
         BL    FILL
         L     2,FIRST
CHECK    LR    3,2
         A     3,SEED
         AR    3,10
         C     3,0(,2)
         BNE   BAD
         C     3,2044(,2)
         BNE   BAD
         A     2,STEP
         C     2,LAST
         BL    CHECK
         BCT   10,ROUND
         LPSW  STOP
BAD      LPSW  BADSTOP
         DS    0D
STOP     DC    X'0002000000000AAA'
BADSTOP  DC    X'0002000000000BAD'
FIRST    DC    A(X'2000')
LAST     DC    A(${size})
STEP     DC    F'2048'
SEED     DC    A(${seed})
         END   START
`;

const LOOP = `
LOOP     CSECT
         ORG   LOOP+X'200'
START    BALR  12,0
         USING *,12
HERE     B     HERE
         END   START
`;

const DEAD = `
DEAD     CSECT
         ORG   DEAD+X'200'
START    BALR  12,0
         USING *,12
         LPSW  STOP
         DS    0D
STOP     DC    X'0002000000000DED'
         END   START
`;

/** Reads lines from the console and writes them back for ever. */
const ECHO = `
ECHO     CSECT
         ORG   ECHO+X'200'
START    BALR  12,0
         USING *,12
         MVC   120(8),IONEW
AGAIN    LA    1,READ
         BAL   14,DOIO
         LA    3,80
         LH    4,70
         SR    3,4
         STH   3,WRITE+6
         LA    1,WRITE
         BAL   14,DOIO
         B     AGAIN
DOIO     ST    1,72
         LA    2,9
         SIO   0(2)
         LPSW  WAITPSW
ENDED    BR    14
         DS    0D
WAITPSW  DC    X'FE02000000000000'
IONEW    DC    X'00000000',A(ENDED)
READ     CCW   10,LINE,X'20',80
WRITE    CCW   9,LINE,X'20',80
LINE     DS    CL80
         END   START
`;

/** Stores into every page of the 24-bit address space that lies behind the program; counts the addressing exceptions. */
const STORE_EVERYWHERE = `
WILD     CSECT
         ORG   WILD+X'200'
START    BALR  12,0
         USING *,12
         MVC   104(8),PRONEW
         SLR   9,9
         L     2,FIRST
NEXT     ST    2,0(,2)
         B     MORE
CAUGHT   CLI   43,5
         BNE   BAD
         LA    9,1(,9)
MORE     A     2,STEP
         C     2,LAST
         BL    NEXT
         LPSW  STOP
BAD      LPSW  BADSTOP
         DS    0D
PRONEW   DC    X'00000000',A(CAUGHT)
STOP     DC    X'0002000000000AAA'
BADSTOP  DC    X'0002000000000BAD'
FIRST    DC    A(X'1000')
LAST     DC    X'01000000'
STEP     DC    F'4096'
         END   START
`;

describe('several users', () => {
  it('are safe from one who stores into every page that can be named', () => {
    const harness = new VirtualMachineHarness({
      directory: `DIRECTORY 150 3330 CPPACK${USER('VICTIM', '128K')}${USER('WILD', '64K')}`,
    });
    const wild = harness.logon('WILD');
    const pattern = new Uint8Array(0x20000).map((_, at) => (at * 7) >>> 3);
    harness.cp.writeStorage(harness.vm, 0, pattern);
    harness.start(STORE_EVERYWHERE, wild);
    harness.runToCp(10, wild);
    expect(harness.consoleOf(wild).lines).toEqual(["CP ENTERED; DISABLED WAIT PSW '00020000 00000AAA'"]);
    expect(wild.gpr[9]).toBe(4096 - 16);
    expect(harness.cp.readStorage(harness.vm, 0, 0x20000)).toEqual(pattern);
    expect(harness.cp.readStorage(wild, 0xf000, 4)).toEqual(Uint8Array.of(0, 0, 0xf0, 0));
    expect(harness.cp.pageFigures(wild).resident).toBe(16);
  });

  it('have more virtual storage together than there is real storage', () => {
    const harness = new VirtualMachineHarness({
      realStorage: 0x80000, // 512K
      directory: `DIRECTORY 150 3330 CPPACK${USER('ONE', '512K')}${USER('TWO', '512K')}`,
    });
    const two = harness.logon('TWO');
    harness.start(PAGER(0x11110000, 0x80000, 3), harness.vm);
    harness.start(PAGER(0x22220000, 0x80000, 3), two);
    harness.runUntil(() => harness.vm.state === 'cp' && two.state === 'cp', 60);
    const end = ["CP ENTERED; DISABLED WAIT PSW '00020000 00000AAA'"];
    expect(harness.console.lines).toEqual(end);
    expect(harness.consoleOf(two).lines).toEqual(end);
    expect(two.accounting.pageReads).toBeGreaterThan(50);
    const figures = harness.cp.pageFigures(two);
    expect(figures.resident).toBeLessThan(128);
    harness.cp.logoff(two);
    harness.cp.runSlice(1);
    harness.cp.logoff(harness.vm);
    harness.cp.runSlice(1);
    expect(harness.cp.pageStore.used).toBe(0);
    expect(harness.cp.frames.free).toBe(harness.cp.frames.pageable);
  });

  it('do not disturb each other: a loop and a disabled wait beside a user at work', () => {
    const harness = new VirtualMachineHarness({
      speed: 2,
      directory: `DIRECTORY 150 3330 CPPACK${USER('WORK', '64K')}${USER('LOOP', '64K')}${USER('DEAD', '64K')}`,
    });
    const loop = harness.logon('LOOP');
    const dead = harness.logon('DEAD');
    harness.start(LOOP, loop);
    harness.start(DEAD, dead);
    harness.start(ECHO);
    const { events } = harness.machine;
    harness.runUntil(() => dead.state === 'cp' && harness.console.reading);
    const times: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      // The loop has the CPU for itself for a while.
      const rest = events.now() + 200_000;
      harness.runUntil(() => events.now() > rest);
      const asked = events.now();
      harness.enter(`line ${turn}`, `line ${turn}`, 1);
      times.push(events.now() - asked);
      harness.runUntil(() => harness.console.reading);
    }
    expect(loop.state).toBe('running');
    // Interactive work is not delayed by the loop: far below one turn of queue 2.
    expect(Math.max(...times)).toBeLessThan(5000);
    expect(loop.accounting.virtualCpu).toBeGreaterThan(3_000_000);
  });

  it('share the CPU', () => {
    const harness = new VirtualMachineHarness({
      speed: 2,
      directory: `DIRECTORY 150 3330 CPPACK${USER('ONE', '64K')}${USER('TWO', '64K')}${USER('THREE', '64K')}`,
    });
    const others = [harness.logon('TWO'), harness.logon('THREE')];
    for (const vm of [harness.vm, ...others]) harness.start(LOOP, vm);
    const until = harness.machine.events.now() + 3e6;
    harness.runUntil(() => harness.machine.events.now() > until);
    const shares = [harness.vm, ...others].map((vm) => vm.accounting.virtualCpu);
    expect(Math.max(...shares) / Math.min(...shares)).toBeLessThan(1.2);
  });
});
