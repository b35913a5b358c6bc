/** A machine on which everything is under way at once: devices of every kind, timers, SVCs, program checks, DAT. */

import { assemble, loadAbsolute } from '../../src/asm/index.js';
import {
  CardPunch,
  CardReader,
  CkdDisk,
  Console3215,
  Machine,
  Printer,
  TapeDrive,
  diskModel,
  geometryOf,
} from '../../src/s370/index.js';
import type {
  CardSource,
  ConsoleTerminal,
  StateReader,
  StateRecord,
  BareMachine,
} from '../../src/s370/index.js';
import { MemoryTape, MemoryTracks, TestPaper, TestStacker } from './memory-volumes.js';

/**
 * Starts a channel program on each device and starts it again at every interruption from it; sets clock comparator,
 * CPU timer and interval timer again when they interrupt; works with DAT on, calls SVC and runs into exceptions.
 */
const PROGRAM = `
BUSY     CSECT
         BALR  12,0
         USING *,12
         MVC   88(8),EXTNEW
         MVC   96(8),SVCNEW
         MVC   104(8),PGMNEW
         MVC   120(8),IONEW
         LCTL  0,1,CTL0
         LA    3,DEVICES
         LA    4,6
START    L     1,4(,3)
         ST    1,72
         LH    2,0(,3)
         SIO   0(2)
         LA    3,8(,3)
         BCT   4,START
         SPT   TIMER
         STCK  CLOCK
         SCKC  CLOCK
         MVC   80(4),INTERVAL
         SR    5,5
         LPSW  RUN
*
WORK     LA    5,1(,5)             COUNTS ROUNDS IN 5
         ST    5,COUNT
         MVC   AREA(200),START
         XC    AREA(100),AREA+50
         L     6,AREA+40
         MR    6,5
         ALR   7,5
         ST    7,AREA+40
         STCK  STAMP
         STPT  STAMP+8
         TM    COUNT+3,X'0F'
         BC    7,NOSVC
         SVC   17
NOSVC    TM    COUNT+3,X'3F'
         BC    7,NOTRAP
         DC    H'0'                OPERATION EXCEPTION
         MVI   COUNT+3,0
NOTRAP   TM    COUNT+3,X'07'
         BC    7,WORK
         LPSW  IDLE                A WAIT THAT AN INTERRUPTION ENDS
*
SVCHERE  AH    8,138               SVC CODE IN EC MODE
         LPSW  32
PGMHERE  AH    9,142
         LPSW  40
EXTHERE  STM   0,4,SAVE
         LH    1,134
         CH    1,=X'1004'
         BC    7,NOTCKC
         STCK  CLOCK
         L     2,CLOCK+4
         AL    2,=X'00300000'
         ST    2,CLOCK+4
         SCKC  CLOCK
         B     EXTDONE
NOTCKC   CH    1,=X'1005'
         BC    7,NOTCPT
         SPT   TIMER
         B     EXTDONE
NOTCPT   MVC   80(4),INTERVAL
EXTDONE  LM    0,4,SAVE
         MVI   25,X'0C'            OUT OF THE WAIT
         LPSW  24
IOHERE   STM   0,4,SAVE
         LH    2,186               DEVICE ADDRESS
         LA    3,DEVICES
         LA    4,6
FIND     CH    2,0(,3)
         BC    8,FOUND
         LA    3,8(,3)
         BCT   4,FIND
         B     IODONE
FOUND    L     1,4(,3)
         ST    1,72
         LH    4,LOGAT
         LA    4,8(,4)
         N     4,=X'000001F8'
         STH   4,LOGAT
         LA    4,LOG(4)
         MVC   0(8,4),64           THE CSW
         SIO   0(2)
IODONE   LM    0,4,SAVE
         MVI   57,X'0C'
         LPSW  56
*
CTL0     DC    0F'0',X'00800CE0',X'00003000' 64K AND 4K
RUN      DC    0D'0',X'070C000000',AL3(WORK)
IDLE     DC    0D'0',X'070E000000',AL3(WORK)
EXTNEW   DC    0D'0',X'000C000000',AL3(EXTHERE)
SVCNEW   DC    0D'0',X'000C000000',AL3(SVCHERE)
PGMNEW   DC    0D'0',X'000C000000',AL3(PGMHERE)
IONEW    DC    0D'0',X'000C000000',AL3(IOHERE)
TIMER    DC    0D'0',X'0000000000123000'
CLOCK    DS    D
STAMP    DS    2D
COUNT    DC    F'0'
INTERVAL DC    F'40'
SAVE     DS    5F
LOGAT    DC    H'0'
DEVICES  DC    0F'0',X'000C0000',A(READ),X'000D0000',A(PUNCH)
         DC    X'000E0000',A(PRINT),X'001F0000',A(TALK)
         DC    X'01310000',A(DISK),X'02800000',A(TAPE)
READ     CCW   X'02',CARD,X'20',80
PUNCH    CCW   X'01',CARD,X'A0',40
         CCW   0,STAMP,X'20',16
PRINT    CCW   X'89',0,X'60',1
         CCW   X'09',CARD,X'60',80
         CCW   X'13',0,X'20',1
TALK     CCW   X'09',CARD,X'60',20
         CCW   X'0A',LINE,X'20',40
DISK     CCW   X'07',SEEK,X'40',6
         CCW   X'31',SEEK+2,X'40',5
         CCW   X'08',DISK+8,0,0
         CCW   X'1D',COUNTA,X'C8',8
         CCW   0,AREA,X'60',100
         CCW   X'07',SEEK,X'40',6
         CCW   X'06',AREA2,X'20',100
TAPE     CCW   X'01',AREA,X'60',120
         CCW   X'01',AREA,X'60',90
         CCW   X'0C',AREA2+119,X'60',120
         CCW   X'07',0,X'60',1
         CCW   X'02',AREA2,X'20',120
SEEK     DC    X'0000000100020000'
COUNTA   DC    X'0001000201000064'
CARD     DC    CL80' '
LINE     DC    CL40' '
         LTORG
AREA     DS    CL256
AREA2    DS    CL256
LOG      DS    64D
         END   BUSY
`;

const ORIGIN = 0x4000;
const PAGE_TABLE = 0x3100;
/** Volume of a 3350, less of it. */
const CYLINDERS = 4;

/** Cards that are numbered, decks of 23. */
class NumberedCards implements CardSource {
  private next = 0;

  readCard(): Uint8Array | 'end' {
    this.next++;
    if (this.next % 24 === 0) return 'end';
    return new Uint8Array(80).fill(this.next & 0xff);
  }

  saveState(): StateRecord {
    return { next: this.next };
  }

  restoreState(state: StateReader): void {
    this.next = state.number('next');
  }
}

/** An operator who answers so many times at once, then never. */
class ShortOfWords implements ConsoleTerminal {
  private answers = 5;
  typed = 0;

  write(): void {
    this.typed++;
  }

  read(reply: (line: Uint8Array | 'cancel') => void): void {
    if (this.answers > 0) {
      this.answers--;
      reply(Uint8Array.of(0xc1, this.answers));
    }
  }

  cancelRead(): void {}
  alarm(): void {}

  saveState(): StateRecord {
    return { answers: this.answers, typed: this.typed };
  }

  restoreState(state: StateReader): void {
    this.answers = state.number('answers');
    this.typed = state.number('typed');
  }
}

const { object, diagnostics } = assemble(PROGRAM, { name: 'BUSY', noListing: true });

/** A machine with its devices, the program not loaded. */
export function idleMachine(): Machine {
  const machine = new Machine({ storageSize: 256 << 10, tod: 0x1234567890abcdefn });
  const { channels } = machine;
  channels.attach(0x00c, new CardReader(new NumberedCards()));
  channels.attach(0x00d, new CardPunch(new TestStacker()));
  channels.attach(0x00e, new Printer(new TestPaper(), '3211'));
  channels.attach(0x01f, new Console3215(new ShortOfWords()));
  channels.attach(0x131, new CkdDisk(new MemoryTracks(geometryOf(diskModel('3350')!, CYLINDERS))));
  channels.attach(0x280, new TapeDrive(new MemoryTape()));
  return machine;
}

/** The same with the program loaded and its PSW set. */
export function busyMachine(): Machine {
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const machine = idleMachine();
  const { storage, cpu } = machine;
  const load = loadAbsolute([{ name: 'BUSY', deck: object }], { origin: ORIGIN });
  for (const { address, bytes } of load.segments) storage.copyIn(address, bytes);
  storage.storeWord(0x3000, 0xf0000000 | PAGE_TABLE);
  for (let page = 0; page < 16; page++) storage.storeHalf(PAGE_TABLE + 2 * page, page << 4);
  cpu.loadPsw(0x00080000, ORIGIN);
  return machine;
}

/** Runs steps: so many instructions each, waits skipped to the next event. */
export function runSteps(bare: BareMachine, budgets: readonly number[]): void {
  for (const budget of budgets) {
    const exit = bare.run(budget);
    if (exit.kind === 'wait') bare.machine.idle();
    else if (exit.kind !== 'budget') throw new Error(`the busy program ended: ${JSON.stringify(exit)}`);
  }
}
