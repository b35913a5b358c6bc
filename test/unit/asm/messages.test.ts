import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../../src/asm/messages.js';

describe('messages', () => {
  const messages = Object.values(MESSAGES);

  it('have numbers of their own', () => {
    expect(new Set(messages.map((m) => m.id)).size).toBe(messages.length);
  });

  it('are all in the reference page, as they are', () => {
    const page = readFileSync(new URL('../../../docs/reference/assembler.md', import.meta.url), 'utf8');
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| IFO') && !line.startsWith('| IFO197'))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, 4),
      );
    const expected = messages
      .map(({ id, severity, text }) => [id, String(severity), text.replace(/\{\d\}/g, '…')])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    expect(rows).toEqual(expected);
  });
});
