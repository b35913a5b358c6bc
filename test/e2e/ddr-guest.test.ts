import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDdrGuest } from '../../scripts/workloads/ddr-guest-run.js';
import { Progress } from '../../scripts/workloads/progress.js';
import { hasWorkload } from '../support/workloads.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cp370-ddr-guest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasWorkload('dmkddr.aws'))('VM/370 DDR in a virtual machine', () => {
  it('copies a minidisk, and dumps and restores it, byte for byte', async () => {
    const lines: string[] = [];
    const code = await runDdrGuest({ folder, cylinders: 4 }, new Progress((line) => lines.push(line)));
    expect(code, lines.join('\n')).toBe(0);
    const said = lines.join('\n');
    for (const address of ['192', '193']) {
      expect(said).toContain(`minidisk ${address}: all 76 tracks are as on the source`);
    }
    expect(said).toContain('nothing else on the packs has changed');
  });
});
