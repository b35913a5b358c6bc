import fc from 'fast-check';

/**
 * Properties run the same cases every time, so that a failure is the change's own; `CP370_SEED` chooses others:
 * a number, or `random` for new ones in each file (`npm run test:soak` does so over and over).
 */
const chosen = process.env.CP370_SEED ?? '370';
if (chosen !== 'random') {
  const seed = Number(chosen);
  if (!Number.isInteger(seed)) throw new Error(`CP370_SEED is a whole number or "random", not "${chosen}"`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
