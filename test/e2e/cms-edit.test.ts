import { beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import type { VmDisplay } from '../../src/cp/index.js';
import { CmsMachine } from '../support/cms-machine.js';
import { textFile } from '../support/cms-disk.js';

/** The output and input area of a 3270, as DIAGNOSE X'58' writes them; attributes show as `|`. */
class TestDisplay implements VmDisplay {
  fullScreenWrite(): boolean {
    return false;
  }
  fullScreenRead(): undefined {
    return undefined;
  }

  readonly rows = 24;
  readonly columns = 80;
  readonly deviceType = '3277';
  readonly model = 2;
  readonly screen: string[] = Array.from({ length: 24 }, () => '');
  /** Writes that had the screen read before. */
  erasing = 0;
  cleared = 0;

  displayData(line: number, data: Uint8Array, erase: boolean): void {
    if (erase) this.erasing++;
    let text = '';
    for (let i = 0; i < data.length; i++) {
      if (data[i] === 0x1d) {
        text += '|';
        i++;
      } else text += ebcdic037.decode(data.subarray(i, i + 1));
    }
    for (let row = 0; row * 80 < text.length; row++) {
      this.screen[line + row] = text.slice(row * 80, row * 80 + 80).trimEnd();
    }
  }

  clear(): void {
    this.cleared++;
    this.screen.fill('');
  }
}

class EditSession {
  readonly machine: CmsMachine;
  private shown: number;

  constructor(files: ConstructorParameters<typeof CmsMachine>[0] = []) {
    this.machine = new CmsMachine(files);
    this.shown = this.console.lines.length;
  }

  get console(): CmsMachine['harness']['console'] {
    return this.machine.harness.console;
  }

  /** Enters a line; answers the lines typed until the next read. */
  enter(line: string): string[] {
    const { console } = this;
    console.type(line);
    this.machine.harness.runUntil(() => console.reading, 60);
    const output = console.lines.slice(this.shown).map((text) => text.trimEnd());
    this.shown = console.lines.length;
    return output;
  }

  /** Enters lines; answers what the last one typed. */
  enterAll(...lines: readonly string[]): string[] {
    return lines.map((line) => this.enter(line)).at(-1) ?? [];
  }

  /** Records of a file, by TYPE. */
  file(id: string): string[] {
    const { lines, code } = this.machine.command(`TYPE ${id}`);
    this.shown = this.console.lines.length;
    expect(code).toBe(0);
    return lines.slice(1, -1);
  }
}

const TEN = Array.from({ length: 10 }, (_, i) => `LINE ${i + 1}`);

describe('EDIT at a typewriter', () => {
  let edit: EditSession;
  beforeEach(() => {
    edit = new EditSession([textFile('TEN', 'DATA', TEN, 80)]);
  });

  it('makes an assembler source with tabs and sequence numbers', () => {
    expect(edit.enter('EDIT HELLO ASSEMBLE')).toEqual(['NEW FILE:', 'EDIT:']);
    expect(edit.enter('INPUT')).toEqual(['INPUT:']);
    edit.enterAll('hello\tcsect', '\tsr\t15,15', '\tbr\t14', '\tend\thello');
    expect(edit.enter('')).toEqual(['EDIT:']);
    expect(edit.enter('FILE')[0]).toMatch(/^R;/);
    expect(edit.file('HELLO ASSEMBLE')).toEqual([
      `${'HELLO    CSECT'.padEnd(72)}HEL00010`,
      `${'         SR    15,15'.padEnd(72)}HEL00020`,
      `${'         BR    14'.padEnd(72)}HEL00030`,
      `${'         END   HELLO'.padEnd(72)}HEL00040`,
    ]);
  });

  it('moves, searches and tells the ends of the file', () => {
    expect(edit.enter('EDIT TEN DATA')).toEqual(['EDIT:']);
    expect(edit.enter('TYPE 3')).toEqual(['TOF:', 'LINE 1', 'LINE 2']);
    expect(edit.enter('LOCATE /10/')).toEqual(['LINE 10']);
    expect(edit.enter('/NONE')).toEqual(['NOT FOUND', 'EOF:']);
    expect(edit.enter('FIND LINE 3')).toEqual(['LINE 3']);
    expect(edit.enter('UP 2')).toEqual(['LINE 1']);
    expect(edit.enter('UP')).toEqual(['TOF:']);
    expect(edit.enter('BOTTOM')).toEqual(['LINE 10']);
    expect(edit.enter('NEXT')).toEqual(['EOF:']);
    expect(edit.enter('NONSENSE 1')).toEqual(['?EDIT: NONSENSE 1']);
    expect(edit.enterAll('SHORT', 'NONSENSE')).toEqual(['¬']);
    expect(edit.enter('QUIT')[0]).toMatch(/^R;/);
    expect(edit.file('TEN DATA')).toEqual(TEN);
  });

  it('changes, overlays, replaces and deletes', () => {
    edit.enter('EDIT TEN DATA');
    expect(edit.enter('CHANGE /LINE/ROW/ 3')).toEqual(['ROW 1', 'ROW 2']);
    expect(edit.enter('CHANGE // /')).toEqual([' ROW 2']);
    expect(edit.enter('CHANGE /O/OOO/')).toEqual([' ROOOW 2']);
    expect(edit.enter('CHANGE /O/./ 1 G')).toEqual([' R...W 2']);
    expect(edit.enter('ALTER . 5C 1 *')).toEqual([' R***W 2']);
    expect(edit.enterAll('NEXT', 'REPEAT 2', 'OVERLAY XY__Z')).toEqual(['XY  Z3', 'XY  Z4']);
    expect(edit.enterAll('NEXT', 'REPLACE FIVE', 'INPUT MORE', 'UP')).toEqual(['FIVE']);
    expect(edit.enterAll('NEXT 2', 'DELETE 2', 'TYPE')).toEqual(['LINE 8']);
    expect(edit.enter('DSTRING /10/')).toEqual([]);
    expect(edit.enterAll('TOP', 'TYPE *')).toEqual([
      'TOF:',
      'ROW 1',
      ' R***W 2',
      'XY  Z3',
      'XY  Z4',
      'FIVE',
      'MORE',
      'LINE 10',
      'EOF:',
    ]);
  });

  it('cuts off at the truncation column and keeps to the zone', () => {
    edit.enter('EDIT TEN DATA');
    expect(edit.enterAll('TRUNC 6', 'NEXT', 'REPLACE ABCDEFGH')).toEqual(['TRUNCATED', 'ABCDEF']);
    expect(edit.enterAll('ZONE 1 4', 'ZONE')).toEqual(['   1   4']);
    expect(edit.enter('LOCATE /LINE 9/')).toEqual(['ZONE ERROR']);
    expect(edit.enter('CHANGE /B/XX/')).toEqual(['TRUNCATED', 'AXXCEF']);
  });

  it('repeats by X, Y and REUSE, and remembers the last subcommand', () => {
    edit.enter('EDIT TEN DATA');
    expect(edit.enterAll('X NEXT', 'X 3')).toEqual(['LINE 1', 'LINE 2', 'LINE 3']);
    expect(edit.enter('?')).toEqual(['NEXT']);
    expect(edit.enterAll('NEXT', '=')).toEqual(['LINE 5']);
    expect(edit.enter('= TOP')).toEqual(['TOF:', 'LINE 1']);
  });

  it('saves under another name, and automatically', () => {
    edit.enter('EDIT TEN DATA');
    expect(edit.enterAll('TOP', 'DELETE 9', 'SAVE OTHER DATA')).toEqual(['EDIT:']);
    expect(edit.enterAll('AUTOSAVE 2', 'INPUT ONE', 'INPUT TWO')).toEqual(['_SAVED']);
    edit.enterAll('INPUT THREE', 'QUIT');
    expect(edit.file('OTHER DATA')).toEqual(['LINE 9', 'LINE 10']);
    expect(edit.file('TEN DATA')).toEqual(['LINE 9', 'ONE', 'TWO', 'LINE 10']);
    expect(edit.machine.command('STATE EDIT CMSUT1').code).toBe(28);
  });

  it('reads another file in', () => {
    edit.enterAll('EDIT NEW DATA', 'INPUT FIRST');
    expect(edit.enter('GETFILE TEN DATA A 9')).toEqual(['EOF REACHED', 'LINE 10']);
    expect(edit.enter('GETFILE TEN DATA A 2 1')).toEqual(['LINE 2']);
    expect(edit.enter('GETFILE TEN DATA A 11')).toEqual(['GIVEN STARTING LINE IS BEYOND EOF']);
    edit.enter('FILE');
    expect(edit.file('NEW DATA')).toEqual(['FIRST', 'LINE 9', 'LINE 10', 'LINE 2']);
  });

  it('keeps settings with PRESERVE and RESTORE', () => {
    edit.enter('EDIT TEXT SCRIPT');
    expect(edit.enter('CASE')).toEqual(['M']);
    expect(edit.enter('IMAGE')).toEqual(['CANON']);
    expect(edit.enter('RECFM')).toEqual(['V']);
    expect(edit.enterAll('PRESERVE', 'CASE U', 'FNAME OTHER', 'RESTORE', 'FNAME')).toEqual(['TEXT']);
    expect(edit.enterAll('INPUT Mixed Case', 'TYPE')).toEqual(['Mixed Case']);
  });

  it('prompts with line numbers', () => {
    edit.enterAll('EDIT NUM DATA', 'LINEMODE LEFT', 'INPUT');
    edit.enterAll('A', 'B', '');
    expect(edit.enter('15 BETWEEN')).toEqual([]);
    expect(edit.enterAll('TOP', 'TYPE *')).toEqual(['TOF:', '   10 A', '   15 BETWEEN', '   20 B', 'EOF:']);
    expect(edit.enter('17')).toEqual(['LINE NOT FOUND']);
    expect(edit.enter('20')).toEqual(['   20 B']);
  });

  it('goes to CMS subset and comes back', () => {
    edit.enter('EDIT TEN DATA');
    expect(edit.enter('CMS')).toEqual(['CMS SUBSET']);
    expect(edit.enter('STATE TEN DATA')[0]).toMatch(/^R;/);
    expect(edit.enter('EDIT TEN DATA')[0]).toBe('INVALID SUBSET COMMAND');
    expect(edit.enter('RETURN')).toEqual(['EDIT:']);
    expect(edit.enterAll('NEXT', 'TYPE')).toEqual(['LINE 1']);
  });

  it('refuses bad operands with messages and codes', () => {
    for (const [line, message, code] of [
      ['EDIT TEN', 'INCOMPLETE FILEID SPECIFIED.', 24],
      ['EDIT TEN DATA A9', "INVALID MODE 'A9'.", 24],
      ['EDIT TEN DATA (FOO', "INVALID OPTION 'FOO'.", 24],
      ['EDIT TEN DATA (LRECL X', "INVALID PARAMETER 'X' IN THE OPTION 'LRECL' FIELD.", 24],
      ['EDIT TEN DATA (LRECL 72', 'ACTUAL RECORD LENGTH EXCEEDS THAT SPECIFIED.', 40],
      ['EDIT TEN DATA (LRECL 161', 'RECORD LENGTH EXCEEDS ALLOWABLE MAXIMUM.', 32],
      ['EDIT TEN DATA G', "DISK 'G' NOT ACCESSED.", 36],
    ] as const) {
      const result = edit.machine.command(line);
      expect(result.lines.at(-1), line).toContain(message);
      expect(result.code, line).toBe(code);
    }
  });

  it('gives all storage back', () => {
    const big = Array.from({ length: 2000 }, (_, i) => `RECORD ${i}`);
    const session = new EditSession([textFile('BIG', 'DATA', big, 80)]);
    for (let i = 0; i < 4; i++) {
      expect(session.enter('EDIT BIG DATA')).toEqual(['EDIT:']);
      expect(session.enter('BOTTOM')).toEqual(['RECORD 1999']);
      expect(session.enter('QUIT')[0]).toMatch(/^R;/);
    }
  });
});

describe('EDIT at a display', () => {
  function begin(): { edit: EditSession; display: TestDisplay } {
    const edit = new EditSession([textFile('TEN', 'DATA', TEN, 80)]);
    const display = new TestDisplay();
    edit.console.display = display;
    return { edit, display };
  }

  it('shows the file around the current line', () => {
    const { edit, display } = begin();
    expect(edit.enter('EDIT TEN DATA')).toEqual([]);
    expect(display.screen[0]).toBe(
      'EDIT    TEN      DATA     A1  F  80 ZONE=  1- 80 VERFY=  1- 80 CASE=U TRUNC= 80',
    );
    expect(display.screen[9]).toBe(`${'TOF:'.padEnd(79)}|`);
    edit.enter('NEXT 4');
    expect(display.screen.slice(5, 17)).toEqual([
      'TOF:',
      'LINE 1',
      'LINE 2',
      `${'LINE 3'.padEnd(79)}|`,
      `${'LINE 4'.padEnd(79)}|`,
      'LINE 5',
      'LINE 6',
      'LINE 7',
      'LINE 8',
      'LINE 9',
      'LINE 10',
      'EOF:',
    ]);
    edit.enter('CHANGE /LINE/ROW/ *');
    expect(display.screen[1]).toBe('>>>>>    7 LINE(S) CHANGED');
    expect(display.screen[9]).toBe(`${'EOF:'.padEnd(79)}|`);
    edit.enter('TOP');
    expect(display.screen[1]).toBe('');
    edit.enter('QUIT');
    expect(display.cleared).toBe(1);
  });

  it('changes the current line in the input area, and shows the last subcommand there', () => {
    const { edit, display } = begin();
    edit.enterAll('EDIT TEN DATA', 'NEXT 2', 'CHANGE');
    expect(display.screen[22]).toBe('LINE 2');
    edit.enter('LINE TWO');
    expect(display.screen[9]).toBe(`${'LINE TWO'.padEnd(79)}|`);
    edit.enterAll('UP', '?');
    expect(display.screen[22]).toBe('UP');
  });

  it('shows input mode and a new file in the status line', () => {
    const { edit, display } = begin();
    edit.enter('EDIT NEW FILE');
    expect(display.screen[0].slice(0, 20)).toBe('NEW     NEW      FIL');
    edit.enter('INPUT');
    expect(display.screen[0].slice(0, 5)).toBe('INPUT');
    edit.enter('FIRST LINE');
    expect(display.screen[9]).toBe(`${'FIRST LINE'.padEnd(79)}|`);
    edit.enter('');
    expect(display.screen[0].slice(0, 5)).toBe('EDIT ');
  });

  it('scrolls, and works as a typewriter with FORMAT LINE and NODISP', () => {
    const { edit, display } = begin();
    edit.enterAll('EDIT TEN DATA', 'SCROLL');
    expect(display.screen[9]).toBe(`${'EOF:'.padEnd(79)}|`);
    expect(edit.enterAll('FORMAT LINE', 'UP')).toEqual(['LINE 10']);
    edit.enter('QUIT');
    expect(edit.enter('EDIT TEN DATA (NODISP')).toEqual(['EDIT:']);
    expect(edit.enter('FORMAT DISPLAY')).toEqual(['?EDIT: FORMAT DISPLAY']);
  });
});
