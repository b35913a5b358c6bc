import { describe, expect, it } from 'vitest';
import { CmsMachine } from '../../../support/cms-machine.js';
import { nuconAddress, programAround } from '../../../support/cms-programs.js';

/** Runs a program; answers what it typed after EXECUTION BEGINS, and its code. */
function run(statements: string): { lines: readonly string[]; code: number; cms: CmsMachine } {
  const cms = new CmsMachine([programAround('PROG', statements)]);
  const { lines, code } = cms.command('LOAD PROG (START NOMAP');
  return { lines: lines.slice(1), code, cms };
}

describe('SVC linkage', () => {
  it('gives -3 for an unknown name, at the error address', () => {
    const { lines, code } = run(`
         LA    1,PLIST
         SVC   202
         DC    AL4(ERROR)
         WRTERM 'NO ERROR'
         B     EXIT
ERROR    LR    3,15
         LINEDIT TEXT='CODE .....',SUB=(DEC,(3)),DOT=NO
         LA    15,7
         B     EXIT
         DS    0D
PLIST    DC    CL8'NOSUCH',8X'FF'`);
    expect(lines).toEqual(['CODE -3']);
    expect(code).toBe(7);
  });

  it('keeps all registers but 15, floating-point registers too', () => {
    const { lines, code } = run(`
         LM    0,11,VALUES
         LA    1,PLIST
         LD    0,FLOAT
         LD    6,FLOAT+8
         LA    13,77
         LA    14,88
         SVC   202
         DC    AL4(*+4)
         STM   0,14,AFTER
         STD   0,AFTER+64+16
         STD   6,AFTER+64+24
         CLC   AFTER(4),VALUES
         BNE   BAD
         CLC   AFTER+8(40),VALUES+8
         BNE   BAD
         CLC   AFTER+52(8),=F'77,88'
         BNE   BAD
         CLC   AFTER+80(16),FLOAT
         BNE   BAD
         LTR   15,15
         BNZ   BAD
         WRTERM 'KEPT'
         SR    15,15
         B     EXIT
BAD      WRTERM 'CHANGED'
         LA    15,1
         B     EXIT
         DS    0D
PLIST    DC    CL8'STATE',CL8'PROG',CL8'TEXT',CL2'A',H'0',F'0'
VALUES   DC    12F'305419896'
FLOAT    DC    D'1.5,-2.5'
AFTER    DC    26F'0'`);
    expect(lines).toEqual(['KEPT']);
    expect(code).toBe(0);
  });

  it('abends when a call fails and the caller has no error address', () => {
    const { lines, code } = run(`
         LA    1,PLIST
         SVC   202
         LA    15,1
         DS    0D
PLIST    DC    CL8'STATE',CL8'NO',CL8'FILE',CL2'A',H'0',F'0'`);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^ERROR IN CALL TO STATE FROM 0200[0-9A-F]{2}, ERROR CODE 28\.$/);
    expect(lines[1]).toMatch(/^SYSTEM ABEND 0F2 CALLED FROM 0200/);
    expect(code).toBe(-1);
  });

  it('refuses SVC numbers that are not calls of CMS', () => {
    const { lines, code } = run(`         SVC   19`);
    expect(lines[0]).toMatch(/^UNSUPPORTED SVC 19\(13\) CALLED FROM 0200/);
    expect(code).toBe(-1);
  });

  it('stops recursion at 20 levels', () => {
    const recursive = programAround(
      'RECURSE',
      `         LA    1,PLIST
         SVC   202
         DC    AL4(*+4)
         B     EXIT
         DS    0D
PLIST    DC    CL8'RECURSE',8X'FF'`,
    );
    const cms = new CmsMachine([recursive]);
    cms.command('LOAD RECURSE (NOMAP');
    cms.command('GENMOD RECURSE');
    const { lines, code } = cms.command('RECURSE');
    expect(lines[0]).toMatch(/^MAXIMUM SVC DEPTH 20 HAS BEEN EXCEEDED WITH CALL FROM /);
    expect(code).toBe(-1);
    expect(cms.command('STATE RECURSE TEXT A').code).toBe(0);
  });

  it('gives arguments to a program, in R1 and behind START', () => {
    const echo = programAround(
      'ECHO',
      `         LA    3,8(,1)
NEXT     CLI   0(3),X'FF'
         BE    DONE
         LINEDIT TEXTA=TEXT,SUB=(CHARA,((3),8)),DOT=NO
         LA    3,8(,3)
         B     NEXT
TEXT     DC    AL1(8),C'........'
DONE     DS    0H`,
    );
    const cms = new CmsMachine([echo]);
    cms.command('LOAD ECHO (NOMAP');
    expect(cms.command('START * one (two)').lines).toEqual(['EXECUTION BEGINS...', 'ONE', '(', 'TWO', ')']);
    cms.command('GENMOD ECHO');
    expect(cms.command('ECHO a bc').lines).toEqual(['A', 'BC']);
  });

  it('calls a nested program and comes back to its caller', () => {
    const inner = programAround(
      'INNER',
      `         WRTERM 'INNER'\n         LA    15,44\n         B     EXIT`,
    );
    const cms = new CmsMachine([
      inner,
      programAround(
        'OUTER',
        `         LA    1,PLIST
         SVC   202
         DC    AL4(*+4)
         LR    3,15
         LINEDIT TEXT='OUTER .....',SUB=(DEC,(3)),DOT=NO
         B     DONE
         DS    0D
PLIST    DC    CL8'INNER',8X'FF'
DONE     DS    0H`,
      ),
    ]);
    cms.command('LOAD INNER (NOMAP ORIGIN TRANS');
    cms.command('GENMOD INNER');
    expect(cms.command('LOAD OUTER (NOMAP START').lines).toEqual([
      'EXECUTION BEGINS...',
      'INNER',
      'OUTER 44',
    ]);
  });
});

describe('free storage', () => {
  it('comes back whole, in any order of requests', () => {
    const { lines, code, cms } = run(`
         LA    4,1
         LA    5,40
GET      LR    0,4
         MH    0,=H'37'
         DMSFREE DWORDS=(0),ERR=FAILED
         LR    6,5
         SLL   6,3
         ST    0,LIST-8(6)
         ST    1,LIST-4(6)
         LA    4,1(,4)
         BCT   5,GET
*        give the even ones back, then the others
         LA    5,20
         LA    7,LIST
GIVE1    LM    0,1,0(7)
         DMSFRET DWORDS=(0),LOC=(1)
         LTR   15,15
         BNZ   FAILED
         LA    7,16(,7)
         BCT   5,GIVE1
         LA    5,20
         LA    7,LIST+8
GIVE2    LM    0,1,0(7)
         DMSFRET DWORDS=(0),LOC=(1)
         LTR   15,15
         BNZ   FAILED
         LA    7,16(,7)
         BCT   5,GIVE2
         LM    0,1,LIST
         DMSFRET DWORDS=(0),LOC=(1)
         LTR   15,15
         BZ    FAILED            twice is an error
         WRTERM 'ALL GIVEN BACK'
         SR    15,15
         B     EXIT
FAILED   LA    15,9
         B     EXIT
LIST     DC    80F'0'`);
    expect(lines).toEqual(['ALL GIVEN BACK']);
    expect(code).toBe(0);
    const word = (field: string): number => {
      const bytes = cms.harness.cp.readStorage(cms.harness.vm, nuconAddress(field), 4)!;
      return Buffer.from(bytes).readUInt32BE(0);
    };
    expect(word('FREELOWE')).toBe(word('FREEUPPR'));
  });

  it('says when there is none', () => {
    const { code } = run(`
         L     0,=F'100000'
         DMSFREE DWORDS=(0),ERR=NONE
         LA    15,1
         B     EXIT
NONE     B     EXIT`);
    expect(code).toBe(1);
  });
});

describe('abends', () => {
  it.each([
    ["         DC    H'0'", 'OPERATION'],
    ['         MVI   512,0', 'PROTECTION'],
    ["         L     1,=X'00F00000'\n         L     1,0(,1)", 'ADDRESSING'],
    ['         LA    3,1\n         SR    2,2\n         DR    2,2', 'FIXED-POINT DIVIDE'],
    ['         EX    0,*', 'EXECUTE'],
    ['         AP    RETURN,RETURN', 'DATA'],
  ])('types what happened and goes back to the command level: %s', (statement, exception) => {
    const { lines, code, cms } = run(statement);
    const text = lines[0].replace(/AT 0200[0-9A-F]{2} /, 'AT ... ');
    expect(text).toBe(`${exception} EXCEPTION OCCURRED AT ... IN ROUTINE *USER*.`);
    expect(code).toBe(-1);
    expect(cms.command('STATE PROG TEXT A').code).toBe(0);
  });

  it('closes files, so that what was written is there', () => {
    const { cms } = run(`
         FSWRITE 'SAVED DATA A1',BUFFER=PROG,BSIZE=80,RECFM=F
         FSWRITE 'SAVED DATA A1',BUFFER=PROG,BSIZE=80,RECFM=F
         DC    H'0'`);
    const { lines } = cms.command('LISTFILE SAVED DATA A (ALLOC');
    expect(lines.at(-1)).toMatch(/^SAVED {4}DATA {5}A1 {2}F {4}80 +2 +1$/);
  });

  it('HX at an attention ends a loop', () => {
    const cms = new CmsMachine([programAround('LOOP', `         WRTERM 'LOOPING'\n         B     *`)]);
    const { console, cp, vm } = cms.harness;
    console.type('LOAD LOOP (START NOMAP');
    cms.harness.waitFor('LOOPING');
    for (let slices = 0; slices < 20; slices++) cp.runSlice(1);
    console.type('HX');
    cp.presentAttention(vm);
    const after = (): string[] =>
      console.lines.slice(console.lines.indexOf('LOOPING')).map((line) => line.trim());
    cms.harness.runUntil(() => after().some((line) => line.startsWith('R;')), 30);
    expect(after().filter((line) => line !== '')).toEqual(['LOOPING', 'CMS', expect.stringMatching(/^R;/)]);
    expect(cms.command('STATE LOOP TEXT A').code).toBe(0);
  });

  it('a line at an attention is stacked for the next read', () => {
    const cms = new CmsMachine([
      programAround('LOOP', `         WRTERM 'LOOPING'\n         L     3,=F'3000000'\n         BCT   3,*`),
    ]);
    const { console, cp, vm } = cms.harness;
    console.type('LOAD LOOP (START NOMAP');
    cms.harness.waitFor('LOOPING');
    for (let slices = 0; slices < 3; slices++) cp.runSlice(1);
    console.type('STATE NO FILE');
    cp.presentAttention(vm);
    cms.harness.waitFor("FILE 'NO FILE' NOT FOUND", 60);
  });

  it('a line that comes while CMS types is the next command, once', () => {
    const cms = new CmsMachine([]);
    const { console, cp, vm } = cms.harness;
    const write = console.write.bind(console);
    let typed = false;
    console.write = (text, newLine) => {
      write(text, newLine);
      if (typed || !console.lines.at(-1)!.startsWith('R;')) return;
      typed = true;
      console.type('STATE NO FILE');
      cp.presentAttention(vm);
    };
    console.type('QUERY DISK A');
    cms.harness.waitFor("FILE 'NO FILE' NOT FOUND");
    cms.harness.runUntil(() => console.reading);
    expect(console.lines.at(-1)).toMatch(/^R\(00028\);/);
  });

  it('HT stops typing until the ready message, RT before it', () => {
    const typing = programAround(
      'TYPING',
      `         L     3,=F'400000'
         WRTERM 'ONE'
         BCT   3,*
         WRTERM 'TWO'
         L     3,=F'400000'
         BCT   3,*
         WRTERM 'THREE'`,
    );
    const typed = (...immediate: string[]): string[] => {
      const cms = new CmsMachine([typing]);
      const { console, cp, vm } = cms.harness;
      console.type('LOAD TYPING (START NOMAP');
      cms.harness.waitFor('ONE');
      for (const word of immediate) {
        console.type(word);
        cp.presentAttention(vm);
        cms.harness.runUntil(() => !console.reading && vm.state === 'running', 5);
        for (let slices = 0; slices < 2; slices++) cp.runSlice(1);
      }
      const after = (): string[] =>
        console.lines.slice(console.lines.indexOf('ONE')).map((line) => line.trim());
      cms.harness.runUntil(() => after().some((line) => line.startsWith('R;')), 60);
      return after().filter((line) => line !== '' && !line.startsWith('R;'));
    };
    expect(typed()).toEqual(['ONE', 'TWO', 'THREE']);
    expect(typed('HT')).toEqual(['ONE']);
    expect(typed('HT', 'RT')).toEqual(['ONE', 'TWO', 'THREE']);
  });
});
