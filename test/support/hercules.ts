/** Runs a storage image on Hercules, where that is installed, and gives back its storage. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Is there a Hercules on this host? */
export function herculesInstalled(): boolean {
  const found = spawnSync('hercules', ['--version'], { encoding: 'utf8' });
  return found.error === undefined && /Hercules/.test(`${found.stdout}${found.stderr}`);
}

/**
 * Loads `image` at 0 of a System/370, presses restart, waits `seconds`, and returns as many bytes of main
 * storage as the image has. Throws with Hercules' log when it does not reach a disabled wait.
 */
export function runOnHercules(image: Uint8Array, seconds: number): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'cp370-hercules-'));
  try {
    const megabytes = Math.max(2, Math.ceil(image.length / 0x100000));
    writeFileSync(
      join(directory, 'machine.cnf'),
      `ARCHMODE S/370\nMAINSIZE ${megabytes}\nNUMCPU 1\nCNSLPORT 0\nDIAG8CMD DISABLE\n0009 3215\n`,
    );
    writeFileSync(join(directory, 'image'), image);
    const last = (image.length - 1).toString(16);
    writeFileSync(
      join(directory, 'commands'),
      `loadcore image 0\nrestart\npause ${seconds}\nsavecore result 0 ${last}\nquit\n`,
    );
    const log = execFileSync('hercules', ['-d', '-f', 'machine.cnf'], {
      cwd: directory,
      env: { ...process.env, HERCULES_RC: 'commands' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      timeout: (seconds + 30) * 1000,
    });
    if (!/HHCCP011I/.test(log)) throw new Error(`Hercules reached no disabled wait:\n${log}`);
    return readFileSync(join(directory, 'result'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
