import { describe, expect, it } from 'vitest';
import { diskModel } from '../../../src/s370/index.js';
import { diskSense, type DiskCondition } from '../../../src/s370/devices/ckd-sense.js';

const sense = (name: string, condition: DiskCondition | undefined, more: object = {}): number[] => {
  const place = { address: 0x193, cylinder: 0x123, head: 5, record: 7 };
  return [...diskSense(condition, { model: diskModel(name)!, ...place, ...more })];
};

describe('the sense bytes of a disk', () => {
  it('are as many as the control unit has, and quiet without a condition', () => {
    for (const [type, length] of [
      ['2311', 6],
      ['2314', 6],
      ['2305', 24],
      ['3330', 24],
      ['3340', 24],
      ['3350', 24],
      ['3375', 24],
      ['3380', 24],
    ] as const) {
      const quiet = sense(type, undefined);
      expect(quiet).toHaveLength(length);
      expect(quiet.slice(0, 2)).toEqual([0, 0]);
    }
  });

  it('tell a seek check and a forbidden write apart on the 2841 and 2314, by a message on the others', () => {
    expect(sense('2314', 'seek-check').slice(0, 2)).toEqual([0x81, 0]);
    expect(sense('2311', 'write-mask').slice(0, 2)).toEqual([0x80, 0x04]);
    expect(sense('2314', 'invalid-sequence').slice(0, 2)).toEqual([0x80, 0x10]);
    expect([0, 1, 7].map((at) => sense('3330', 'seek-check')[at])).toEqual([0x80, 0, 0x04]);
    expect([0, 1, 7].map((at) => sense('3350', 'write-mask')[at])).toEqual([0x80, 0, 0x02]);
    expect(sense('3380', 'command-reject')[7]).toBe(0x01);
    expect(sense('3380', 'short-argument')[7]).toBe(0x03);
  });

  it('say where the drive stands', () => {
    // drive 3: in ones and in their complement, as a bit, as a number
    expect(sense('3330', undefined)[4]).toBe(0x23);
    expect(sense('3340', undefined)[4]).toBe(0x10);
    expect(sense('3375', undefined)[4]).toBe(3);
    expect(sense('3380', undefined, { address: 0x19c })[4]).toBe(0x0c);
    expect([sense('3350', undefined)[5], sense('3350', undefined)[6]]).toEqual([0x23, 0x20 | 5]);
    expect(sense('3330', undefined)[6]).toBe(0x40 | 5);
    expect(sense('3380', undefined)[6]).toBe(0x10 | 5);
    expect(sense('3340-70', undefined)[2]).toBe(0x82);
  });

  it('name the record of a data check', () => {
    const check = sense('3350', 'data-check');
    expect([check[0], check[7]]).toEqual([0x08, 0x40]);
    expect(check.slice(8, 13)).toEqual([1, 0x23, 0, 5, 7]);
  });

  it('have the command with which an overflow record goes on', () => {
    const read = sense('3330', 'end-of-cylinder', { incomplete: 'read' });
    expect([read[1], read[3]]).toEqual([0x21, 0x06]);
    const write = sense('2314', 'end-of-cylinder', { incomplete: 'write' });
    expect([write[1], write[3], write[5]]).toEqual([0x21, 0x44, 0x05]);
  });
});
