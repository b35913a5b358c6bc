/**
 * A program of the size of a compiler: some hundred procedures with save areas, tables, strings, case branches and
 * loops, and a set of service routines (scanner, symbol table, formatting) that they call. The program is generated, as
 * a compiler's code would be; what it does is of no use, but it does it the way such programs do.
 */

import { Draw } from './draw.js';
import { Source } from './source.js';

const SEED = 370;
/** Procedures of each level; one calls those of the next level, the last level only service routines. */
const LEVELS = [120, 120, 120];
/** Bytes of a procedure's save area and local data. */
const FRAME = 192;
/** The main program, a procedure of each level, and what service routines may save. */
const STACK_BYTES = (LEVELS.length + 2) * FRAME;
/** Data that all procedures share, by register 11. */
const GLOBAL_WORDS = 256;

/** Source of the deck. */
export function compilerSizedSource(expected: string): string {
  const draw = new Draw(SEED);
  const source = new Source();
  source.comment('A COMPILER-SIZED PROGRAM');
  source.text(MAIN.replace('TOPS', String(LEVELS[0])));
  source.named('EXPECT', 'DC', `X'${expected}'`);
  source.op('LTORG');
  source.op('DROP', '12');
  source.text(SERVICES);
  let number = 0;
  for (let level = 0; level < LEVELS.length; level++) {
    for (let i = 0; i < LEVELS[level]; i++) {
      new Procedure(source, draw, number++, calleesOf(level)).write();
    }
  }
  for (let i = 0; i < LEVELS[0]; i++) source.named(i === 0 ? 'TOPTAB' : '', 'DC', `A(P${i})`);
  data(source, draw);
  source.op('END', 'FRSTART');
  return source.toString();
}

/** Numbers of the procedures that one of `level` may call. */
function calleesOf(level: number): readonly number[] {
  if (level + 1 >= LEVELS.length) return [];
  const first = LEVELS.slice(0, level + 1).reduce((sum, count) => sum + count, 0);
  return Array.from({ length: LEVELS[level + 1] }, (_, i) => first + i);
}

/** Calls every procedure of the first level. Registers of all procedures: 2 checksum, 11 shared data, 12 base, 13 save area. */
const MAIN = `         COPY  FRAME
REP      STM   14,12,12(13)
         BALR  12,0
         USING *,12
         L     11,=A(SHARED)
         L     4,=A(SHARED)
         LA    5,1024
         L     6,=A(INITIAL)
         LR    7,5
         MVCL  4,6
         L     4,=A(HEADS)
         LA    5,256
         SR    7,7
         MVCL  4,6
         L     4,=A(FREE)
         L     5,=A(NODES)
         ST    5,0(,4)
         L     4,=A(STACK)         NO OLD DATA IN SAVE AREAS
         LA    5,STACKLEN
         MVCL  4,6
         L     15,=A(STACK)
         ST    13,4(,15)
         LR    13,15
         SR    2,2
         LA    9,TOPS
         L     10,=A(TOPTAB)
MAINLOOP ST    2,0(,11)
         LR    1,2
         L     15,0(,10)
         BALR  14,15
         XR    2,15
         LA    10,4(,10)
         BCT   9,MAINLOOP
         L     13,4(,13)
         L     14,12(,13)
         LM    3,12,32(13)
         BR    14`;

/** Service routines: linkage by registers 14 and 15, they leave registers 2 and 6 to 13 alone. */
const SERVICES = `*        SCAN: LENGTH OF THE WORD AT R1 (A BLANK ENDS IT) INTO R0
         CNOP  0,4
         USING SCAN,15
SCAN     LR    3,1
         SR    4,4
         STM   1,2,SCANSAVE
         TRT   0(64,3),SCANTAB
         BZ    SCANALL
         LR    0,1
         SR    0,3
         LM    1,2,SCANSAVE
         BR    14
SCANALL  LA    0,64
         LM    1,2,SCANSAVE
         BR    14
SCANSAVE DS    2F
SCANTAB  DC    XL256'00'
         ORG   SCANTAB+C' '
         DC    X'04'
         ORG   SCANTAB+C','
         DC    X'08'
         ORG
         DROP  15
*        HASH: OF THE WORD AT R1 OF LENGTH R0, INTO R0, 0 TO 63
         CNOP  0,4
         USING HASH,15
HASH     LR    3,1
         LR    5,0
         SR    0,0
         SR    4,4
         LTR   5,5
         BNP   HASHED
HASHLOOP SLL   0,3
         IC    4,0(,3)
         XR    0,4
         LA    3,1(,3)
         BCT   5,HASHLOOP
HASHED   LR    4,0
         SRL   4,6
         XR    0,4
         N     0,=F'63'
         BR    14
         LTORG
         DROP  15
*        FIND: NODE WITH THE KEY AT R1 (8 BYTES) AND HASH R0, INTO R1;
*        IT IS MADE WHEN THERE IS NONE AND ROOM IS LEFT
         CNOP  0,4
         USING FIND,15
FIND     LR    3,0
         SLL   3,2
         A     3,=A(HEADS)
FINDLOOP L     4,0(,3)
         LTR   4,4
         BZ    FINDNEW
         CLC   4(8,4),0(1)
         BE    FOUND
         LR    3,4
         B     FINDLOOP
FINDNEW  L     5,=A(FREE)
         L     4,0(,5)
         C     4,=A(NODESEND)
         BNL   FINDFULL
         ST    4,0(,3)
         XC    0(4,4),0(4)
         MVC   4(8,4),0(1)
         XC    12(4,4),12(4)
         LA    3,16(,4)
         ST    3,0(,5)
FOUND    LR    1,4
         L     3,12(,1)
         LA    3,1(,3)
         ST    3,12(,1)
         BR    14
FINDFULL L     1,=A(NODES)
         BR    14
         LTORG
         DROP  15
*        EDIT: THE NUMBER IN R0 AS TEXT INTO THE 12 BYTES AT R1
         CNOP  0,4
         USING EDIT,15
EDIT     CVD   0,EDITWORK
         MVC   0(12,1),EDITMASK
         ED    0(12,1),EDITWORK+2
         BR    14
         DS    0D
EDITWORK DS    D
EDITMASK DC    X'402020202020202020202120'
         DROP  15
*        MOVE: R0 BYTES (AT MOST 256) FROM R3 TO R1
         CNOP  0,4
         USING MOVE,15
MOVE     LR    4,0
         BCTR  4,0
         LTR   4,4
         BMR   14
         EX    4,MOVEIT
         BR    14
MOVEIT   MVC   0(0,1),0(3)
         DROP  15`;

/** Tables and strings. */
function data(source: Source, draw: Draw): void {
  source.op('DS', '0D');
  for (let i = 0; i < GLOBAL_WORDS; i++) {
    const value = draw.chance(50) ? draw.below(256) : draw.below(0x7fffffff);
    source.named(i === 0 ? 'INITIAL' : '', 'DC', `F'${value}'`);
  }
  source.named('SHARED', 'DS', `${GLOBAL_WORDS}F`);
  const words = ['IDENT', 'BEGIN', 'COMPUTE', 'X', 'TOTALS', 'PROC', 'DECLARE', 'END', 'A1', 'WHILE', 'LABEL', 'IF'];
  for (let i = 0; i < 32; i++) {
    const first = draw.pick(words);
    const second = `${draw.pick(words)}${draw.below(100)}`;
    source.named(i === 0 ? 'STRINGS' : '', 'DC', `CL64'${first}${draw.pick([' ', ',', ''])}${second}'`);
  }
  source.named('TRTAB', 'DC', '256AL1((*-TRTAB)+1-((*-TRTAB+1)/256)*256)');
  source.named('HEADS', 'DS', '64F');
  source.named('FREE', 'DS', 'A');
  source.named('NODES', 'DS', '300CL16');
  source.named('NODESEND', 'EQU', '*');
  source.op('DS', '0D');
  source.named('STACKLEN', 'EQU', String(STACK_BYTES));
  source.named('STACK', 'DS', `${STACK_BYTES}X`);
}

/** Writes one procedure. Register 2 holds what it computes, 6 to 10 are its variables, 3 to 5 work registers. */
class Procedure {
  private labels = 0;
  private calls = 2;

  constructor(
    private readonly source: Source,
    private readonly draw: Draw,
    private readonly number: number,
    private readonly callees: readonly number[],
  ) {}

  write(): void {
    const { source, number } = this;
    const name = `P${number}`;
    source.op('CNOP', '0,4');
    source.op('USING', `${name},12`);
    source.named(name, 'STM', '14,12,12(13)');
    source.op('LR', '12,15');
    source.op('LA', `15,${FRAME}(,13)`);
    source.op('ST', '13,4(,15)');
    source.op('ST', '15,8(,13)');
    source.op('LR', '13,15');
    source.op('LR', '2,1');
    source.op('LM', `6,10,${this.shared(5)}`);
    source.op('STM', '6,10,72(13)');
    this.statements(8 + this.draw.below(6), 0);
    source.op('LR', '15,2');
    source.op('L', '13,4(,13)');
    source.op('L', '14,12(,13)');
    source.op('LM', '0,12,20(13)');
    source.op('BR', '14');
    source.op('LTORG');
    source.op('DROP', '12');
  }

  private statements(count: number, depth: number): void {
    for (let i = 0; i < count; i++) this.statement(depth);
  }

  private statement(depth: number): void {
    const kind = this.draw.below(depth < 2 ? 20 : 11);
    if (kind < 4) this.assignment();
    else if (kind < 6) this.tableLookup();
    else if (kind < 7) this.string();
    else if (kind < 8) this.symbol();
    else if (kind < 9) this.flags();
    else if (kind < 10) this.multiply();
    else if (kind < 11) this.number_();
    else if (kind < 15) this.choice(depth);
    else if (kind < 17) this.loop(depth);
    else if (kind < 18) this.cases(depth);
    else this.call();
  }

  private newLabel(): string {
    return `L${this.number}X${this.labels++}`;
  }

  /** A word of the shared data with room for `words`. */
  private shared(words = 1): string {
    return `${4 * (1 + this.draw.below(GLOBAL_WORDS - words - 1))}(11)`;
  }

  private variable(): number {
    return 6 + this.draw.below(5);
  }

  private local(): string {
    return `${72 + 4 * this.draw.below(12)}(13)`;
  }

  private assignment(): void {
    const { source, draw } = this;
    source.op('L', `3,${draw.chance(50) ? this.shared() : this.local()}`);
    for (let i = draw.below(3); i >= 0; i--) {
      const operation = draw.pick(['A', 'S', 'X', 'O', 'AR', 'XR', 'SR', 'AL', 'SRL', 'LA']);
      if (operation.endsWith('R')) source.op(operation, `3,${this.variable()}`);
      else if (operation === 'SRL') source.op('SRL', `3,${1 + draw.below(5)}`);
      else if (operation === 'LA') source.op('LA', `3,${draw.below(100)}(3,${this.variable()})`);
      else source.op(operation, `3,${draw.chance(60) ? this.shared() : this.local()}`);
    }
    if (draw.chance(60)) source.op('ST', `3,${draw.chance(50) ? this.shared() : this.local()}`);
    else source.op('LR', `${this.variable()},3`);
    if (draw.chance(50)) source.op(draw.pick(['AR', 'XR']), '2,3');
  }

  private tableLookup(): void {
    const { source, draw } = this;
    source.op('LR', `4,${this.variable()}`);
    source.op('N', "4,=F'124'");
    source.op('LA', `5,${this.shared(32)}`);
    if (draw.chance(50)) source.op('A', '2,0(4,5)');
    else {
      source.op('LH', '3,2(4,5)');
      source.op('AR', '2,3');
      source.op('STH', `3,${this.local()}`);
    }
  }

  private string(): void {
    const { source, draw } = this;
    const kind = draw.below(4);
    source.op('LR', `3,${this.variable()}`);
    source.op('N', "3,=F'1984'");
    source.op('A', '3,=A(STRINGS)');
    if (kind === 0) {
      source.op('MVC', `120(${4 + draw.below(28)},13),0(3)`);
      source.op('CLC', `120(4,13),8(3)`);
      this.unlessThen('BL', () => source.op('LA', `2,${draw.below(50)}(,2)`));
    } else if (kind === 1) {
      source.op('MVC', '120(24,13),0(3)');
      source.op('L', '4,=A(TRTAB)');
      source.op('TR', `120(${4 + draw.below(20)},13),0(4)`);
      source.op('X', '2,120(,13)');
    } else if (kind === 2) {
      source.op('LA', '1,120(,13)');
      source.op('LA', `0,${1 + draw.below(32)}`);
      this.service('MOVE');
      source.op('A', '2,120(,13)');
    } else {
      source.op('LR', '1,3');
      this.service('SCAN');
      source.op('AR', '2,0');
    }
  }

  private symbol(): void {
    const { source, draw } = this;
    source.op('LR', `1,${this.variable()}`);
    source.op('N', "1,=F'1984'");
    source.op('A', '1,=A(STRINGS)');
    source.op('LA', `0,${3 + draw.below(6)}`);
    this.service('HASH');
    this.service('FIND');
    source.op('A', '2,12(,1)');
  }

  private flags(): void {
    const { source, draw } = this;
    const byte = `${72 + draw.below(48)}(13)`;
    const mask = (): string => `X'${(1 << draw.below(8)).toString(16).padStart(2, '0')}'`;
    source.op('TM', `${byte},${mask()}`);
    this.unlessThen('BZ', () => {
      source.op('OI', `${byte},${mask()}`);
      source.op('BCTR', '2,0');
    });
    if (draw.chance(40)) source.op('NI', `${byte},X'${(255 - (1 << draw.below(8))).toString(16)}'`);
  }

  private multiply(): void {
    const { source, draw } = this;
    source.op('LR', `5,${this.variable()}`);
    if (draw.chance(60)) {
      source.op('M', `4,=F'${3 + draw.below(1000)}'`);
      source.op('AR', '2,5');
    } else {
      source.op('LA', '4,0');
      source.op('N', "5,=X'7FFFFFFF'");
      source.op('D', `4,=F'${3 + draw.below(1000)}'`);
      source.op('AR', '2,4');
      source.op('ST', `5,${this.local()}`);
    }
  }

  private number_(): void {
    const { source, draw } = this;
    if (draw.chance(50)) {
      source.op('LR', '0,2');
      source.op('LA', '1,120(,13)');
      this.service('EDIT');
      source.op('X', '2,124(,13)');
    } else {
      source.op('LR', `3,${this.variable()}`);
      source.op('N', "3,=X'00FFFFFF'");
      source.op('CVD', '3,120(,13)');
      source.op('AP', `123(5,13),=P'${draw.below(10_000)}'`);
      source.op('CVB', '3,120(,13)');
      source.op('XR', '2,3');
    }
  }

  private service(name: string): void {
    this.source.op('L', `15,=A(${name})`);
    this.source.op('BALR', '14,15');
  }

  /** `branch` goes around what `body` writes. */
  private unlessThen(branch: string, body: () => void): void {
    const end = this.newLabel();
    this.source.op(branch, end);
    body();
    this.source.label(end);
  }

  private condition(): string {
    const { source, draw } = this;
    const kind = draw.below(4);
    if (kind === 0) source.op('C', `${this.variable()},${this.shared()}`);
    else if (kind === 1) source.op('CR', `${this.variable()},${this.variable()}`);
    else if (kind === 2) source.op('CLI', `${72 + draw.below(48)}(13),X'${(16 + draw.below(100)).toString(16)}'`);
    else source.op('CLC', `${this.local().replace('(', '(2,')},${this.shared()}`);
    return draw.pick(['BE', 'BNE', 'BH', 'BNH', 'BL', 'BNL']);
  }

  private choice(depth: number): void {
    const { source, draw } = this;
    const branch = this.condition();
    const otherwise = this.newLabel();
    source.op(branch, otherwise);
    this.statements(1 + draw.below(3), depth + 1);
    if (draw.chance(50)) {
      const end = this.newLabel();
      source.op('B', end);
      source.label(otherwise);
      this.statements(1 + draw.below(2), depth + 1);
      source.label(end);
    } else source.label(otherwise);
  }

  /** A counted loop whose count lies in the save area, so that its body may use all registers. */
  private loop(depth: number): void {
    const { source, draw } = this;
    const count = `${152 + 4 * depth}(13)`;
    const again = this.newLabel();
    source.op('LA', `3,${2 + draw.below(2)}`);
    source.op('ST', `3,${count}`);
    source.label(again);
    const calls = this.calls;
    this.calls = 0;
    this.statements(1 + draw.below(3), depth + 1);
    this.calls = calls;
    source.op('L', `3,${count}`);
    source.op('BCTR', '3,0');
    source.op('ST', `3,${count}`);
    source.op('LTR', '3,3');
    source.op('BP', again);
  }

  /** A branch table. */
  private cases(depth: number): void {
    const { source, draw } = this;
    const end = this.newLabel();
    const branches = [this.newLabel(), this.newLabel(), this.newLabel(), this.newLabel()];
    source.op('LR', `3,${this.variable()}`);
    source.op('N', "3,=F'12'");
    source.op('B', '*+4(3)');
    for (const branch of branches) source.op('B', branch);
    for (const branch of branches) {
      source.label(branch);
      this.statements(1 + draw.below(2), depth + 2);
      source.op('B', end);
    }
    source.label(end);
  }

  private call(): void {
    const { source, draw, callees } = this;
    if (callees.length === 0 || this.calls === 0) {
      this.assignment();
      return;
    }
    this.calls--;
    source.op('LR', '1,2');
    source.op('L', `15,=A(P${draw.pick(callees)})`);
    source.op('BALR', '14,15');
    source.op('AR', '2,15');
  }
}
