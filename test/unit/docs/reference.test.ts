import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../../scripts/reference-pages.js';

describe('generated reference pages', () => {
  it.each(referencePages().map(({ file, text }) => [file, text]))(
    '%s is what the tables say (npm run docs)',
    (file, text) => {
      const committed = readFileSync(new URL(`../../../docs/reference/${file}`, import.meta.url), 'utf8');
      expect(committed).toBe(text);
    },
  );
});
