import { describe, expect, it } from 'vitest';
import { fittingModel } from '../../../src/console/index.js';

describe('the model for a window', () => {
  it.each([
    [20, 70, 2],
    [25, 80, 2],
    [32, 80, 2],
    [33, 80, 3],
    [43, 100, 3],
    [44, 80, 4],
    [60, 200, 4],
    [28, 132, 5],
    [43, 200, 5],
    [27, 132, 2],
    [28, 131, 2],
  ])('of %s lines and %s columns is %s', (rows, columns, model) => {
    expect(fittingModel(rows, columns)).toBe(model);
  });
});
