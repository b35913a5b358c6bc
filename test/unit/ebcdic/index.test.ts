import { describe, expect, it } from 'vitest';
import { test, fc } from '@fast-check/vitest';
import { ebcdic037, ebcdic1047 } from '../../../src/ebcdic/index.js';

describe('code pages', () => {
  it('has the characters of the S/370 character set where the manuals put them', () => {
    expect([...ebcdic037.encode('VM/370 #@$¢|¬')]).toEqual([
      0xe5, 0xd4, 0x61, 0xf3, 0xf7, 0xf0, 0x40, 0x7b, 0x7c, 0x5b, 0x4a, 0x4f, 0x5f,
    ]);
  });

  it('1047 differs from 037 in brackets, circumflex and not sign', () => {
    const different = [];
    for (let byte = 0; byte < 256; byte++) {
      if (ebcdic037.decodeByte(byte) !== ebcdic1047.decodeByte(byte)) different.push(byte);
    }
    expect(different).toEqual([0x5f, 0xad, 0xb0, 0xba, 0xbb, 0xbd]);
    expect(ebcdic1047.decode([0xad, 0xbd, 0x5f])).toBe('[]^');
    expect(ebcdic037.decode([0xba, 0xbb, 0xb0])).toBe('[]^');
  });

  it('pads with blanks, cuts, and gives SUB for what the page lacks', () => {
    expect([...ebcdic037.encode('A', 3)]).toEqual([0xc1, 0x40, 0x40]);
    expect([...ebcdic037.encode('ABC', 2)]).toEqual([0xc1, 0xc2]);
    expect(ebcdic037.encodeCharacter('漢')).toBe(0x3f);
  });

  for (const page of [ebcdic037, ebcdic1047]) {
    test.prop([fc.uint8Array({ maxLength: 512 })])(`${page.name}: every byte survives both ways`, (bytes) => {
      expect([...page.encode(page.decode(bytes))]).toEqual([...bytes]);
    });
  }
});
