import { describe, expect, test } from 'vitest';
import { CpSystem } from '../../../support/cp-system.js';

/** Types lines at the console: reads one, answers it doubled, until END; then a disabled wait. */
const ECHO_PROGRAM = `
ECHO     CSECT
         BALR  12,0
         USING *,12
         MVC   X'78'(8),IONEW
LOOP     MVI   BUFFER,C' '
         MVC   BUFFER+1(79),BUFFER
         LA    1,READ
         BAL   10,DOIO
         TM    X'44',X'01'         unit exception: read again
         BO    LOOP
         CLC   BUFFER(3),=C'END'
         BE    STOP
         LA    1,WRITE
         BAL   10,DOIO
         B     LOOP
STOP     LPSW  DEAD
DOIO     ST    1,X'48'
         SIO   X'009'
         BC    7,DOIO
         LPSW  WAITPSW
IODONE   TM    X'44',X'80'         attention alone: wait on
         BO    ONLYATTN
         BR    10
ONLYATTN TM    X'44',X'0C'
         BNZ   *+8
         LPSW  WAITPSW
         BR    10
         DS    0D
IONEW    DC    X'00000000',A(IODONE)
WAITPSW  DC    X'80020000',A(0)
DEAD     DC    X'00020000',X'0000BEEF'
READ     CCW   X'0A',BUFFER,X'20',80
WRITE    CCW   X'09',BUFFER,X'20',20
BUFFER   DC    CL80' '
         LTORG
         END   ECHO
`;

/** Types a line, then loops; notes the unit status of each interruption from X'800' on, and stops at an attention. */
const TYPING_PROGRAM = `
TYPE     CSECT
         BALR  12,0
         USING *,12
         MVC   X'78'(8),IONEW
         LA    2,X'800'
         LA    1,WRITE
         ST    1,X'48'
         SIO   X'009'
         SSM   =X'FE'           not the interval timer
HERE     B     HERE
IODONE   MVC   0(1,2),X'44'
         LA    2,1(,2)
         TM    X'44',X'80'
         BO    STOP
         LPSW  X'38'
STOP     LPSW  DEAD
         DS    0D
IONEW    DC    X'00000000',A(IODONE)
DEAD     DC    X'00020000',X'0000BEEF'
WRITE    CCW   X'09',TEXT,X'20',5
TEXT     DC    C'hello'
         LTORG
         END   TYPE
`;

describe('LOGON', () => {
  test('asks for the password and says when', () => {
    const system = new CpSystem();
    const user = system.typewriter('LINE 01F');
    user.enter('');
    expect(user.prompt).toBe('read');
    expect(user.enter('logon alice')).toEqual(['ENTER PASSWORD:']);
    expect(user.prompt).toBe('hidden');
    expect(user.enter('wonder')).toEqual(['LOGON AT 12:34:56 GMT TUESDAY 10/28/80']);
    expect(user.prompt).toBe('read');
    expect(user.vm?.userid).toBe('ALICE');
    expect(user.vm?.state).toBe('cp');
    expect(system.log.at(-1)).toBe('12:34:56 LINE 01F LOGON  AS ALICE    USERS = 001');
  });

  test.each([
    ['LOGON', 'DMKLOG020E USERID MISSING OR INVALID'],
    ['LOGON MUCHTOOLONG X', 'DMKLOG020E USERID MISSING OR INVALID'],
    ['LOGON WHO X', 'DMKLOG053E WHO NOT IN CP DIRECTORY'],
    ['LOGON NOBODY NOLOG', 'DMKLOG053E NOBODY NOT IN CP DIRECTORY'],
    ['L ALICE WRONG', 'DMKLOG050E PASSWORD INCORRECT'],
    ['LOGIN ALICE WONDER NOIPL NOIPL', 'DMKLOG003E INVALID OPTION - NOIPL'],
    ['QUERY TIME', 'restart'],
  ])('%s: %s', (line, answer) => {
    const system = new CpSystem();
    const user = system.typewriter();
    user.enter('');
    expect(user.answer(line)).toBe(answer);
    expect(user.vm).toBeUndefined();
    expect(user.prompt).toBe('read');
    expect(user.answer('LOGON ALICE WONDER')).toContain('LOGON AT');
  });

  test('a user who is on already', () => {
    const system = new CpSystem();
    system.user('ALICE', 'GRAF 0C1');
    const second = system.typewriter();
    second.enter('');
    expect(second.answer('LOGON ALICE WONDER')).toBe('DMKLOG054E ALREADY LOGGED ON GRAF 0C1');
  });

  test('the most users the system takes', () => {
    const system = new CpSystem({ services: { maximumUsers: 1 } });
    system.user('ALICE');
    const second = system.typewriter();
    second.enter('');
    expect(second.answer('LOGON BOB BUILDER')).toBe('DMKLOG051E MAXIMUM USERS EXCEEDED');
    expect(second.answer('LOGON OPERATOR OPER')).toContain('LOGON AT');
  });

  test('tells of minidisks that can’t be had', () => {
    const system = new CpSystem();
    const user = system.typewriter();
    user.enter('');
    const lines = user.enter('LOGON MAINT CPCMS');
    expect(lines[0]).toBe('MAINT 19A NOT LINKED; VOLID NOPACK NOT MOUNTED');
    expect(lines[1]).toContain('LOGON AT');
    expect(user.answer('QUERY VIRTUAL 190')).toBe('DASD 190 3330 SCRTCH R/W 010 CYL');
  });

  test('gives the log message', () => {
    const system = new CpSystem();
    system.user('OPERATOR').enter('SET LOGMSG THE SYSTEM GOES DOWN AT NOON');
    const user = system.typewriter();
    user.enter('');
    expect(user.enter('LOGON ALICE WONDER').slice(0, 2)).toEqual([
      'LOGMSG - 12:34:56 GMT TUESDAY 10/28/80',
      '* THE SYSTEM GOES DOWN AT NOON',
    ]);
  });
});

describe('CP READ', () => {
  test('a null line is answered, several commands go in one line', () => {
    const system = new CpSystem();
    const user = system.user('ALICE');
    expect(user.enter('')).toEqual(['CP']);
    expect(user.enter('query userid#query priv')).toEqual(['ALICE    AT CP370', 'PRIV = G']);
    expect(user.enter('cp cp query userid')).toEqual(['ALICE    AT CP370']);
    expect(user.enter('* a comment')).toEqual([]);
    expect(user.enter('nonsense with words')).toEqual(['?CP: NONSENSE']);
    expect(user.enter('force bob')).toEqual(['?CP: FORCE']);
    expect(user.prompt).toBe('read');
  });

  test('SET EMSG decides what of a message is seen', () => {
    const user = new CpSystem().user('ALICE');
    user.enter('set emsg on');
    expect(user.answer('hello')).toBe('DMKCFC001E ?CP: HELLO');
    user.enter('set emsg code');
    expect(user.answer('hello')).toBe('DMKCFC001E');
    user.enter('set emsg off');
    expect(user.answer('hello')).toBe('');
    user.enter('set emsg text');
    expect(user.answer('hello')).toBe('?CP: HELLO');
  });
});

describe('a fault of CP itself', () => {
  test('costs the command, and nobody else anything', () => {
    const system = new CpSystem();
    const alice = system.user('ALICE');
    const bob = system.user('BOB');
    system.cp.readStorage = () => {
      throw new Error('OUT OF ORDER');
    };
    expect(alice.answer('DISPLAY 0')).toBe('COMMAND ABANDONED; CP ERROR');
    expect(system.log.at(-1)).toContain('ALICE COMMAND ABANDONED; CP ERROR: OUT OF ORDER');
    expect(alice.answer('QUERY USERID')).toMatch(/^ALICE /);
    expect(bob.answer('QUERY USERID')).toMatch(/^BOB /);
  });
});

describe('the guest’s console', () => {
  const running = () => {
    const system = new CpSystem();
    const user = system.user('ALICE');
    system.start('ALICE', ECHO_PROGRAM);
    system.settle();
    return { system, user };
  };

  test('reads and writes lines', () => {
    const { user } = running();
    expect(user.prompt).toBe('read');
    expect(user.enter('hello')).toEqual(['hello']);
    expect(user.enter('ab@cd#ef')).toEqual(['acd', 'ef']);
  });

  test('#CP goes to CP, the guest reads again', () => {
    const { user } = running();
    expect(user.enter('#cp query userid')).toEqual(['ALICE    AT CP370']);
    expect(user.enter('still there')).toEqual(['still there']);
    user.enter('#cp');
    expect(user.vm?.state).toBe('cp');
    expect(user.enter('query userid')).toEqual(['ALICE    AT CP370']);
    user.enter('begin');
    expect(user.vm?.state).not.toBe('cp');
    expect(user.enter('on again')).toEqual(['on again']);
  });

  test('a line typed while the guest types comes to it behind its line', () => {
    const system = new CpSystem();
    const lines: string[] = [];
    const terminal = system.services.addLine('LINE 0B0', {
      print: (text) => {
        lines.push(text);
        // at the moment the line appears: its channel program has not ended
        if (text === 'hello') terminal.lineTyped('typed at once');
      },
    });
    for (const line of ['', 'LOGON ALICE WONDER']) {
      terminal.lineTyped(line);
      system.settle();
    }
    system.start('ALICE', TYPING_PROGRAM);
    system.settle();
    expect(lines.slice(-2)).toEqual(['hello', "CP ENTERED; DISABLED WAIT PSW '00020000 0000BEEF'"]);
    expect(system.cp.readStorage(system.vm('ALICE'), 0x800, 3)).toEqual(Uint8Array.of(0x0c, 0x80, 0));
  });

  test('attention twice enters CP mode; a guest’s disabled wait does too', () => {
    const { user, system } = running();
    user.attention();
    expect(user.vm?.state).toBe('cp');
    user.enter('b');
    user.enter('END');
    system.settle();
    expect(user.text).toContain("CP ENTERED; DISABLED WAIT PSW '00020000 0000BEEF'");
    expect(user.vm?.state).toBe('cp');
    expect(user.answer('display psw')).toBe('PSW = 00020000 0000BEEF');
  });
});

describe('leaving', () => {
  test('LOGOFF says how long and how much, and punches an accounting card', () => {
    const system = new CpSystem();
    const user = system.user('ALICE');
    const lines = user.enter('logoff');
    expect(lines[0]).toMatch(/^CONNECT= 00:00:00 VIRTCPU= 000:00.00 TOTCPU= 000:00.00$/);
    expect(lines[1]).toBe('LOGOFF AT 12:34:56 GMT TUESDAY 10/28/80');
    expect(system.cp.users()).toEqual([]);
    expect(system.log.at(-1)).toBe('12:34:56 LINE ALI LOGOFF AS ALICE    USERS = 000');
    expect(system.accounting).toHaveLength(1);
    expect(user.prompt).toBe('none');
    user.enter('');
    expect(user.answer('LOGON BOB BUILDER')).toContain('LOGON AT');
  });

  test('LOGOFF HOLD keeps the line', () => {
    const system = new CpSystem();
    const user = system.user('ALICE');
    user.enter('logoff hold');
    expect(user.prompt).toBe('read');
    expect(user.answer('LOGON BOB BUILDER')).toContain('LOGON AT');
  });

  test('DISCONN and reconnect at another terminal', () => {
    const system = new CpSystem();
    const user = system.user('ALICE');
    system.start('ALICE', ECHO_PROGRAM);
    system.settle();
    user.enter('#cp disconn');
    expect(user.text).toContain('DISCONNECT AT 12:34:56 GMT TUESDAY 10/28/80');
    expect(user.vm).toBeUndefined();
    expect(system.vm('ALICE').state).not.toBe('cp');
    const other = system.typewriter('LINE 020');
    other.enter('');
    expect(other.answer('LOGON ALICE WONDER')).toBe('RECONNECTED AT 12:34:56 GMT TUESDAY 10/28/80');
    other.enter('begin');
    expect(other.enter('back')).toEqual(['back']);
    expect(system.log.at(-1)).toContain('LINE 020 RECONNECT ALICE');
  });

  test('a disconnected user who only waits for the console is logged off after 15 minutes', () => {
    const system = new CpSystem();
    const user = system.user('ALICE');
    system.start('ALICE', ECHO_PROGRAM);
    system.settle();
    user.enter('#cp disconn');
    system.settle(14 * 60);
    expect(system.cp.findUser('ALICE')).toBeDefined();
    system.settle(2 * 60);
    expect(system.cp.findUser('ALICE')).toBeUndefined();
    expect(system.log.at(-1)).toContain('FORCED');
  });

  test('FORCE', () => {
    const system = new CpSystem();
    const operator = system.user('OPERATOR');
    const user = system.user('ALICE');
    operator.enter('force alice');
    expect(user.lines.at(-1)).toBe('LOGOFF AT 12:34:56 GMT TUESDAY 10/28/80 BY SYSTEM');
    expect(system.cp.findUser('ALICE')).toBeUndefined();
    expect(operator.answer('force alice')).toBe('ALICE NOT LOGGED ON');
  });
});
