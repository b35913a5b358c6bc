import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateSystem } from '../../src/generate/index.js';

const SOURCE = resolve(import.meta.dirname, '../../src');

/** Name for a system made from these very sources: a system is generated once for all tests that want one. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names) {
    if (!/\.(ts|asm|mac|copy|exec)$/.test(name)) continue;
    hash.update(name).update(readFileSync(join(SOURCE, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** A copy of a freshly generated system in a directory of its own; `remove` deletes it. */
export async function generatedSystem(): Promise<{ readonly path: string; readonly remove: () => void }> {
  const master = join(tmpdir(), `cp370-generated-${fingerprint()}`);
  if (!existsSync(join(master, 'complete'))) {
    const made = mkdtempSync(join(tmpdir(), 'cp370-generating-'));
    const path = join(made, 'system');
    await generateSystem({ path });
    writeFileSync(join(path, 'complete'), '');
    try {
      renameSync(path, master);
    } catch {
      // another test process was quicker: its system is as good
    }
    rmSync(made, { recursive: true, force: true });
  }
  const path = mkdtempSync(join(tmpdir(), 'cp370-session-'));
  cpSync(master, path, { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
