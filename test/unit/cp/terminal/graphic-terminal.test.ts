import { describe, expect, test } from 'vitest';
import { Aid } from '../../../../src/tn3270/datastream/index.js';
import type { DisplayModel } from '../../../../src/tn3270/datastream/index.js';
import { CpSystem, DisplayUser } from '../../../support/cp-system.js';

/** A system with one real 3270 at 0C1. */
function displaySystem(model: DisplayModel = 2, extended = true) {
  const holder: { system?: CpSystem } = {};
  const current = (): CpSystem => {
    if (holder.system === undefined) throw new Error('no system yet');
    return holder.system;
  };
  const user = new DisplayUser(current, model, extended);
  const system = new CpSystem({ devices: new Map([[0x0c1, user.device]]) });
  holder.system = system;
  return { system, user };
}

/** Writes 60 numbered lines, then waits disabled. */
const WRITER = `
WRITER   CSECT
         BALR  12,0
         USING *,12
         MVC   X'78'(8),IONEW
         LA    5,1
LOOP     CVD   5,DOUBLE
         UNPK  NUMBER,DOUBLE
         OI    NUMBER+3,X'F0'
         LA    1,WRITE
         ST    1,X'48'
         SIO   X'009'
         LPSW  WAITPSW
IODONE   TM    X'44',X'0C'
         BNZ   NEXT
         LPSW  WAITPSW
NEXT     LA    5,1(,5)
         C     5,=F'60'
         BNH   LOOP
         LPSW  DEAD
         DS    0D
IONEW    DC    X'00000000',A(IODONE)
WAITPSW  DC    X'80020000',A(0)
DEAD     DC    X'00020000',X'0000BEEF'
WRITE    CCW   X'09',LINE,X'20',9
DOUBLE   DS    D
LINE     DC    C'LINE '
NUMBER   DC    CL4' '
         LTORG
         END   WRITER
`;

describe('a local 3270', () => {
  test('shows the logo, takes a logon, comes back to the logo', () => {
    const { system, user } = displaySystem();
    expect(user.rows().join('').trim()).toBe('');
    user.powerOn();
    system.settle(3);
    expect(user.rows()[0]).toBe('CP370 ONLINE');
    user.press();
    expect(user.status).toBe('CP READ');
    user.enter('logon alice');
    expect(user.rows().slice(0, 2)).toEqual(['LOGON ALICE', 'ENTER PASSWORD:']);
    user.enter('wonder');
    expect(user.rows()[2]).toBe('LOGON AT 12:34:59 GMT TUESDAY 10/28/80');
    expect(user.rows().join('')).not.toContain('WONDER');
    expect(user.status).toBe('CP READ');
    expect(system.log.at(-1)).toBe('12:34:59 GRAF 0C1 LOGON  AS ALICE    USERS = 001');
    user.enter('query virtual console');
    expect(user.rows()[4]).toBe('CONS 009 ON GRAF 0C1    TERM STOP');
    user.enter('logoff');
    expect(user.rows().some((row) => row.startsWith('LOGOFF AT'))).toBe(true);
    expect(user.status).toBe('RUNNING');
    user.press();
    expect(user.rows()[0]).toBe('CP370 ONLINE');
  });

  test.each([
    [2, 24],
    [4, 43],
    [5, 27],
  ] as const)('model %i has %i rows', (model, rows) => {
    const { user, system } = displaySystem(model);
    user.powerOn();
    system.settle(3);
    user.press();
    expect(user.screen.rows).toBe(rows);
    expect(user.status).toBe('CP READ');
  });

  test('one that takes no query has 24 rows', () => {
    const { user, system } = displaySystem(4, false);
    user.powerOn();
    system.settle(3);
    user.press();
    expect(user.screen.rows).toBe(24);
    expect(user.status).toBe('CP READ');
  });

  const loggedOn = () => {
    const both = displaySystem();
    const { user, system } = both;
    user.powerOn();
    system.settle(3);
    user.press();
    user.enter('logon alice wonder');
    return both;
  };

  test('holds a guest’s output back at MORE...', () => {
    const { system, user } = loggedOn();
    system.start('ALICE', WRITER);
    system.settle(1);
    expect(user.status).toBe('MORE...');
    const accepted = system.vm('ALICE').accounting;
    expect(user.rows()[21]).toMatch(/^LINE 00(1|2)\d$/);
    expect(accepted).toBeDefined();
    expect(system.vm('ALICE').state).not.toBe('cp');
    user.press(Aid.pa2);
    system.settle(0.5);
    expect(user.status).toBe('MORE...');
    system.settle(49);
    expect(user.alarms).toBe(0);
    system.settle(2);
    expect(user.alarms).toBe(1);
    system.settle(10);
    expect(user.rows().join(' ')).toContain('LINE 0060');
    user.waitFor('DISABLED WAIT');
    expect(user.status).toBe('CP READ');
  });

  test('PA1 at MORE... enters CP mode', () => {
    const { system, user } = loggedOn();
    system.start('ALICE', WRITER);
    system.settle(1);
    user.press(Aid.pa1);
    expect(user.status).toBe('CP READ');
    expect(system.vm('ALICE').state).toBe('cp');
    user.enter('query userid');
    expect(user.rows().slice(0, 2)).toEqual(['QUERY USERID', 'ALICE    AT CP370']);
    user.enter('begin');
    expect(user.status).toBe('MORE...');
  });

  test('a display that is switched off disconnects its user, who can reconnect', () => {
    const { system, user } = loggedOn();
    system.start('ALICE', WRITER);
    system.settle(1);
    user.powerOff();
    system.settle(11);
    expect(system.log.at(-1)).toContain('GRAF 0C1 DSCONNECT ALICE');
    expect(system.cp.findUser('ALICE')).toBeDefined();
    user.powerOn();
    system.settle(3);
    expect(user.rows()[0]).toBe('CP370 ONLINE');
    user.press();
    user.enter('logon alice wonder');
    expect(user.rows().join(' ')).toContain('RECONNECTED AT');
    expect(user.status).toBe('CP READ');
  });

  test('switched off and on quickly: whoever sits there now has to log on', () => {
    const { system, user } = loggedOn();
    user.powerOff();
    user.powerOn();
    system.settle(3);
    expect(system.log.at(-1)).toContain('DSCONNECT');
    expect(user.rows()[0]).toBe('CP370 ONLINE');
  });

  test('program function keys', () => {
    const { user } = loggedOn();
    user.enter('set pf1 immed query userid');
    user.enter('set pf2 query');
    user.press(Aid.pf1);
    expect(user.rows().join('|')).toContain('QUERY USERID|ALICE    AT CP370');
    user.press(Aid.pf2);
    expect(user.rows()[22].trim()).toBe('QUERY');
    user.press(Aid.clear);
    user.enter('query pf2');
    expect(user.rows()[1]).toBe('PF02 DELAY QUERY');
    user.press(Aid.pf3);
    expect(user.rows()[22].trim()).toBe('* PF03 UNDEFINED');
  });

  test('nonsense of the terminal disturbs nobody', () => {
    const { system, user } = loggedOn();
    for (const bytes of [[], [0x00], [0x7d, 0x11], Array.from({ length: 3000 }, (_, i) => i & 0xff)]) {
      user.device.attention(Uint8Array.from(bytes));
      system.settle();
    }
    user.press(Aid.clear);
    user.enter('query userid');
    expect(user.rows()[1]).toBe('ALICE    AT CP370');
  });
});
