import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem } from '../../../support/cp-system.js';

/** Kinds of the accounting cards so far. */
const kinds = (system: CpSystem): string[] => system.accounting.map((card) => ebcdic037.decode(card, 78, 80));

describe('JOURNAL', () => {
  test('a link with a password is written down, one that everybody may have or that is one’s own is not', () => {
    const system = new CpSystem();
    const bob = system.user('BOB');
    bob.enter('link alice 191 291 rr rpass');
    expect(kinds(system)).toEqual(['05']);
    const text = ebcdic037.decode(system.accounting[0]);
    expect(text.slice(0, 8)).toBe('BOB     ');
    expect(text.slice(28, 32)).toBe('BOB ');
    expect(text.slice(40, 51)).toBe('ALICE   191');
    bob.enter('link maint 190 290 rr');
    bob.enter('link bob 191 292 rr');
    bob.enter('link alice 191 293 w wpass');
    expect(kinds(system)).toEqual(['05']);
    bob.enter('link alice 191 294 wr wpass');
    expect(kinds(system)).toEqual(['05', '05']);
  });

  test('wrong passwords of LINK: a card each, from the fifth on the operator hears of it', () => {
    const system = new CpSystem();
    const bob = system.user('BOB');
    for (let count = 0; count < 4; count++) bob.enter('link alice 191 291 rr wrong');
    expect(system.log.join()).not.toContain('DMKJRL');
    bob.enter('link alice 191 291 rr wrong');
    expect(kinds(system)).toEqual(Array(5).fill('06'));
    expect(system.log.at(-1)).toContain(
      'DMKJRL145I USERID: BOB      AT BOB  WITH INVALID LINK  PASSWORD NO. 5 HAS VIOLATED THE LIMIT OF 5',
    );
  });

  test('SET JOURNAL turns it off and on', () => {
    const system = new CpSystem();
    const [bob, operator] = [system.user('BOB'), system.user('OPERATOR')];
    expect(operator.answer('query journal')).toBe('JOURNAL: LOGON- ON , LINK- ON');
    operator.enter('set journal link off');
    bob.enter('link alice 191 291 rr wrong');
    bob.enter('link alice 191 291 rr rpass');
    expect(kinds(system)).toEqual([]);
    operator.enter('set jo lo off');
    expect(operator.answer('q jo')).toBe('JOURNAL: LOGON- OFF, LINK- OFF');
    const stranger = system.typewriter('LINE 777');
    stranger.enter('');
    stranger.enter('logon alice wrong');
    expect(kinds(system)).toEqual([]);
    operator.enter('set journal logon');
    stranger.enter('logon alice wrong');
    expect(kinds(system)).toEqual(['04']);
  });

  test.each([
    ['set journal', 'OPERAND MISSING OR INVALID'],
    ['set journal both', 'OPERAND MISSING OR INVALID'],
    ['set journal link maybe', 'OPERAND MISSING OR INVALID'],
  ])('%s', (command, answer) => {
    expect(new CpSystem().user('OPERATOR').answer(command)).toBe(answer);
  });

  test('is not for everybody', () => {
    expect(new CpSystem().user('ALICE').answer('set journal link off')).toBe('INVALID OPTION - JOURNAL');
  });
});
