import { describe, expect, test } from 'vitest';
import { CpSystem, DisplayUser } from '../../../support/cp-system.js';

/** Two real 3270s, at 0C1 and 0C2, switched on with CP READ; ALICE at a typewriter with a virtual display at 0B0. */
function people() {
  const holder: { system?: CpSystem } = {};
  const user = new DisplayUser(() => holder.system!);
  const other = new DisplayUser(() => holder.system!);
  const system = new CpSystem({
    devices: new Map([
      [0x0c1, user.device],
      [0x0c2, other.device],
    ]),
  });
  holder.system = system;
  const alice = system.user('ALICE');
  const operator = system.user('OPERATOR');
  alice.enter('define graf 0b0');
  for (const person of [alice, operator]) person.clear();
  for (const person of [user, other]) {
    person.powerOn();
    system.settle(3);
    person.press();
  }
  return { system, user, other, alice, operator };
}

/** Greets the display when it is switched on and at each key; what was entered is at INPUT. */
const GREETER = `
GREETER  CSECT
         BALR  12,0
         USING *,12
         MVC   X'78'(8),IONEW
         LPSW  WAITPSW
IODONE   CLI   X'3B',X'B0'
         BNE   SLEEP
         TM    X'44',X'80'
         BO    KEY
         TM    X'44',X'04'
         BZ    SLEEP
         TM    STARTED,X'FF'
         BO    SLEEP
         MVI   STARTED,X'FF'
         LA    1,HELLO
         B     GO
KEY      LA    1,READ
GO       ST    1,X'48'
         SIO   X'0B0'
SLEEP    LPSW  WAITPSW
         DS    0D
IONEW    DC    X'00000000',A(IODONE)
WAITPSW  DC    X'FF020000',A(0)
HELLO    CCW   X'05',STREAM,X'20',L'STREAM
READ     CCW   X'06',INPUT,X'20',80
STREAM   DC    X'C21140401D40C8C5D3D3D613'
INPUT    DC    CL80' '
STARTED  DC    X'00'
         END   GREETER
`;

const lastOf = (lines: readonly string[]): string => lines[lines.length - 1].slice(9);

describe('DIAL', () => {
  test('a display becomes the first virtual display that is free', () => {
    const { system, user, alice, operator } = people();
    system.start('ALICE', GREETER);
    user.enter('dial alice');
    expect(user.rows()[0].trim()).toBe('HELLO');
    expect(lastOf(operator.lines)).toBe('GRAF 0C1 DIALED TO ALICE   DIALED= 001');
    expect(operator.answer('query users')).toBe('002 USERS, 001 DIALED');
    expect(operator.answer('query 0c1')).toBe('GRAF 0C1 ATTACH TO ALICE    0B0');
    alice.attention();
    expect(alice.answer('query virtual graf')).toBe('GRAF 0B0 ON GRAF 0C1');
    expect(alice.answer('begin')).toBe('');
    user.enter('abc');
    const storage = system.cp.readStorage(system.vm('ALICE'), 0x1000, 0x200) ?? new Uint8Array(0);
    const typed = Buffer.from(storage).indexOf(Buffer.from([0x81, 0x82, 0x83]));
    expect(typed).toBeGreaterThan(0);
  });

  test('the display comes back with RESET, and can dial again', () => {
    const { user, alice, operator } = people();
    user.enter('d alice 0b0');
    expect(user.rows().join('\n')).toContain('DIALED TO ALICE   0B0');
    alice.enter('reset 0b0');
    expect(user.rows()[0]).toBe('DROP FROM ALICE   0B0');
    expect(lastOf(operator.lines)).toBe('GRAF 0C1 DROP FROM ALICE   DIALED= 000');
    expect(alice.answer('query virtual graf')).toBe('GRAF 0B0 NOT READY');
    user.press();
    expect(user.rows()[0]).toBe('CP370 ONLINE');
    user.press();
    user.enter('dial alice 0b0');
    expect(alice.answer('query virtual graf')).toBe('GRAF 0B0 ON GRAF 0C1');
  });

  test('DETACH, a reset of the virtual machine and LOGOFF bring the display back', () => {
    for (const command of ['detach 0b0', 'system reset', 'logoff']) {
      const { system, user, alice, operator } = people();
      user.enter('dial alice');
      alice.enter(command);
      system.settle();
      expect(user.rows()[0]).toBe('DROP FROM ALICE   0B0');
      expect(operator.answer('query 0c1')).toBe('GRAF 0C1 ENABLED');
      user.press();
      user.press();
      user.enter('logon bob builder');
      expect(system.cp.findUser('BOB')).toBeDefined();
    }
  });

  test('a display that is switched off is dropped', () => {
    const { system, user, alice, operator } = people();
    user.enter('dial alice');
    user.powerOff();
    system.services.lookAtDisplay(0x0c1);
    system.settle();
    expect(alice.answer('query virtual graf')).toBe('GRAF 0B0 NOT READY');
    expect(lastOf(operator.lines)).toBe('GRAF 0C1 DROP FROM ALICE   DIALED= 000');
    user.powerOn();
    system.settle(3);
    expect(user.rows()[0]).toBe('CP370 ONLINE');
  });

  test('what can not be dialed', () => {
    const { user, alice, operator } = people();
    operator.enter('define graf 0b1');
    for (const [command, message] of [
      ['dial', 'DMKDIA020E USERID MISSING OR INVALID'],
      ['dial carol', 'DMKDIA045E CAROL NOT LOGGED ON'],
      ['dial alice xyz', 'DMKDIA022E VADDR MISSING OR INVALID'],
      ['dial alice 0b1', 'DMKDIA047E ALICE 0B1 DOES NOT EXIST'],
      ['dial alice 009', 'DMKDIA011E INVALID DEVICE TYPE - ALICE 009'],
    ]) {
      user.enter(command);
      expect(user.rows().join('\n')).toContain(message);
      expect(user.status).toBe('CP READ');
    }
    alice.enter('detach 0b0');
    user.enter('dial alice');
    expect(user.rows().join('\n')).toContain('DMKDIA055E LINE(S) NOT AVAILABLE ON ALICE');
  });

  test('a virtual display that somebody has is busy; a typewriter can not dial', () => {
    const { system, user, other } = people();
    user.enter('dial alice');
    other.enter('dial alice 0b0');
    expect(other.rows().join('\n')).toContain('DMKDIA056E LINE 0B0 BUSY ON ALICE');
    other.enter('dial alice');
    expect(other.rows().join('\n')).toContain('DMKDIA055E LINE(S) NOT AVAILABLE ON ALICE');
    const typewriter = system.typewriter('LINE 01E');
    typewriter.enter('');
    expect(typewriter.answer('dial alice 0b0')).toContain('DMKDIA707E DIAL FUNCTION NOT AVAILABLE');
  });
});

describe('ATTACH of a display', () => {
  test('not while somebody is there; it is a terminal again after DETACH', () => {
    const { system, user, other, operator } = people();
    user.enter('logon bob builder');
    expect(operator.answer('attach 0c1 alice 0b5')).toBe('GRAF 0C1 IN USE BY SYSTEM');
    other.powerOff();
    system.services.lookAtDisplay(0x0c2);
    system.settle();
    other.powerOn();
    system.settle(3);
    expect(operator.answer('attach 0c2 alice 0b5')).toBe('GRAF 0C2 ATTACH TO ALICE    0B5');
    expect(operator.answer('detach 0c2 alice')).toContain('DETACHED');
    expect(operator.answer('query 0c2')).toBe('GRAF 0C2 ENABLED');
    other.press();
    expect(other.status).toBe('CP READ');
  });
});
