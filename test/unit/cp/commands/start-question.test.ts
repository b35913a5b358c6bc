import { describe, expect, test } from 'vitest';
import {
  clockAnswer,
  dateAnswer,
  startAnswer,
  timeAnswer,
} from '../../../../src/cp/commands/start-question.js';

const START = { kind: 'warm', drained: false, disabled: false, autolog: true };

describe('the answer to START', () => {
  test.each([
    ['', START],
    ['warm', START],
    ['w', START],
    ['f', { ...START, kind: 'force' }],
    ['ckpt', { ...START, kind: 'checkpoint' }],
    ['cold drain', { ...START, kind: 'cold', drained: true }],
    ['  dr   warm ', { ...START, drained: true }],
    ['warm disable noautolo', { ...START, disabled: true, autolog: false }],
    ['noauto', { ...START, autolog: false }],
    ['shutdown', 'shutdown'],
  ])('%s', (line, answer) => {
    expect(startAnswer(line)).toEqual(answer);
  });

  test.each(['co', 'ckp', 'warm cold', 'warm warm', 'shutdown now', 'shut', 'hot', 'warm d', 'noaut'])(
    'is asked for again after %s',
    (line) => {
      expect(startAnswer(line)).toBeUndefined();
    },
  );
});

test.each([
  ['y', true],
  ['YES', true],
  ['', false],
  ['n', false],
  ['no', false],
  ['never', undefined],
])('CHANGE TOD CLOCK: %s', (line, answer) => {
  expect(clockAnswer(line)).toBe(answer);
});

test.each([
  ['10/28/80', [1980, 10, 28]],
  ['2/29/00', [2000, 2, 29]],
  ['1/1/70', [1970, 1, 1]],
  ['2/29/81', undefined],
  ['13/01/80', undefined],
  ['10-28-80', undefined],
])('date %s', (line, answer) => {
  expect(dateAnswer(line)).toEqual(answer);
});

test.each([
  ['00:00:00', [0, 0, 0]],
  ['23:59:59', [23, 59, 59]],
  ['24:00:00', undefined],
  ['12:60:00', undefined],
  ['12:00', undefined],
])('time %s', (line, answer) => {
  expect(timeAnswer(line)).toEqual(answer);
});
