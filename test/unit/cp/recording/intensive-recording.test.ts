import { expect, it } from 'vitest';
import { IntensiveRecording } from '../../../../src/cp/recording/intensive-recording.js';

const sense = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

it('takes the first error, then every third, ten of them', () => {
  const recording = new IntensiveRecording({ device: 0x350, limit: 3, first: { byte: 0, bit: 3 } });
  const taken = Array.from({ length: 40 }, () => recording.takes(sense(0x10, 0)));
  expect(taken.flatMap((yes, index) => (yes ? [index] : []))).toEqual([0, 2, 5, 8, 11, 14, 17, 20, 23, 26]);
  expect(recording.over).toBe(true);
});

it('looks at one bit, at both, or at either', () => {
  const first = { byte: 0, bit: 0 };
  const second = { byte: 1, bit: 7 };
  const takes = (relation: 'and' | 'or', ...bytes: number[]): boolean =>
    new IntensiveRecording({ device: 1, limit: 1, first, second: { ...second, relation } }).takes(
      sense(...bytes),
    );
  expect(new IntensiveRecording({ device: 1, limit: 1, first }).takes(sense(0x7f, 0xff))).toBe(false);
  expect([takes('and', 0x80, 0x00), takes('and', 0x80, 0x01), takes('and', 0x00, 0x01)]).toEqual([
    false,
    true,
    false,
  ]);
  expect([takes('or', 0x80, 0x00), takes('or', 0x00, 0x01), takes('or', 0x40, 0x02)]).toEqual([
    true,
    true,
    false,
  ]);
});
