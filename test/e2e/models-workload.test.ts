import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMachine } from '../../scripts/workloads/emulator.js';
import {
  CONFIGURATION_FILE,
  initializePack,
  PACK_FILE,
  prepareFolder,
  restorePack,
  vs1Configuration,
} from '../../scripts/workloads/vs1-system.js';
import { hasWorkload, VS1_RESTORED_BY_HERCULES, workload } from '../support/workloads.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'cp370-models-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasWorkload('osvs1', 'vs1r60_starter_3330.aws'))(
  "IBM's stand-alone programs on a System/360",
  () => {
    it('IBCDASDI and IBCDMPRS make the same pack on a 360/65 as on a System/370', async () => {
      prepareFolder(folder);
      const tape = workload('osvs1', 'vs1r60_starter_3330.aws');
      const configuration = vs1Configuration('cp370', tape, { model: '2065', storage: '1' });
      const machine = startMachine({
        emulator: 'cp370',
        folder,
        name: CONFIGURATION_FILE,
        configuration: configuration.map((line) => (line === 'ARCHMODE S/370' ? 'ARCHMODE S/360' : line)),
      });
      try {
        await initializePack(machine, folder);
        await restorePack(machine, folder);
      } finally {
        await machine.quit();
      }
      const pack = createHash('sha256')
        .update(readFileSync(join(folder, PACK_FILE)))
        .digest('hex');
      expect(pack).toBe(VS1_RESTORED_BY_HERCULES);
    });
  },
);
