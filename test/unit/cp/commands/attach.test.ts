import { describe, expect, test } from 'vitest';
import { CkdDisk, Display3270 } from '../../../../src/s370/index.js';
import { CpSystem } from '../../../support/cp-system.js';
import { memoryPack } from '../../../support/virtual-machine.js';

/** Channel 1 has CP's volume, channel 2 three free disks, the last without a label that CP would use. */
function people() {
  const devices = new Map(
    [0x250, 0x251, 0x252].map((address, index) => [address, new CkdDisk(memoryPack(`WORK0${index}`))]),
  );
  const cp = new CpSystem({ devices });
  const [alice, operator] = [cp.user('ALICE'), cp.user('OPERATOR')];
  alice.clear();
  return { cp, alice, operator };
}

describe('ATTACH and DETACH of several devices', () => {
  test('a range', () => {
    const { alice, operator } = people();
    expect(operator.answer('attach 250-252 to alice')).toBe('250-252 ATTACHED TO ALICE');
    expect(alice.text).toContain('250-252 ATTACHED');
    expect(alice.answer('query virtual dasd')).toContain('DASD 252');
    expect(operator.answer('detach 250-252 from alice')).toBe('250-252 DETACHED ALICE');
    expect(alice.answer('query virtual 250')).toBe('DEV 250 DOES NOT EXIST');
  });

  test('a list, an error in the midst of it', () => {
    const { alice, operator } = people();
    expect(operator.answer('attach 250 2ff 251 alice')).toBe(
      '250 ATTACHED TO ALICE|DEV 2FF DOES NOT EXIST|251 ATTACHED TO ALICE',
    );
    expect(alice.answer('detach 250 251')).toBe('250 251 DETACHED');
  });

  test('the real address is the virtual one when none is given', () => {
    const { operator } = people();
    expect(operator.answer('attach 250 alice')).toBe('DASD 250 ATTACH TO ALICE    250');
    expect(operator.answer('attach 251 * 300')).toBe('DASD 251 ATTACH TO OPERATOR 300');
  });

  test.each([
    ['attach', 'DMKVDE021E RADDR MISSING OR INVALID'],
    ['attach zzz alice', 'DMKVDE021E RADDR MISSING OR INVALID'],
    ['attach 250', 'DMKVDE020E USERID MISSING OR INVALID'],
    ['attach 250 to', 'DMKVDE020E USERID MISSING OR INVALID'],
    ['attach 2ff bob 300', 'DMKVDE045E BOB NOT LOGGED ON'],
    ['attach 2ff alice 300', 'DMKVDE040E DEV 2FF DOES NOT EXIST'],
    ['attach 250 alice xyz', 'DMKVDE022E VADDR MISSING OR INVALID'],
    ['attach 250 alice 300 r/w', 'DMKVDE003E INVALID OPTION - R/W'],
    ['attach 250 251 alice 300', 'DMKVDE003E INVALID OPTION - 300'],
    ['attach 250 alice 191', 'DMKVDE120E DASD 250 NOT ATTACHED; ALICE 191 ALREADY DEFINED'],
    ['attach 150 alice 300', 'DMKVDE123E DASD 150 CP OWNED'],
    ['attach 250-251 to system', 'DMKVDE020E USERID MISSING OR INVALID'],
    ['attach 250 to system', 'DMKVDE023E VOLID MISSING OR INVALID'],
    ['attach channel', 'DMKVDE034E CHANNEL MISSING OR INVALID'],
    ['attach chan 2', 'DMKVDE020E USERID MISSING OR INVALID'],
    ['attach channel 0 alice', 'DMKVCH034E CHANNEL MISSING OR INVALID'],
    ['attach channel 7 alice', 'DMKVCH048E CHANNEL 7 DOES NOT EXIST'],
    ['attach channel 1 alice', 'DMKVCH132E CHANNEL 1 ALREADY DEFINED BY ALICE'],
    ['attach channel 1 operator', 'DMKVCH129E CHANNEL 1 DEVICES IN USE'],
    ['detach', 'DMKVDD022E VADDR MISSING OR INVALID'],
    ['detach 300', 'DMKVDD040E DEV 300 DOES NOT EXIST'],
    ['detach 250 from', 'DMKVDD020E USERID MISSING OR INVALID'],
    ['detach 250 bob', 'DMKVDD045E BOB NOT LOGGED ON'],
    ['detach 2ff alice', 'DMKVDD040E DEV 2FF DOES NOT EXIST'],
    ['detach 250 alice', 'DMKVDD121E DASD 250 NOT ATTACHED TO ALICE'],
    ['detach 150 alice', 'DMKVDD123E DASD 150 CP OWNED'],
    ['detach channel', 'DMKVDD034E CHANNEL MISSING OR INVALID'],
    ['detach channel 2 alice', 'DMKVCH130E CHANNEL 2 NOT ATTACHED TO ALICE'],
  ])('%s', (command, message) => {
    const { operator } = people();
    operator.enter('set emsg on');
    expect(operator.answer(command)).toBe(message);
  });

  test('R/O is for disks', () => {
    const { alice, operator } = people();
    expect(operator.answer('attach 250 alice 300 r/o')).toBe('DASD 250 ATTACH TO ALICE    300 R/O');
    expect(alice.text).toContain('DASD 300 ATTACHED R/O');
    const displays = new CpSystem({ devices: new Map([[0x280, new Display3270('3277')]]) });
    displays.user('ALICE');
    expect(displays.user('OPERATOR').answer('attach 280 alice 381 r/o')).toBe('INVALID OPTION - R/O');
  });
});

describe('ATTACH CHANNEL', () => {
  test('all devices go, none alone, and nothing else comes to the channel', () => {
    const { alice, operator } = people();
    expect(operator.answer('attach channel 2 to alice')).toBe('CHAN  2  ATTACH TO ALICE');
    expect(alice.text).toContain('CHAN  2  ATTACH TO ALICE');
    expect(alice.answer('query virtual 251')).toContain('DASD 251');
    expect(alice.answer('define 1403 200')).toBe('DEV 200 NOT DEFINED; CHAN 2 DEDICATED');
    expect(alice.answer('define 250 as 300')).toBe('DEV 250 NOT DEFINED; CHAN 2 DEDICATED');
    expect(alice.answer('link maint 190 290 rr')).toBe('DASD 290 NOT LINKED; CHAN 2 DEDICATED');
    expect(alice.answer('detach 250')).toBe('DASD 250 NOT DETACHED; CHAN 2 DEDICATED');
    expect(operator.answer('detach 250 alice')).toBe('DASD 250 NOT DETACHED; CHAN 2 DEDICATED');
    expect(operator.answer('attach channel 2 operator')).toBe('CHANNEL 2 DEVICES IN USE');
    expect(operator.answer('detach channel 2 from alice')).toBe('CHAN  2  DETACHED  ALICE');
    expect(alice.answer('query virtual 251')).toBe('DEV 251 DOES NOT EXIST');
    expect(alice.answer('define 1403 200')).toBe('PRT  200 DEFINED');
  });

  test('its user gives it back', () => {
    const { alice, operator } = people();
    operator.enter('attach channel 2 alice');
    expect(alice.answer('detach channel 2')).toBe('CHAN  2  DETACHED  ALICE');
    expect(operator.answer('query 250')).toContain('WORK00');
  });
});

describe('DEFINE', () => {
  test.each([
    ['define line 040', 'LINE 040 DEFINED'],
    ['define line 040 tele2', 'LINE 040 DEFINED'],
    ['define line 040 ibm1', 'LINE 040 DEFINED'],
    ['define line 040 ibm9', 'INVALID OPTION - IBM9'],
    ['define graf 0c0 3270', 'GRAF 0C0 DEFINED'],
    ['define graf 0c0 3279', 'INVALID OPTION - 3279'],
    ['define printer 01e 3211', 'PRT  01E DEFINED'],
    ['define printer 01e 9999', 'INVALID OPTION - 9999'],
    ['define', 'OPERAND MISSING OR INVALID'],
    ['define bogus 123', 'OPERAND MISSING OR INVALID'],
    ['define 191', 'VADDR MISSING OR INVALID'],
    ['define 555 as 556', 'DEV 555 DOES NOT EXIST'],
    ['define 191 as 190', 'DEV 190 NOT DEFINED; DASD 190 ALREADY DEFINED'],
    ['define console 01f', 'DEV 01F NOT DEFINED; CONS 009 ALREADY DEFINED'],
    ['define t3330 300 cyl', 'CYLS MISSING OR INVALID'],
    ['define channels abc', 'OPERAND MISSING OR INVALID'],
    ['define storage', 'STORAGE MISSING OR INVALID'],
  ])('%s', (command, answer) => {
    expect(new CpSystem().user('ALICE').answer(command)).toBe(answer);
  });

  test('a printer of another type is one', () => {
    const { alice } = people();
    alice.enter('define printer 01e 3211');
    expect(alice.vm?.devices.get(0x1e)?.type).toBe('3211');
  });

  test('nobody calls at a virtual line: ENABLE waits', () => {
    const { cp, alice } = people();
    alice.enter('define line 040');
    alice.clear();
    cp.start(
      'ALICE',
      `LINE     START X'1000'
         BALR  12,0
         USING *,12
         LA    1,CCW
         ST    1,72
         SIO   X'040'
         BC    7,BAD
         TIO   X'040'
         BC    2,WAIT
BAD      LPSW  WRONG
WAIT     LPSW  GOOD
CCW      CCW   X'27',0,X'20',1
GOOD     DC    0D'0',X'000200000000600D'
WRONG    DC    0D'0',X'000200000000BADD'
         END   LINE`,
    );
    cp.runUntil(
      () => alice.text.includes('WAIT'),
      5,
      () => alice.text,
    );
    expect(alice.text).toContain('600D');
    expect(alice.answer('query lines')).toContain('LINE 040');
    expect(alice.answer('detach 040')).toBe('LINE 040 DETACHED');
  });
});
