import { describe, expect, it } from 'vitest';
import { KeyDecoder } from '../../../src/console/key-decoder.js';
import type { InputEvent } from '../../../src/console/key-decoder.js';

function decoded(...pieces: (string | Uint8Array)[]): string[] {
  const events: InputEvent[] = [];
  const decoder = new KeyDecoder((event) => events.push(event));
  for (const piece of pieces) decoder.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  if (decoder.pending) decoder.flush();
  return events.map((event) =>
    event.kind === 'key' ? `<${event.key}>` : event.kind === 'paste' ? `[${event.text}]` : event.text,
  );
}

describe('KeyDecoder', () => {
  it('gives text and control keys', () => {
    expect(decoded('logon\rx\ty\u007f\b\u0005\n\u001d\u0011\u0000')).toEqual([
      'logon',
      '<Enter>',
      'x',
      '<Tab>',
      'y',
      '<Backspace>',
      '<Backspace>',
      '<Ctrl-E>',
      '<Ctrl-J>',
      '<Ctrl-]>',
      '<Ctrl-Q>',
      '<Ctrl-Space>',
    ]);
  });

  it('puts UTF-8 together that comes in pieces', () => {
    const bytes = Buffer.from('¢¬');
    expect(decoded(bytes.subarray(0, 1), bytes.subarray(1, 3), bytes.subarray(3))).toEqual(['¢', '¬']);
  });

  it.each([
    [
      'xterm',
      ['\u001bOP', '\u001b[15~', '\u001b[24~', '\u001b[1;2P', '\u001b[15;2~', '\u001b[24;2~'],
      ['F1', 'F5', 'F12', 'Shift-F1', 'Shift-F5', 'Shift-F12'],
    ],
    [
      'VT220 and rxvt',
      ['\u001b[11~', '\u001b[25~', '\u001b[34~', '\u001b[7~', '\u001b[8~'],
      ['F1', 'F13', 'F20', 'Home', 'End'],
    ],
    ['the Linux console', ['\u001b[[A', '\u001b[[E', '\u001b[1~', '\u001b[4~'], ['F1', 'F5', 'Home', 'End']],
    [
      'cursor keys in both modes',
      ['\u001b[A', '\u001bOB', '\u001b[C', '\u001bOD', '\u001b[H', '\u001bOF'],
      ['Up', 'Down', 'Right', 'Left', 'Home', 'End'],
    ],
    [
      'editing keys',
      ['\u001b[2~', '\u001b[3~', '\u001b[Z', '\u001b[5~', '\u001b[6~'],
      ['Insert', 'Delete', 'Shift-Tab', 'PageUp', 'PageDown'],
    ],
    [
      'modifiers',
      ['\u001b[1;3P', '\u001b[1;5C', '\u001b[3;6~', '\u001b\u001b[A'],
      ['Alt-F1', 'Ctrl-Right', 'Ctrl-Shift-Delete', 'Alt-Up'],
    ],
    [
      'Alt and a character',
      ['\u001b1', '\u001bc', '\u001bH', '\u001b\r', '\u001b\u0005'],
      ['Alt-1', 'Alt-c', 'Alt-H', 'Alt-Enter', 'Alt-Ctrl-E'],
    ],
  ])('knows %s', (_, sequences, names) => {
    expect(decoded(sequences.join(''))).toEqual(names.map((name) => `<${name}>`));
    // the same in single bytes
    expect(decoded(...[...Buffer.from(sequences.join(''))].map((byte) => Uint8Array.of(byte)))).toEqual(
      names.map((name) => `<${name}>`),
    );
  });

  it('takes an ESC that nothing follows as a key, once told that nothing follows', () => {
    expect(decoded('\u001b')).toEqual(['<Escape>']);
    expect(decoded('\u001b\u001b')).toEqual(['<Escape>', '<Escape>']);
    expect(decoded('\u001b[')).toEqual(['<Alt-[>']);
  });

  it('ignores reports and mouse, and what it does not know', () => {
    expect(decoded('\u001b[?1;2c\u001b[<0;10;20Ma\u001b[99~b\u001b[1;5y')).toEqual(['a', 'b']);
    expect(decoded('\u001b[12')).toEqual([]);
  });

  it('gives pasted text whole, whatever is in it and however it comes', () => {
    const text = 'line 1\rline 2\u001b[A\u0003 ¢';
    const whole = Buffer.from(`a\u001b[200~${text}\u001b[201~b`);
    expect(decoded(whole)).toEqual(['a', `[${text}]`, 'b']);
    expect(decoded(...[...whole].map((byte) => Uint8Array.of(byte)))).toEqual(['a', `[${text}]`, 'b']);
  });
});
