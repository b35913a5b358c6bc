import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { MACHINE_FILE, readSite } from '../../../src/system/site.js';

let root: string | undefined;
afterEach(() => {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
});

it('a site whose machine is a System/360 is refused', () => {
  root = mkdtempSync(join(tmpdir(), 'cp370-site-'));
  const file = join(root, MACHINE_FILE);
  writeFileSync(file, 'CPUMODEL 2067\nMAINSIZE 2\n');
  expect(() => readSite(root!)).toThrow(`${file}: CPUMODEL: CP needs a System/370, it can't run on a 360/67`);
});
