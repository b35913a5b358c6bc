import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MUTATIONS } from '../../../scripts/equivalence/mutations.js';

const CP = new URL('../../../src/cp/vmachine/', import.meta.url);

/** `npm run equivalence:mutations` shows that the kit finds them; here only that they can be applied. */
describe('the deliberate defects', () => {
  it('are at least forty, each with a name of its own', () => {
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });

  it.each(MUTATIONS)('$name', ({ file, find, replace }) => {
    expect(readFileSync(new URL(file, CP), 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });
});
