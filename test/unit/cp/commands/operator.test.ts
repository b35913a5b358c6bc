import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem, TEST_DIRECTORY } from '../../../support/cp-system.js';

const people = () => {
  const system = new CpSystem();
  const alice = system.user('ALICE');
  const bob = system.user('BOB');
  const operator = system.user('OPERATOR');
  for (const user of [alice, bob, operator]) user.clear();
  return { system, alice, bob, operator };
};

describe('messages between users', () => {
  test('MSG to one, to oneself, to the operator, to all', () => {
    const { alice, bob, operator } = people();
    alice.enter('msg bob hello there');
    expect(bob.lines).toEqual(['12:34:56  MSG FROM ALICE   : HELLO THERE']);
    expect(alice.answer('m * me')).toBe('12:34:56  MSG FROM ALICE   : ME');
    alice.enter('message op please');
    expect(operator.lines).toEqual(['12:34:56  MSG FROM ALICE   : PLEASE']);
    operator.enter('msg all everybody');
    for (const user of [alice, bob, operator]) {
      expect(user.lines.at(-1)).toBe('12:34:56  MSG FROM OPERATOR: EVERYBODY');
    }
  });

  test('who does not receive', () => {
    const { alice, bob, operator } = people();
    bob.enter('set msg off');
    bob.enter('set wng off');
    expect(alice.answer('msg bob again')).toBe('BOB NOT RECEIVING; MSG OFF');
    expect(operator.answer('wng bob again')).toBe('BOB NOT RECEIVING; WNG OFF');
    expect(alice.answer('msg carol x')).toBe('CAROL NOT LOGGED ON');
    expect(alice.answer('msg')).toBe('USERID MISSING OR INVALID');
    expect(bob.lines).toEqual([]);
  });

  test('MSGNOH and WNG are for operators', () => {
    const { alice, operator } = people();
    operator.enter('msgnoh alice plain');
    operator.enter('warning alice look out');
    expect(alice.lines).toEqual(['PLAIN', '12:34:56  WNG FROM OPERATOR: LOOK OUT']);
    expect(alice.answer('msgnoh bob x')).toBe('?CP: MSGNOH');
    expect(alice.answer('wng bob x')).toBe('?CP: WNG');
  });
});

describe('commands of the operator', () => {
  test('FORCE', () => {
    const { system, bob, operator } = people();
    operator.enter('force bob');
    system.settle();
    expect(bob.text).toContain('LOGOFF');
    expect(system.cp.findUser('BOB')).toBeUndefined();
    expect(operator.answer('force bob')).toBe('BOB NOT LOGGED ON');
  });

  test('QUERY of real devices', () => {
    const { operator } = people();
    expect(operator.enter('query dasd')).toEqual([
      'DASD 150 CP OWNED  CPPACK   000',
      'DASD 151 CP SYSTEM SCRTCH   002',
    ]);
    expect(operator.answer('query 151')).toBe('DASD 151 CP SYSTEM SCRTCH   002');
    expect(operator.answer('query tapes')).toBe('TAPE DEVICES NOT FOUND');
    expect(operator.answer('query 7ff')).toBe('DEV 7FF DOES NOT EXIST');
    expect(operator.answer('query storage')).toBe('STORAGE = 02048K');
  });

  test('AUTOLOG needs somebody known with something to IPL', () => {
    const { bob, operator } = people();
    bob.enter('logoff');
    expect(operator.answer('autolog carol x')).toBe('CAROL NOT IN CP DIRECTORY');
    expect(operator.answer('autolog bob builder')).toBe('AUTOLOG FAILED FOR BOB - NO IPL');
  });

  test('AUTOLOG gives what stands behind the password to the first read', () => {
    const directory = TEST_DIRECTORY.replace('256K 1M G\n', '256K 1M G\n IPL 00C\n');
    const system = new CpSystem({ directory });
    const operator = system.user('OPERATOR');
    expect(operator.answer('autolog bob builder first line')).toContain('AUTO LOGON   ***   BOB');
    const bob = system.vm('BOB');
    expect(system.services.terminals.consoleOf(bob)!.holdsLine).toBe(true);
    let read = '';
    bob.console!.terminal.read((line) => {
      read = typeof line === 'string' ? line : ebcdic037.decode(line);
    });
    system.settle();
    expect(read).toBe('FIRST LINE');
  });

  test('SHUTDOWN logs everybody off', () => {
    let down = 0;
    const system = new CpSystem({ services: { onShutdown: () => down++ } });
    const alice = system.user('ALICE');
    const operator = system.user('OPERATOR');
    alice.clear();
    operator.enter('shutdown');
    system.settle(1);
    expect(alice.text).toContain('LOGOFF AT 12:34:56 GMT TUESDAY 10/28/80 BY SYSTEM');
    expect(system.cp.users()).toEqual([]);
    expect(down).toBe(1);
    const reported = system.log.filter((line) => line.includes('DMKCKP')).map((line) => line.slice(9));
    expect(reported).toEqual([
      'DMKCKP960I SYSTEM WARM START DATA SAVED',
      'DMKCKP961W SYSTEM SHUTDOWN COMPLETE',
    ]);
  });
});

describe('commands on the virtual machine', () => {
  test('SLEEP wakes up in time', () => {
    const { system, alice } = people();
    alice.enter('store 0 00020000 00000007');
    alice.enter('store psw 00020000 00000007');
    alice.enter('sleep 2 sec');
    system.settle(1.5);
    expect(alice.lines.at(-1)).toBe('STORE COMPLETE');
    alice.waitFor('DISABLED WAIT');
  });

  test('ECHO sends back what is typed until END', () => {
    const { alice } = people();
    expect(alice.enter('echo')).toEqual(['ECHO ENTERED; TO TERMINATE TEST TYPE END', 'ENTER LINE']);
    expect(alice.enter('hello')).toEqual(['HELLO', 'ENTER LINE']);
    alice.enter('end');
    expect(alice.answer('query userid')).toBe('ALICE    AT CP370');
  });

  test('SYSTEM', () => {
    const { alice } = people();
    alice.enter('store 100 1');
    expect(alice.answer('system reset')).toBe('SYSTEM RESET');
    expect(alice.answer('display 100')).toBe('000100    00000001');
    expect(alice.answer('system clear')).toBe('STORAGE CLEARED - SYSTEM RESET');
    expect(alice.answer('display 100')).toBe('000100    00000000');
    alice.enter('store 0 00020000 00000abc');
    alice.enter('system restart');
    alice.waitFor("DISABLED WAIT PSW '00020000 00000ABC'");
  });

  test('EXTERNAL presents the interruption of the key, or the code that is given', () => {
    const code = (operand: string): string => {
      const { alice } = people();
      // the new external PSW waits disabled, the present one waits enabled for external interruptions
      alice.enter('store 58 00020000 00000e0e');
      alice.enter('store psw 01020000 00000100');
      alice.enter(`external ${operand}`);
      alice.waitFor('DISABLED WAIT');
      return alice.answer('display 18.8');
    };
    expect(code('')).toBe('000018    01020040  00000100');
    expect(code('80')).toBe('000018    01020080  00000100');
  });

  test('ADSTOP stops before an instruction', () => {
    const { alice } = people();
    // LA 1,1 three times, then a branch to itself
    alice.enter('store 200 41100001 41110001 41110001 47f0020c');
    alice.enter('adstop 208');
    alice.enter('begin 200');
    alice.waitFor('ADSTOP AT 000208');
    expect(alice.answer('display g1')).toBe('GPR  1 =  00000002');
    expect(alice.answer('display 208')).toBe('000208    41110001');
  });

  test('IPL of what can’t be', () => {
    const { alice } = people();
    expect(alice.answer('ipl')).toBe('OPERAND MISSING OR INVALID');
    expect(alice.answer('ipl 333')).toBe('DEV 333 DOES NOT EXIST');
    expect(alice.answer('ipl 00e')).toBe('INVALID DEVICE TYPE - 00E');
    expect(alice.answer('ipl bogus')).toBe('SYSTEM BOGUS DOES NOT EXIST');
  });

  test('device commands', () => {
    const { alice } = people();
    for (const verb of ['ready', 'reset', 'notready', 'rewind']) {
      expect(alice.answer(`${verb} 555`)).toBe('DEV 555 DOES NOT EXIST');
    }
    expect(alice.enter('ready 00c')).toEqual([]);
    expect(alice.enter('reset 00c')).toEqual([]);
  });
});
