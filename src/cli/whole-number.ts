import { InvalidArgumentError } from 'commander';

/** Reads an option whose value is a whole number from `lowest` to `highest`; throws `InvalidArgumentError` for others. */
export function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!Number.isInteger(value) || value < lowest || value > highest) {
      throw new InvalidArgumentError(`It must be a whole number from ${lowest} to ${highest}.`);
    }
    return value;
  };
}
