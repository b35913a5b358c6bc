import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { MINIDISKS, USER_PACK } from '../../../src/generate/site-files.js';
import { CkdImage } from '../../../src/media/index.js';
import { openSystem } from '../../../src/system/open-system.js';
import type { OpenSystem } from '../../../src/system/open-system.js';
import { CdfDisk, minidiskBlocks } from '../cdf-reader.js';
import { PUNCHED_LINES, SAVED_PAGES, SAVED_SYSTEM } from './load.js';
import type { Acknowledgements, SpooledState } from './load.js';

/** A user's file of the names that the load gives. */
const EDITED = /^F\d+$/;
const SPOOLED = /^P\d+$/;

/**
 * Looks at a system after its process was killed and compares it with what users had been told. What it finds of
 * changes that were under way becomes what is known from now on. Answers what is wrong: nothing, when all is well.
 */
export function inspect(path: string, told: Acknowledgements, directory: string): string[] {
  const problems = [...minidiskProblems(path, told)];
  if (directoryDigest(path) !== directory) problems.push('the user directory has changed');
  const system = openSystem({ path, interpreted: true });
  try {
    problems.push(...spoolProblems(system, told), ...savedSystemProblems(system, told));
  } finally {
    system.close();
  }
  return problems;
}

export function directoryDigest(path: string): string {
  return createHash('sha256')
    .update(readFileSync(join(path, 'user.direct')))
    .digest('hex');
}

function minidiskProblems(path: string, told: Acknowledgements): string[] {
  const problems: string[] = [];
  const pack = CkdImage.open(join(path, USER_PACK.file), { readOnly: true });
  try {
    for (const { owner, address, from } of MINIDISKS) {
      const disk = new CdfDisk(minidiskBlocks(pack, from));
      problems.push(...disk.problems().map((problem) => `${owner} ${address}: ${problem}`));
      if (owner === 'CMSUSER') problems.push(...editedProblems(disk, told));
    }
  } finally {
    pack.close();
  }
  return problems;
}

function editedProblems(disk: CdfDisk, told: Acknowledgements): string[] {
  const problems: string[] = [];
  const found = new Map<string, readonly string[]>();
  for (const file of disk.files) {
    if (file.type === 'DATA' && EDITED.test(file.name)) found.set(file.name, disk.readText(file));
  }
  for (const [name, states] of told.edited.entries()) {
    const lines = found.get(name);
    found.delete(name);
    if (!states.some((state) => state?.join('\n') === lines?.join('\n'))) {
      const shown = (state: readonly string[] | undefined): string =>
        state === undefined ? 'no file' : `${state.length} lines`;
      problems.push(`file ${name}: ${shown(lines)}, where ${states.map(shown).join(' or ')} should be`);
    }
    if (lines === undefined) told.edited.forget(name);
    else told.edited.settle(name, lines);
  }
  for (const name of found.keys()) problems.push(`file ${name} is there again`);
  return problems;
}

function spoolProblems({ services }: OpenSystem, told: Acknowledgements): string[] {
  const { manager } = services.spool;
  const problems = manager.recovery.damaged.map((id) => `spool file ${id} is damaged`);
  const found = new Map<string, SpooledState>();
  for (const file of manager.files('reader')) {
    if (!SPOOLED.test(file.name)) continue;
    if (found.has(file.name)) problems.push(`spool file ${file.name} is there twice`);
    found.set(file.name, { owner: file.owner, class: file.class });
    const lines = [...manager.records(file)].map(({ data }) => ebcdic037.decode(data).trimEnd());
    if (lines.join('\n') !== PUNCHED_LINES.join('\n')) {
      problems.push(`spool file ${file.name} has ${lines.length} records that are not those of the file`);
    }
  }
  const same = (a: SpooledState | undefined, b: SpooledState | undefined): boolean =>
    a?.owner === b?.owner && a?.class === b?.class;
  for (const [name, states] of told.spooled.entries()) {
    const state = found.get(name);
    found.delete(name);
    if (!states.some((possible) => same(possible, state))) {
      const shown = (one: SpooledState | undefined): string =>
        one === undefined ? 'gone' : `in class ${one.class} of ${one.owner}`;
      problems.push(`spool file ${name} is ${shown(state)}, not ${states.map(shown).join(' or ')}`);
    }
    if (state === undefined) told.spooled.forget(name);
    else told.spooled.settle(name, state);
  }
  for (const name of found.keys()) problems.push(`spool file ${name} is there again`);
  return problems;
}

function savedSystemProblems({ cp, site }: OpenSystem, told: Acknowledgements): string[] {
  const [, states] = told.saved.entries()[0];
  const maint = site.directory.find('MAINT')!;
  const vm = cp.logon({ ...maint, devices: [] }, undefined);
  const problems: string[] = [];
  try {
    let number: number | undefined;
    if (cp.ipl(vm, { kind: 'system', name: SAVED_SYSTEM }, { stop: true, clear: true }).ok) {
      const numbers = new Set<number>();
      for (let page = SAVED_PAGES.from; page <= SAVED_PAGES.to; page++) {
        const bytes = cp.readStorage(vm, page * 0x1000, 4)!;
        numbers.add(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
      }
      [number] = numbers;
      if (numbers.size > 1) problems.push(`${SAVED_SYSTEM} is a mixture of ${[...numbers].join(', ')}`);
    }
    if (!states.includes(number)) {
      problems.push(`${SAVED_SYSTEM} is ${number ?? 'not there'}, not ${states.map(String).join(' or ')}`);
    }
    told.saved.settle(SAVED_SYSTEM, number);
  } finally {
    cp.logoff(vm);
  }
  return problems;
}
