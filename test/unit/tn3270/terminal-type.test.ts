import { describe, expect, it } from 'vitest';
import { parseDisplayType } from '../../../src/tn3270/index.js';

describe('terminal types', () => {
  it.each([
    ['IBM-3279-2-E', 2, 24, 80, true, undefined],
    ['IBM-3278-2', 2, 24, 80, false, undefined],
    ['IBM-3278-3-E', 3, 32, 80, true, undefined],
    ['IBM-3279-4-E@LUABC', 4, 43, 80, true, 'LUABC'],
    ['IBM-3278-5-E', 5, 27, 132, true, undefined],
    ['IBM-3277-2', 2, 24, 80, false, undefined],
    ['ibm-3278-2@0c1', 2, 24, 80, false, '0C1'],
    ['IBM-3179-2', 2, 24, 80, true, undefined],
  ])('understands %s', (text, model, rows, columns, extended, lu) => {
    expect(parseDisplayType(text)).toMatchObject({
      model,
      alternate: { rows, columns },
      extended,
      lu,
      dynamic: false,
    });
  });

  it('knows that the size of IBM-DYNAMIC must be asked for', () => {
    expect(parseDisplayType('IBM-DYNAMIC')).toMatchObject({ dynamic: true, extended: true });
  });

  it.each(['', 'XTERM', 'ANSI', 'IBM-3287-1', 'IBM-3278-9', 'IBM-5250-2', 'IBM-3278-2-E-X'])(
    'refuses %s',
    (text) => {
      expect(parseDisplayType(text)).toBeUndefined();
    },
  );
});
