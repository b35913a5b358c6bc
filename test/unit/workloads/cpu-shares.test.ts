import { expect, test } from 'vitest';
import { cpuTimes, sharesBetween } from '../../../scripts/workloads/cpu-shares.js';

const user = (userid: string, virtualCpu: number, totalCpu: number) => ({
  userid,
  accounting: { virtualCpu, totalCpu },
});

test('shares are of what all users got between two moments, the largest first', () => {
  const before = cpuTimes([user('ONE', 100, 200), user('TWO', 1000, 1000)]);
  const after = cpuTimes([user('ONE', 120, 250), user('TWO', 1130, 1150)]);
  expect(sharesBetween(before, after)).toEqual([
    { userid: 'TWO', virtual: 65, total: 75 },
    { userid: 'ONE', virtual: 10, total: 25 },
  ]);
});

test('a user who came meanwhile counts from his LOGON, one who left not at all', () => {
  const before = cpuTimes([user('GONE', 5, 5)]);
  expect(sharesBetween(before, cpuTimes([user('NEW', 3, 4)]))).toEqual([
    { userid: 'NEW', virtual: 75, total: 100 },
  ]);
});

test('nobody got anything', () => {
  const times = cpuTimes([user('ONE', 1, 2)]);
  expect(sharesBetween(times, times)).toEqual([{ userid: 'ONE', virtual: 0, total: 0 }]);
});
