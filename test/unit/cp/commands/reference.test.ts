import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandReference } from '../../../../src/cp/commands/reference.js';

test('docs/reference/cp-commands.md is what the command tables say', () => {
  expect(readFileSync(new URL('../../../../docs/reference/cp-commands.md', import.meta.url), 'utf8')).toBe(
    commandReference(),
  );
});
