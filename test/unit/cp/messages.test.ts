import { describe, expect, test } from 'vitest';
import { cpMessage, editMessage } from '../../../src/cp/messages.js';

describe('cpMessage', () => {
  test.each([
    ['CFC', 1, ['FOO'], 'DMKCFC001E ?CP: FOO'],
    ['CFC', 26, [], 'DMKCFC026E OPERAND MISSING OR INVALID'],
    ['LNK', 101, ['191', '002 USERS'], 'DMKLNK101E DASD 191 FORCED R/O; R/O BY 002 USERS'],
    ['LNK', 107, ['MAINT', '190'], 'DMKLNK107E MAINT 190 NOT LINKED; NOT IN CP DIRECTORY'],
    [
      'LNK',
      110,
      ['MAINT', '190', 'DASD', '190'],
      'DMKLNK110E MAINT 190 NOT LINKED; DASD 190 ALREADY DEFINED',
    ],
    ['MSG', 45, ['OTTO'], 'DMKMSG045E OTTO NOT LOGGED ON'],
    ['MSG', 57, ['OTTO', 'MSG OFF'], 'DMKMSG057E OTTO NOT RECEIVING; MSG OFF'],
    ['LOG', 54, [], 'DMKLOG054E ALREADY LOGGED ON'],
    ['LOG', 54, ['GRAF 0C1'], 'DMKLOG054E ALREADY LOGGED ON GRAF 0C1'],
  ])('%s %i %j', (module, number, fields, whole) => {
    const message = cpMessage(module, number, fields);
    expect(editMessage(message, 'ON')).toBe(whole);
    expect(editMessage(message, 'CODE')).toBe(whole.slice(0, 10));
    expect(editMessage(message, 'TEXT')).toBe(whole.slice(11));
    expect(editMessage(message, 'OFF')).toBeUndefined();
  });

  test('takes a severity, and unknown numbers with their own text', () => {
    expect(cpMessage('DSP', 450, ["'00020000 0000DEAD'"], 'W').code).toBe('DMKDSP450W');
    expect(cpMessage('XYZ', 999, ['SOMETHING', 'ELSE'], 'I')).toEqual({
      number: 999,
      code: 'DMKXYZ999I',
      text: 'SOMETHING ELSE',
    });
  });
});
