import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpLines } from '../../../src/console/compose.js';
import { KEY_MAP, shownKey } from '../../../src/console/key-map.js';

const guide = readFileSync(new URL('../../../docs/user-guide-terminal.md', import.meta.url), 'utf8');

/** Rows of the guide's key table, without the padding that a formatter gives them. */
const rows = guide
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe("the user's guide of the terminal", () => {
  it('has the key map as it is', () => {
    for (const { name, keys, help } of KEY_MAP) {
      const row = [name, keys.map((key) => `\`${shownKey(key)}\``).join(', '), help];
      expect(rows).toContainEqual(row);
    }
  });

  it('shows the help panel as it is', () => {
    for (const line of helpLines()) expect(guide).toContain(` ${line}`.trimEnd());
  });
});
