/** Writes the generated pages of docs/reference: `npm run docs`. A test compares them with what is committed. */

import { writeFileSync } from 'node:fs';
import { referencePages } from './reference-pages.js';

for (const { file, text } of referencePages()) {
  writeFileSync(new URL(`../docs/reference/${file}`, import.meta.url), text);
  process.stdout.write(`docs/reference/${file}\n`);
}
