import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const COMMANDS = new URL('../../../src/cms/commands/', import.meta.url);
const REFERENCE = readFileSync(new URL('../../../docs/reference/cms-commands.md', import.meta.url), 'utf8');

/** Statements of a source with its COPY members, comments left out and continuation lines joined. */
function statements(file: string): string[] {
  const result: string[] = [];
  let continued = '';
  for (const line of readFileSync(new URL(file, COMMANDS), 'utf8').split('\n')) {
    if (continued === '' && /^(\*|\.\*)/.test(line)) continue;
    continued += continued === '' ? line.slice(0, 71) : line.slice(15, 71);
    if (line.length > 71 && line[71] !== ' ') continue;
    const copied = /^\s+COPY\s+(\w+)/.exec(continued)?.[1];
    const member = copied === undefined ? '' : `${copied.toLowerCase()}.copy`;
    if (member !== '' && existsSync(new URL(member, COMMANDS))) result.push(...statements(member));
    else result.push(continued);
    continued = '';
  }
  return result;
}

/** Messages of a module, as `014E`. */
function messages(file: string): string[] {
  const found = new Set<string>();
  for (const statement of statements(file)) {
    const message = /\bDMSERR\b.*\bNUM=(\d+).*\bLET=(\w)/.exec(statement);
    if (message !== null) found.add(message[1].padStart(3, '0') + message[2]);
  }
  return [...found].sort();
}

function section(heading: (title: string) => boolean): string | undefined {
  return REFERENCE.split(/^## /m).find((text) => heading(text.slice(0, text.indexOf('\n'))));
}

describe('docs/reference/cms-commands.md', () => {
  const common = section((title) => title === 'Messages of several commands');
  const modules = readdirSync(COMMANDS)
    .filter((file) => file.endsWith('.asm'))
    .map((file) => ({
      file,
      name: /^\* CMS MODULE (\S+) /.exec(readFileSync(new URL(file, COMMANDS), 'utf8'))?.[1],
    }))
    .flatMap(({ file, name }) => (name === undefined ? [] : [{ file, name }]));

  it('lists at least the commands of the first release', () => {
    expect(modules.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ACCESS', 'COPYFILE', 'LISTFILE', 'TYPE']),
    );
  });

  for (const { file, name } of modules) {
    it(`describes ${name} with all its messages`, () => {
      const text = section((title) => title.split(', ').includes(name));
      expect(text, `an entry "## ${name}"`).toBeDefined();
      const missing = messages(file).filter(
        (message) => !`${text ?? ''}${common ?? ''}`.includes(`| ${message} `),
      );
      expect(missing).toEqual([]);
    });
  }
});
