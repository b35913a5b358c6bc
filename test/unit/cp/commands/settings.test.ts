import { describe, expect, test } from 'vitest';
import { CpSystem } from '../../../support/cp-system.js';

const user = () => new CpSystem().user('ALICE');

describe('SET and QUERY SET', () => {
  test('what a user finds after LOGON', () => {
    expect(user().enter('query set')).toEqual([
      'MSG ON , WNG ON , EMSG TEXT, ACNT ON , RUN OFF',
      'LINEDIT ON , TIMER ON  , ISAM OFF, ECMODE OFF',
      'ASSIST ON SVC   TMR  , PAGEX OFF, AUTOPOLL OFF',
      'IMSG ON , SMSG OFF, AFFINITY NONE   , NOTRANS OFF',
    ]);
  });

  test.each([
    ['msg off', 'MSG OFF'],
    ['wng off', 'WNG OFF'],
    ['emsg code', 'EMSG CODE'],
    ['acnt off', 'ACNT OFF'],
    ['linedit off', 'LINEDIT OFF'],
    ['timer real', 'TIMER REAL'],
    ['timer off', 'TIMER OFF'],
    ['isam on', 'ISAM ON'],
    ['ec on', 'ECMODE ON'],
    ['assist nosvc', 'NOSVC'],
    ['assist notmr', 'NOTMR'],
    ['assist off', 'ASSIST OFF           , PAGEX'],
    ['assist on nosvc tmr', 'ASSIST ON NOSVC TMR'],
    ['imsg off', 'IMSG OFF'],
    ['smsg on', 'SMSG ON'],
    ['notrans on', 'NOTRANS ON'],
  ])('SET %s', (operands, shown) => {
    const alice = user();
    expect(alice.enter(`set ${operands}`)).toEqual([]);
    expect(alice.answer('query set')).toContain(shown);
  });

  test('PAGEX needs extended control mode', () => {
    const alice = user();
    expect(alice.answer('set pagex on')).toBe('INVALID OPTION - PAGEX');
    alice.enter('set ecmode on');
    expect(alice.enter('set pagex on')).toEqual([]);
    expect(alice.answer('query set')).toContain('PAGEX ON');
  });

  test('SASSIST is for all, CPASSIST is not there', () => {
    const system = new CpSystem();
    const operator = system.user('OPERATOR');
    expect(operator.enter('query sassist')).toEqual(['SASSIST ON']);
    expect(operator.enter('set sassist off')).toEqual([]);
    expect(operator.enter('query sassist')).toEqual(['SASSIST OFF']);
    expect(system.user('ALICE').answer('set assist on')).toBe('VM ASSIST NOT ACTIVE');
    expect(operator.answer('set cpassist on')).toBe('CP ASSIST NOT AVAILABLE');
    expect(operator.answer('query cpassist')).toBe('CPASSIST OFF');
    expect(operator.answer('set assist svc on')).toBe('INVALID OPTION - ON');
  });

  test('AUTOPOLL is noted; AFFINITY comes from the directory', () => {
    const system = new CpSystem();
    const operator = system.user('OPERATOR');
    expect(operator.enter('set autopoll on')).toEqual([]);
    expect(operator.answer('query set')).toContain('AUTOPOLL ON');
    expect(operator.enter('query affinity')).toEqual([' USERID  PROCESSOR AFFINITY', '          NONE']);
    expect(operator.enter('query affinity operator')[1]).toBe('OPERATOR  NONE');
    expect(operator.answer('query affinity nobody')).toBe('OPERAND MISSING OR INVALID');
  });

  test('PAGING shows rate and interval since it was asked for last', () => {
    const system = new CpSystem();
    const operator = system.user('OPERATOR');
    operator.answer('query paging');
    system.settle(65);
    expect(operator.answer('query paging')).toMatch(
      /^PAGING 00, SET 00, RATE 000\/SEC, INTERVAL= 00:01:0\d$/,
    );
    expect(system.user('ALICE').answer('query paging')).toContain('PAGING NOT LOGGED ON');
  });

  test('PF TAB', () => {
    const alice = user();
    expect(alice.enter('set pf5 tab 40 10 nonsense 10 20')).toEqual([]);
    expect(alice.answer('query pf5')).toBe('PF05 DELAY TAB 10 20 40');
    expect(alice.answer('set pf6 copy')).toBe('INVALID OPTION - COPY');
  });

  test('mistakes', () => {
    const alice = user();
    expect(alice.answer('set')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('set run')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('set emsg perhaps')).toBe('INVALID OPTION - PERHAPS');
    expect(alice.answer('set nonsense on')).toBe('INVALID OPTION - NONSENSE');
    // not for class G
    expect(alice.answer('set logmsg hello')).toBe('INVALID OPTION - LOGMSG');
  });

  test('EMSG decides what is left of an error message', () => {
    const alice = user();
    const answer = (setting: string) => {
      alice.enter(`set emsg ${setting}`);
      return alice.enter('query carol');
    };
    expect(answer('on')).toEqual(['DMKCQG045E CAROL NOT LOGGED ON']);
    expect(answer('text')).toEqual(['CAROL NOT LOGGED ON']);
    expect(answer('code')).toEqual(['DMKCQG045E']);
    expect(answer('off')).toEqual([]);
  });

  test('CPUID', () => {
    const alice = user();
    alice.enter('set cpuid 123456');
    expect(alice.answer('query cpuid')).toBe('CPUID = FF12345600000000');
    expect(alice.answer('set cpuid 1234567')).toBe('INVALID OPTION - 1234567');
  });

  test('program function keys', () => {
    const alice = user();
    alice.enter('set pf1 imm query time');
    alice.enter('set pf02 del msg * hi');
    expect(alice.enter('query pf')).toHaveLength(24);
    expect(alice.answer('query pf1')).toBe('PF01 IMMED QUERY TIME');
    expect(alice.answer('query pf02')).toBe('PF02 DELAY MSG * HI');
    expect(alice.answer('query pf3')).toBe('PF03 UNDEFINED');
    alice.enter('set pf1');
    expect(alice.answer('query pf1')).toBe('PF01 UNDEFINED');
    expect(alice.answer('set pf4 copy')).toBe('INVALID OPTION - COPY');
    expect(alice.answer('set pf25 x')).toBe('OPERAND MISSING OR INVALID');
  });
});

describe('TERMINAL', () => {
  test('what a terminal is like after LOGON', () => {
    expect(user().enter('query terminal')).toEqual([
      'LINEND  # , LINEDEL  ¢ , CHARDEL  @ , ESCAPE  " , TABCHAR OFF',
      'LINESIZE 080, ATTN ON , APL OFF, TEXT OFF, MODE VM',
      'MORE 050 010, HOLD ON , MASK OFF',
    ]);
  });

  test('options, several in a command', () => {
    const alice = user();
    alice.enter('terminal chardel % linedel off more 10 20 hold off linesize 100 apl on mode cp');
    expect(alice.enter('query term')).toEqual([
      'LINEND  # , LINEDEL OFF, CHARDEL  % , ESCAPE  " , TABCHAR OFF',
      'LINESIZE 100, ATTN ON , APL ON , TEXT OFF, MODE CP',
      'MORE 010 020, HOLD OFF, MASK OFF',
    ]);
    alice.enter('terminal text on');
    expect(alice.answer('query term')).toContain('APL OFF, TEXT ON');
  });

  test('line editing goes by the symbols', () => {
    const alice = user();
    expect(alice.answer('q uzz@@serid')).toBe('ALICE    AT CP370');
    alice.enter('term chardel %');
    expect(alice.answer('q uzz%%serid')).toBe('ALICE    AT CP370');
    expect(alice.answer('q us@@erid')).toBe('US@@ERID NOT LOGGED ON');
    alice.enter('term linend off');
    expect(alice.answer('q userid#q userid')).toBe('USERID#Q NOT LOGGED ON');
  });

  test('mistakes', () => {
    const alice = user();
    expect(alice.answer('terminal')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('term hold')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('term foo on')).toBe('INVALID OPERAND - FOO');
    expect(alice.answer('term linesize 0')).toBe('INVALID OPERAND - 0');
    expect(alice.answer('term chardel ab')).toBe('INVALID OPERAND - AB');
    expect(alice.answer('term more 5')).toBe('INVALID OPERAND -');
  });
});

describe('QUERY of users and the system', () => {
  const three = () => {
    const system = new CpSystem();
    const alice = system.user('ALICE');
    system.user('BOB');
    const operator = system.user('OPERATOR');
    return { system, alice, operator };
  };

  test('names and users', () => {
    const { alice } = three();
    expect(alice.answer('query names')).toBe('ALICE    - ALI, BOB      - BOB, OPERATOR - OPE');
    expect(alice.answer('query users')).toBe('003 USERS, 000 DIALED');
    expect(alice.answer('query users bob')).toBe('BOB      - BOB');
    expect(alice.answer('query operator')).toBe('OPERATOR - OPE');
    expect(alice.answer('query carol')).toBe('CAROL NOT LOGGED ON');
    expect(alice.answer('query verylongname')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('query')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('query userid')).toBe('ALICE    AT CP370');
    expect(alice.answer('query priv')).toBe('PRIV = G');
  });

  test('time: of day, connected, used', () => {
    const { system, alice } = three();
    system.settle(65);
    expect(alice.enter('query time')).toEqual([
      'TIME IS 12:36:01 GMT TUESDAY 10/28/80',
      'CONNECT= 00:01:05 VIRTCPU= 000:00.00 TOTCPU= 000:00.00',
    ]);
  });

  test('priority and LOGMSG', () => {
    const { alice, operator } = three();
    expect(alice.answer('query logmsg')).toBe('THERE IS NO LOGMSG DATA');
    operator.enter('set logmsg hello world');
    operator.enter('set logmsg 2 second');
    expect(alice.enter('query logmsg')).toEqual(['* HELLO WORLD', '* SECOND']);
    operator.enter('set logmsg 1 null');
    expect(alice.answer('query logmsg')).toBe('* SECOND');
    operator.enter('set priority alice 10');
    expect(operator.answer('query priority alice')).toBe('ALICE    PRIORITY = 10');
  });

  test('a new user reads LOGMSG', () => {
    const { system, operator } = three();
    operator.enter('set logmsg system closes at six');
    const maint = system.typewriter('LINE 020');
    maint.enter('');
    expect(maint.enter('logon maint cpcms').join('\n')).toContain('* SYSTEM CLOSES AT SIX');
  });
});
