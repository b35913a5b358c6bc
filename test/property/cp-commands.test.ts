import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as example } from 'vitest';
import { COMMANDS } from '../../src/cp/commands/commands.js';
import { findCommand } from '../../src/cp/commands/table.js';

const everything = { hasClass: () => true };
const general = { hasClass: (classes: string) => classes.includes('G') };

describe('the command table', () => {
  test.prop([fc.constantFrom(...COMMANDS), fc.nat(10)])(
    'an abbreviation means the first command that it fits, and never less than the shortest one',
    (command, length) => {
      const word = command.name.slice(0, length);
      const found = findCommand(word, everything);
      const fitting = COMMANDS.filter(
        ({ name, shortest }) => name.startsWith(word) && word.length >= shortest,
      );
      expect(found).toBe(fitting[0]);
      if (length >= command.shortest)
        expect(COMMANDS.indexOf(found!)).toBeLessThanOrEqual(COMMANDS.indexOf(command));
    },
  );

  test.prop([fc.constantFrom(...COMMANDS), fc.stringMatching(/^[A-Z0-9]+$/)])(
    'more than a name is another name',
    (command, more) => {
      const found = findCommand(command.name + more, everything);
      expect(found === undefined || found.name.startsWith(command.name + more)).toBe(true);
    },
  );

  test.prop([fc.constantFrom(...COMMANDS)])('a command of another class is unknown', (command) => {
    const found = findCommand(command.name, general);
    if (command.classes === '' || command.classes.includes('G')) expect(found?.name).toBeDefined();
    else expect(found).toBeUndefined();
  });

  example.each([
    ['B', 'BEGIN'],
    ['C', 'CLOSE'],
    ['CH', 'CHANGE'],
    ['D', 'DISPLAY'],
    ['DEF', 'DEFINE'],
    ['DET', 'DETACH'],
    ['DISC', 'DISCONN'],
    ['DU', 'DUMP'],
    ['EXT', 'EXTERNAL'],
    ['I', 'IPL'],
    ['IND', 'INDICATE'],
    ['LINK', 'LINK'],
    ['LOG', 'LOGOFF'],
    ['LOGOUT', 'LOGOUT'],
    ['M', 'MSG'],
    ['ME', 'MESSAGE'],
    ['ORD', 'ORDER'],
    ['PUR', 'PURGE'],
    ['Q', 'QUERY'],
    ['REQ', 'REQUEST'],
    ['SL', 'SLEEP'],
    ['SP', 'SPOOL'],
    ['ST', 'STORE'],
    ['STA', 'START'],
    ['SYS', 'SYSTEM'],
    ['TERM', 'TERMINAL'],
    ['W', 'WNG'],
    ['WA', 'WARNING'],
  ])('%s is %s', (word, name) => {
    expect(findCommand(word, everything)?.name).toBe(name);
  });

  example.each(['', 'A', 'DE', 'E', 'L', 'LI', 'LO', 'O', 'P', 'R', 'S', 'SE', 'T', 'X', 'BEGINN'])(
    '%s is no command',
    (word) => {
      expect(findCommand(word, everything)).toBeUndefined();
    },
  );
});
