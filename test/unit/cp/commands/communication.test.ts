import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem } from '../../../support/cp-system.js';

/** Puts words into storage of a user's virtual machine. */
function put(system: CpSystem, userid: string, address: number, hex: string): void {
  const digits = hex.replaceAll(' ', '');
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (byte) => parseInt(byte, 16));
  system.cp.writeStorage(system.vm(userid), address, bytes);
}

const userid = (name: string): string =>
  Array.from(ebcdic037.encode(name, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** VMCPARM at an address. */
function parameters(system: CpSystem, owner: string, address: number, fields: string): void {
  put(system, owner, address, fields);
}

/** DIAGNOSE X'68' with the list at `list`; Ry, register 2. */
function diagnose(system: CpSystem, name: string, list: number): number {
  const vm = system.vm(name);
  put(system, name, 0x1000, '83120068 82001010');
  put(system, name, 0x1010, '00020000 00000abc');
  vm.gpr[1] = list;
  vm.gpr[2] = -1;
  vm.psw.load(0, 0x1000);
  // LPSW without a base: the wait PSW lies in the first page
  put(system, name, 0x1004, '82000200');
  put(system, name, 0x200, '00020000 00000abc');
  system.cp.beginExecution(vm);
  system.settle();
  expect(vm.state).toBe('cp');
  return vm.gpr[2];
}

/** Lets a virtual machine wait for the external interruption of VMCF; its buffer afterwards. */
function interrupted(system: CpSystem, name: string, length = 40): Uint8Array {
  const vm = system.vm(name);
  put(system, name, 0x58, '00020000 00004001');
  vm.cr[0] |= 1;
  vm.psw.load(0x01020000, 0x1000);
  system.cp.beginExecution(vm);
  system.settle();
  // the wait of the new PSW: the interruption has come, with its code in the old one
  expect(vm.psw.instructionAddress).toBe(0x4001);
  expect(system.cp.readStorage(vm, 0x1a, 2)).toEqual(Uint8Array.of(0x40, 0x01));
  return system.cp.readStorage(vm, 0x3000, length)!;
}

function pair() {
  const system = new CpSystem();
  const alice = system.user('ALICE');
  const bob = system.user('BOB');
  // AUTHORIZE, special messages too, with the buffer at X'3000'
  for (const name of ['ALICE', 'BOB']) {
    parameters(
      system,
      name,
      0x2000,
      `20000000 00000000 ${userid('')} 00003000 00000100 00000000 00000000 ${'00'.repeat(8)}`,
    );
  }
  return { system, alice, bob };
}

describe('VMCF', () => {
  test('SEND and RECEIVE: the data, the header and the final response', () => {
    const { system } = pair();
    expect(diagnose(system, 'ALICE', 0x2000)).toBe(0);
    expect(diagnose(system, 'BOB', 0x2000)).toBe(0);
    put(system, 'ALICE', 0x4000, 'c8c5d3d3d6');
    parameters(
      system,
      'ALICE',
      0x2100,
      `00000002 00000007 ${userid('BOB')} 00004000 00000005 00000000 00000000 1122334455667788`,
    );
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(0);
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(8);
    const header = interrupted(system, 'BOB');
    expect(header.subarray(0, 8)).toEqual(Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 7));
    expect(ebcdic037.decode(header, 8, 16)).toBe('ALICE   ');
    expect(header[23]).toBe(5);
    expect(header.subarray(32)).toEqual(Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88));
    parameters(
      system,
      'BOB',
      0x2100,
      `00000005 00000007 ${userid('ALICE')} 00005000 00000003 00000000 00000000 ${'aa'.repeat(8)}`,
    );
    // three of five bytes: incorrect length
    expect(diagnose(system, 'BOB', 0x2100)).toBe(16);
    expect(ebcdic037.decode(system.cp.readStorage(system.vm('BOB'), 0x5000, 3)!)).toBe('HEL');
    const response = interrupted(system, 'ALICE');
    expect([response[0], response[1], response[3], response[23]]).toEqual([0x80, 16, 2, 2]);
    expect(ebcdic037.decode(response, 8, 16)).toBe('BOB     ');
    expect(response[32]).toBe(0xaa);
    expect(diagnose(system, 'BOB', 0x2100)).toBe(12);
  });

  test('SEND/RECV with REPLY, REJECT, CANCEL', () => {
    const { system } = pair();
    diagnose(system, 'ALICE', 0x2000);
    diagnose(system, 'BOB', 0x2000);
    const request = (id: string): void =>
      parameters(
        system,
        'ALICE',
        0x2100,
        `00000003 000000${id} ${userid('BOB')} 00004000 00000004 00004100 00000010 ${'00'.repeat(8)}`,
      );
    request('01');
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(0);
    interrupted(system, 'BOB');
    const answer = (code: string, id: string): number => {
      put(system, 'BOB', 0x5000, 'd6d2');
      parameters(
        system,
        'BOB',
        0x2100,
        `000000${code} 000000${id} ${userid('ALICE')} 00005000 00000002 00000000 00000000 ${'00'.repeat(8)}`,
      );
      return diagnose(system, 'BOB', 0x2100);
    };
    expect(answer('07', '01')).toBe(0);
    const response = interrupted(system, 'ALICE');
    expect([response[0], response[3], response[31]]).toEqual([0x80, 3, 14]);
    expect(ebcdic037.decode(system.cp.readStorage(system.vm('ALICE'), 0x4100, 2)!)).toBe('OK');
    request('02');
    diagnose(system, 'ALICE', 0x2100);
    // the interruption has not been taken yet
    expect(answer('0b', '02')).toBe(13);
    interrupted(system, 'BOB');
    expect(answer('0b', '02')).toBe(0);
    expect(interrupted(system, 'ALICE')[0]).toBe(0xc0);
    request('03');
    diagnose(system, 'ALICE', 0x2100);
    parameters(system, 'ALICE', 0x2200, `00000006 00000003 ${userid('BOB')} ${'00'.repeat(24)}`);
    expect(diagnose(system, 'ALICE', 0x2200)).toBe(0);
    expect(diagnose(system, 'ALICE', 0x2200)).toBe(12);
  });

  test('return codes of what can not be done', () => {
    const { system } = pair();
    parameters(
      system,
      'ALICE',
      0x2100,
      `00000002 00000007 ${userid('BOB')} 00004000 00000005 ${'00'.repeat(16)}`,
    );
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(4);
    diagnose(system, 'ALICE', 0x2000);
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(5);
    put(system, 'ALICE', 0x2102, '000c');
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(2);
    diagnose(system, 'BOB', 0x2000);
    // a buffer that is not in storage; QUIESCE of the receiver
    parameters(
      system,
      'ALICE',
      0x2100,
      `00000002 00000007 ${userid('BOB')} 00ffff00 00000500 ${'00'.repeat(16)}`,
    );
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(1);
    parameters(system, 'BOB', 0x2100, `00000008 ${'00'.repeat(36)}`);
    expect(diagnose(system, 'BOB', 0x2100)).toBe(0);
    parameters(
      system,
      'ALICE',
      0x2100,
      `00000002 00000007 ${userid('BOB')} 00004000 00000005 ${'00'.repeat(16)}`,
    );
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(9);
    parameters(system, 'BOB', 0x2104, `00000009`);
    put(system, 'BOB', 0x2100, '00000009');
    diagnose(system, 'BOB', 0x2100);
    expect(diagnose(system, 'ALICE', 0x2100)).toBe(0);
    // BOB goes: ALICE hears that he is not available
    system.cp.systemReset(system.vm('BOB'), false);
    const response = interrupted(system, 'ALICE');
    expect([response[0], response[1]]).toEqual([0x80, 5]);
  });
});

test('SENDX whose data no longer fit into the buffer', () => {
  const { system } = pair();
  diagnose(system, 'ALICE', 0x2000);
  diagnose(system, 'BOB', 0x2000);
  parameters(
    system,
    'ALICE',
    0x2100,
    `00000004 00000007 ${userid('BOB')} 00004000 00000020 ${'00'.repeat(16)}`,
  );
  expect(diagnose(system, 'ALICE', 0x2100)).toBe(0);
  // BOB authorizes again, with the least buffer
  put(system, 'BOB', 0x2014, '00000028');
  expect(diagnose(system, 'BOB', 0x2000)).toBe(0);
  put(system, 'BOB', 0x3028, 'ffffffff');
  const bytes = interrupted(system, 'BOB', 44);
  expect(bytes[1]).toBe(7);
  expect(bytes.subarray(40)).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
  const response = interrupted(system, 'ALICE');
  expect([response[0], response[1]]).toEqual([0x80, 7]);
});

describe('SMSG', () => {
  test('reaches a program with SENDX in the name of the sender', () => {
    const { system, alice } = pair();
    expect(alice.answer('smsg bob hello')).toBe('BOB NOT RECEIVING; NOT AUTHORIZED');
    diagnose(system, 'BOB', 0x2000);
    expect(alice.answer('smsg bob hello there')).toBe('');
    const bytes = interrupted(system, 'BOB', 51);
    expect(bytes[3]).toBe(4);
    expect(ebcdic037.decode(bytes, 8, 16)).toBe('SYSTEM  ');
    expect(ebcdic037.decode(bytes, 32, 40)).toBe('ALICE   ');
    expect(ebcdic037.decode(bytes, 40)).toBe('HELLO THERE');
    system.vm('BOB').settings.specialMessages = false;
    expect(alice.answer('smsg bob hello')).toBe('BOB NOT RECEIVING; SMSG OFF');
    expect(alice.answer('smsg carol hello')).toBe('CAROL NOT LOGGED ON');
    expect(alice.answer('smsg')).toBe('USERID MISSING OR INVALID');
  });
});

describe('COUPLE', () => {
  const adapters = () => {
    const system = new CpSystem();
    const alice = system.user('ALICE');
    const bob = system.user('BOB');
    expect(alice.answer('define ctca 500')).toBe('CTCA 500 DEFINED');
    bob.enter('define ctca as 600');
    bob.clear();
    return { system, alice, bob };
  };

  test('connects two adapters; both users are told', () => {
    const { alice, bob } = adapters();
    expect(alice.answer('query virtual 500')).toBe('CTCA 500 NOT READY');
    expect(alice.answer('couple 500 to bob 600')).toBe('CTCA 500 COUPLE TO BOB 600');
    expect(bob.lines).toEqual(['CTCA 600 COUPLE BY ALICE 500']);
    expect(bob.answer('query virtual 600')).toBe('CTCA 600 COUPLE TO ALICE    500');
    bob.enter('detach 600');
    expect(alice.answer('query virtual 500')).toBe('CTCA 500 NOT READY');
  });

  test.each([
    ['couple', 'VADDR MISSING OR INVALID'],
    ['couple 501 bob 600', 'DEV 501 DOES NOT EXIST'],
    ['couple 00e bob 600', 'INVALID DEVICE TYPE - 00E'],
    ['couple 500 to', 'USERID MISSING OR INVALID'],
    ['couple 500 carol 600', 'CAROL NOT LOGGED ON'],
    ['couple 500 bob', 'VADDR MISSING OR INVALID'],
    ['couple 500 bob 601', 'BOB 601 DOES NOT EXIST'],
    ['couple 500 bob 00e', 'INVALID DEVICE TYPE - BOB 00E'],
  ])('%s', (command, answer) => {
    expect(adapters().alice.answer(command)).toBe(answer);
  });

  test('a WRITE of one is the READ of the other', () => {
    const { system, alice } = adapters();
    alice.enter('couple 500 bob 600');
    const channelProgram = (name: string, device: string, ccw: string): void => {
      const vm = system.vm(name);
      put(system, name, 0x48, '00004000');
      put(system, name, 0x4000, ccw);
      // TIO until nothing is pending (device end of the coupling, attention of the other side), then SIO
      put(system, name, 0x1000, `9d00${device} 4770f000 9c00${device} 82000200`);
      vm.gpr[15] = 0x1000;
      put(system, name, 0x200, 'fe020000 00000000');
      put(system, name, 0x78, '00020000 00000bbb');
      vm.psw.load(0, 0x1000);
      system.cp.beginExecution(vm);
    };
    put(system, 'ALICE', 0x5000, 'c8c1d3d3d6');
    channelProgram('ALICE', '0500', '01005000 20000005');
    system.settle();
    channelProgram('BOB', '0600', '02005000 20000005');
    system.settle();
    expect(ebcdic037.decode(system.cp.readStorage(system.vm('BOB'), 0x5000, 5)!)).toBe('HALLO');
    const end = system.cp.readStorage(system.vm('ALICE'), 0x44, 1)!;
    expect(end[0] & 0x0c).toBe(0x0c);
  });
});
