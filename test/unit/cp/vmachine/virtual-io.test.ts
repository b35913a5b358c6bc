import { describe, expect, it } from 'vitest';
import { TapeDrive, parseTrack } from '../../../../src/s370/index.js';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { MemoryTape } from '../../../support/memory-volumes.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const NO_KEY = new Uint8Array(0);

/** Reads a line with an I/O interruption at its end, writes it back, stops. */
const ECHO = `
ECHO     CSECT
         ORG   ECHO+X'200'
START    BALR  12,0
         USING *,12
         MVC   120(8),IONEW        I/O NEW PSW
         LA    1,READ
         BAL   14,DOIO
         LA    3,80                LENGTH: COUNT - RESIDUAL
         LH    4,70
         SR    3,4
         STH   3,WRITE+6
         LA    1,WRITE
         BAL   14,DOIO
         LPSW  STOP
DOIO     ST    1,72
         LA    2,9
         SIO   0(2)
         BC    7,BAD
         LPSW  WAITPSW
BAD      LPSW  BADSTOP
ENDED    TM    68,X'08'            CHANNEL END
         BZ    BAD
         BR    14
         DS    0D
WAITPSW  DC    X'FE02000000000000'
IONEW    DC    X'00000000',A(ENDED)
STOP     DC    X'0002000000000AAA'
BADSTOP  DC    X'0002000000000BAD'
READ     CCW   10,LINE,X'20',80
WRITE    CCW   9,LINE,X'20',80
LINE     DS    CL80
         END   START
`;

/** Writes record 1 of cylinder 2, head 3 of the minidisk by DIAGNOSE X'18', reads it back by SIO. */
const DISK = `
DISK     CSECT
         ORG   DISK+X'200'
START    BALR  12,0
         USING *,12
         LA    2,X'191'
         LA    3,WCHAIN
         LA    15,1
         DC    X'83230018'
         ST    15,RC
         BALR  5,0
         ST    5,CONDCODE
         LA    1,RCHAIN
         ST    1,72
         SIO   0(2)
         BC    7,BAD
POLL     TIO   0(2)
         BC    2,POLL
         BC    8,BAD
         LPSW  STOP
BAD      LPSW  BADSTOP
         DS    0D
STOP     DC    X'0002000000000AAA'
BADSTOP  DC    X'0002000000000BAD'
WCHAIN   CCW   X'07',SEEK,X'40',6
         CCW   X'31',SEEK+2,X'40',5
         CCW   X'08',*-8,0,0
         CCW   X'05',OUT,X'20',800
RCHAIN   CCW   X'07',SEEK,X'40',6
SEARCH   CCW   X'31',SEEK+2,X'40',5
         CCW   X'08',SEARCH,0,0
         CCW   X'86',IN,X'A0',100
         CCW   X'06',IN2,X'20',700
SEEK     DC    X'000000020003',X'01'
RC       DC    F'-1'
CONDCODE DC    F'-1'
OUT      DC    800C'W'
         ORG   DISK+X'FC0'
IN       DS    CL100
         ORG   DISK+X'2F00'
IN2      DS    CL700
         END   START
`;

/** Rewinds a tape and starts it again at once, until it is free: then says how often it found it busy. */
const REWINDING = `
REWINDNG CSECT
         ORG   REWINDNG+X'200'
START    BALR  12,0
         USING *,12
         LA    2,X'181'
         LA    1,WRITE
         ST    1,72
         SIO   0(2)
         BC    7,BAD
POLL     TIO   0(2)
         BC    2,POLL
         LA    1,REWIND
         ST    1,72
         SIO   0(2)                CHANNEL END AT ONCE
         BC    11,BAD
         CLI   68,X'08'
         BNE   BAD
         TIO   0(2)
         BC    11,BAD
         CLI   68,X'10'            BUSY
         BNE   BAD
         SR    3,3
         LA    1,SPACE
         ST    1,72
AGAIN    SIO   0(2)
         BC    11,FREE
         TM    68,X'04'            DEVICE END OF THE REWIND, WITH BUSY
         BO    ENDED
         LA    3,1(3)
         B     AGAIN
ENDED    CLI   68,X'14'
         BNE   BAD
         LTR   3,3
         BZ    BAD
         LPSW  STOP
FREE     LPSW  FREESTOP
BAD      LPSW  BADSTOP
         DS    0D
STOP     DC    X'0002000000000AAA'
BADSTOP  DC    X'0002000000000BAD'
FREESTOP DC    X'0002000000000FEE'
WRITE    CCW   1,START,X'20',4000
REWIND   CCW   7,START,X'20',1
SPACE    CCW   X'37',START,X'20',1
         END   START
`;

describe('virtual I/O', () => {
  it('finds a dedicated tape that rewinds busy, for START I/O too', () => {
    const devices = new Map([[0x580, new TapeDrive(new MemoryTape())]]);
    const harness = new VirtualMachineHarness({ devices });
    const { cp, vm } = harness;
    const real = cp.realDevices().find(({ address }) => address === 0x580)!;
    cp.attachReal(vm, 0x181, real, false);
    harness.start(REWINDING);
    harness.runToCp();
    expect(harness.console.lines.at(-1)).toBe("CP ENTERED; DISABLED WAIT PSW '00020000 00000AAA'");
  });

  it('reads and writes the console with I/O interruptions', () => {
    const harness = new VirtualMachineHarness();
    harness.start(ECHO);
    harness.runUntil(() => harness.console.reading);
    expect(harness.vm.state).toBe('waiting');
    harness.console.type('hello there');
    harness.runToCp();
    expect(harness.console.lines).toEqual([
      'hello there',
      "CP ENTERED; DISABLED WAIT PSW '00020000 00000AAA'",
    ]);
  });

  it('runs channel programs of a minidisk at its place on the real volume', () => {
    const harness = new VirtualMachineHarness();
    const { scratch } = harness.packs;
    // The count field of a record on a minidisk names the cylinder of the minidisk.
    const before = { key: NO_KEY, data: new Uint8Array(800) };
    scratch.put(12, 3, [before]);
    const track = scratch.readTrack(12, 3);
    const count = parseTrack(track, 'here').records[1].offset;
    track[count + 1] = 2;
    harness.start(DISK);
    harness.runToCp();
    expect(harness.console.lines).toEqual(["CP ENTERED; DISABLED WAIT PSW '00020000 00000AAA'"]);
    const written = parseTrack(scratch.readTrack(12, 3), 'here').records[1];
    const data = scratch.readTrack(12, 3).slice(written.offset + 8, written.end);
    expect(ebcdic037.decode(data)).toBe('W'.repeat(800));
    expect(ebcdic037.decode(harness.cp.readStorage(harness.vm, 0xfc0, 100)!)).toBe('W'.repeat(100));
    expect(ebcdic037.decode(harness.cp.readStorage(harness.vm, 0x2f00, 700)!)).toBe('W'.repeat(700));
    const csw = harness.cp.readStorage(harness.vm, 0x40, 8)!;
    expect([...csw.subarray(4)]).toEqual([0x0c, 0, 0, 0]);
  });
});
