import { describe, expect, test } from 'vitest';
import { CpSystem } from '../../../support/cp-system.js';

describe('LOADVFCB', () => {
  const printer = (type: string) => {
    const alice = new CpSystem().user('ALICE');
    alice.enter(`define ${type} 01e`);
    alice.clear();
    return alice;
  };

  test('the lines of the form are where the image has the channels', () => {
    const alice = printer('3211');
    expect(alice.answer('loadvfcb 01e fcb fcb1')).toBe('');
    const vdev = alice.vm?.devices.get(0x1e);
    if (vdev?.kind !== 'printer') throw new Error('no printer');
    expect(vdev.device.formsBuffer).toHaveLength(66);
    expect(vdev.device.formsBuffer[22]).toBe(12);
    expect(vdev.device.formsBuffer[65]).toBe(0x10);
  });

  test('with an index', () => {
    const alice = printer('3211');
    expect(alice.answer('loadvfcb 01e f fcb1 i 5')).toBe('');
    const vdev = alice.vm?.devices.get(0x1e);
    if (vdev?.kind !== 'printer') throw new Error('no printer');
    expect(vdev.device.formsBuffer[0]).toBe(0x85);
  });

  test.each([
    ['loadvfcb', 'VADDR MISSING OR INVALID'],
    ['loadvfcb 01f fcb fcb1', 'DEV 01F DOES NOT EXIST'],
    ['loadvfcb 00e fcb fcb1', 'INVALID DEVICE TYPE - 00E'],
    ['loadvfcb 01e', 'OPERAND MISSING OR INVALID'],
    ['loadvfcb 01e ucs fcb1', 'INVALID OPTION - UCS'],
    ['loadvfcb 01e fcb', 'BUFFER MISSING OR INVALID'],
    ['loadvfcb 01e fcb fcb9', 'BUFFER FCB9 DOES NOT EXIST'],
    ['loadvfcb 01e fcb fcb1 index', 'INDEX MISSING OR INVALID'],
    ['loadvfcb 01e fcb fcb1 index 32', 'INDEX MISSING OR INVALID'],
    ['loadvfcb 01e fcb fcb1 index 5 x', 'INVALID OPTION - X'],
  ])('%s', (command, message) => {
    expect(printer('3211').answer(command)).toBe(message);
  });

  test('a 3203 has no index', () => {
    expect(printer('3203').answer('loadvfcb 01e fcb fcb1 index 5')).toBe('INVALID OPTION - INDEX');
  });
});
