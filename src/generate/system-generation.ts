/**
 * Makes a system: volumes, CMS on its system disk, CMS as a saved system. Everything after the formatting of the
 * packs is done by CMS itself in a virtual machine, as an installation would do it: the nucleus is IPLed from a card
 * deck, formats the minidisks, writes itself to the system disk, reads the TEXT decks of its commands from the
 * virtual reader and makes modules of them.
 */

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TRANSIENT_ORIGIN } from '../cms/build.js';
import { formatCpVolume } from '../cp/index.js';
import { SpoolWriter } from '../cp/spool/index.js';
import { ebcdic037 } from '../ebcdic/index.js';
import { CkdImage } from '../media/index.js';
import { diskModel } from '../s370/index.js';
import { openSystem, type OpenSystem } from '../system/open-system.js';
import { DIRECTORY_FILE, MACHINE_FILE, SITE_FILE } from '../system/site.js';
import { type CmsBuild, buildCms, cardsOf, loadNucleus, nucleusDeck } from './cms-build.js';
import { CmsSources } from './cms-sources.js';
import { Dialogue } from './dialogue.js';
import {
  CMS_SAVED,
  MAINT_PASSWORD,
  MINIDISKS,
  RESIDENCE,
  SYSTEM_DISK,
  USER_PACK,
  type VolumeLayout,
  directoryFile,
  linkPasswords,
  machineFile,
  siteDefinition,
} from './site-files.js';

export interface GenerationOptions {
  /** The system directory to make. */
  readonly path: string;
  /** Replace what is there; otherwise an existing directory that holds a system is an error. */
  readonly replace?: boolean;
  /** Told before each step; `done` of `total` steps are behind. */
  readonly progress?: (step: string, done: number, total: number) => void;
}

/** Version that CMS types at IPL. */
const CMS_VERSION = 'CP370 CMS VERSION 1.0';

/** Macro library for users' programs, on the system disk. */
const MACRO_LIBRARY = 'CMSLIB';
/** Members that one MACLIB command gets: its line has 130 characters. */
const MEMBERS_A_LINE = 10;

/** Counts the steps for the progress display. */
class Steps {
  private done = 0;
  constructor(
    private readonly progress: GenerationOptions['progress'],
    private readonly total: number,
  ) {}

  next(step: string): void {
    this.progress?.(step, this.done++, this.total);
  }
}

/**
 * Makes the system in `path`. It is built next to it and renamed when it is complete, so that an interrupted
 * generation leaves nothing behind that looks like a system. Throws `CmsBuildError`, `DialogueError`, or the host's
 * own errors.
 */
export async function generateSystem(options: GenerationOptions): Promise<void> {
  const path = resolve(options.path);
  if (existsSync(join(path, MACHINE_FILE)) && options.replace !== true) {
    throw new Error(`${path} holds a system already`);
  }
  const building = `${path}.new`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  try {
    await build(building, options.progress);
    replaceDirectory(path, building);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw error;
  }
}

/** Puts the finished directory in its place; files of the user's own that lie there stay. */
function replaceDirectory(path: string, building: string): void {
  if (!existsSync(path)) {
    renameSync(building, path);
    return;
  }
  const old = `${path}.old`;
  rmSync(old, { recursive: true, force: true });
  renameSync(path, old);
  renameSync(building, path);
  rmSync(old, { recursive: true, force: true });
}

async function build(path: string, progress: GenerationOptions['progress']): Promise<void> {
  const sources = new CmsSources();
  const disks = MINIDISKS.filter(({ label }) => label !== undefined);
  const commands = sources.commands().length;
  const steps = new Steps(progress, 1 + 2 + 1 + disks.length + 1 + 1 + commands + 2);
  steps.next('Assembling CMS');
  const cms = buildCms(sources);
  for (const volume of [RESIDENCE, USER_PACK]) {
    steps.next(`Formatting volume ${volume.volser}`);
    makeVolume(path, volume);
  }
  writeFileSync(join(path, MACHINE_FILE), machineFile());
  writeFileSync(join(path, SITE_FILE), `${JSON.stringify(siteDefinition(), null, 2)}\n`);
  writeFileSync(join(path, DIRECTORY_FILE), directoryFile());
  const system = openSystem({ path });
  try {
    await installCms(system, cms, sources, steps);
  } finally {
    system.close();
  }
}

function makeVolume(path: string, layout: VolumeLayout): void {
  const model = diskModel(layout.model);
  if (model === undefined) throw new Error(`there is no disk ${layout.model}`);
  const image = CkdImage.create(join(path, layout.file), model, {
    volume: layout.volser,
    cylinders: layout.cylinders,
  });
  try {
    formatCpVolume(image, layout.volser, layout.allocation);
  } finally {
    image.close();
  }
}

/** Everything that MAINT does. */
async function installCms(
  system: OpenSystem,
  cms: CmsBuild,
  sources: CmsSources,
  steps: Steps,
): Promise<void> {
  const maint = new Dialogue(system, 'GENERATE');
  const ready = 'R;';
  await maint.arrive();
  await maint.enter('LOGON MAINT', 'PASSWORD');
  await maint.enter(MAINT_PASSWORD, 'LOGON AT');

  // The nucleus with FORMAT in its transient area formats the disks; nothing is accessible before.
  steps.next('Formatting the system disk');
  await maint.enter('DETACH 191', 'DETACHED');
  await maint.enter('LINK MAINT 190 191 MW', '');
  queueDeck(system, nucleusDeck(loadNucleus(cms, sources, 'FORMAT')));
  await iplDeck(maint);
  await maint.enter('', 'Y-DISK ADDRESS');
  await maint.enter('', 'REWRITE THE NUCLEUS');
  await maint.enter('NO', 'CMS');
  await maint.enter('', ready);
  await format(maint, '191 A', 'CMS190');
  await maint.enter(`FORMAT 191 A ${SYSTEM_DISK.fileCylinders} (RECOMP`, ready);
  for (const disk of disksToFormat()) {
    steps.next(`Formatting disk ${disk.owner} ${disk.address}`);
    const own = disk.owner === 'MAINT' && disk.address !== '191';
    const { write } = linkPasswords(disk.owner);
    if (!own) await maint.enter(`CP LINK ${disk.owner} ${disk.address} 290 W ${write}`, ready);
    await format(maint, `${own ? disk.address : '290'} B`, disk.label!);
    if (!own) await maint.enter('CP DETACH 290', ready);
  }

  // Again, with READCARD: the nucleus writes itself to the system disk, then reads the commands.
  steps.next('Writing the CMS nucleus');
  await maint.enter('CP CLOSE RDR PURGE', ready);
  queueDeck(system, nucleusDeck(loadNucleus(cms, sources, 'READCARD')));
  await maint.enter('#CP', '');
  await iplDeck(maint);
  await maint.enter('', 'Y-DISK ADDRESS');
  await maint.enter('', 'REWRITE THE NUCLEUS');
  await maint.enter('YES', 'IPL DEVICE ADDRESS');
  await maint.enter('190', 'NUCLEUS CYL ADDRESS');
  await maint.enter(String(SYSTEM_DISK.nucleusCylinder), 'ALSO IPL CYLINDER 0');
  await maint.enter('YES', 'VERSION IDENTIFICATION');
  await maint.enter(`${CMS_VERSION} - ${today()}`, 'INSTALLATION HEADING');
  await maint.enter('', CMS_VERSION);
  await maint.enter('', ready);
  steps.next('Reading the commands');
  await maint.enter('CP CLOSE RDR PURGE', ready);
  queueDeck(system, commandCards(cms));
  await maint.enter('READCARD *', ready);
  for (const { name, origin, system: key0 } of cms.modules) {
    steps.next(`Generating ${name}`);
    const area = origin === TRANSIENT_ORIGIN ? 'TRANS' : origin.toString(16).toUpperCase();
    await maint.enter(`LOAD ${name} (CLEAR NOMAP NOAUTO ORIGIN ${area}`, ready);
    await maint.enter(`GENMOD ${name} MODULE A2${key0 ? ' (SYSTEM' : ''}`, ready);
    await maint.enter(`ERASE ${name} TEXT A`, ready);
  }

  steps.next(`Making ${MACRO_LIBRARY} MACLIB`);
  const macros = sources.macros();
  queueDeck(system, macroCards(macros));
  await maint.enter('READCARD *', ready);
  for (let at = 0; at < macros.length; at += MEMBERS_A_LINE) {
    const names = macros.slice(at, at + MEMBERS_A_LINE).map(({ name }) => name);
    await maint.enter(`MACLIB ${at === 0 ? 'GEN' : 'ADD'} ${MACRO_LIBRARY} ${names.join(' ')}`, ready);
  }
  await maint.enter('ERASE * MACRO A', ready);
  await maint.enter(`RENAME ${MACRO_LIBRARY} MACLIB A1 ${MACRO_LIBRARY} MACLIB A2`, ready);

  steps.next('Saving CMS');
  await maint.enter('#CP', '');
  await maint.enter(`IPL 190 PARM SAVESYS ${CMS_SAVED.name}`, CMS_VERSION);
  await maint.enter('#CP', '');
  await maint.enter('LOGOFF', 'LOGOFF AT');
}

function disksToFormat(): typeof MINIDISKS {
  return MINIDISKS.filter(({ label }) => label !== undefined);
}

async function iplDeck(maint: Dialogue): Promise<void> {
  await maint.enter('IPL 00C CLEAR', 'SYSTEM DISK ADDRESS');
}

/** FORMAT with its two questions. */
async function format(maint: Dialogue, disk: string, label: string): Promise<void> {
  await maint.enter(`FORMAT ${disk}`, 'DO YOU WISH TO CONTINUE');
  await maint.enter('YES', 'ENTER DISK LABEL');
  await maint.enter(label, 'R;');
}

/** Puts a deck into MAINT's reader. */
function queueDeck(system: OpenSystem, cards: readonly Uint8Array[]): void {
  const { manager } = system.services.spool;
  const writer = new SpoolWriter(manager, 'punch');
  for (const data of cards) writer.write({ command: 0x41, data });
  writer.close({
    queue: 'reader',
    owner: 'MAINT',
    origin: 'MAINT',
    class: 'A',
    copies: 1,
    name: '',
    type: '',
    distribution: 'SYSTEM',
    userHold: false,
    systemHold: false,
    tag: undefined,
    created: Date.now(),
  });
}

/** The TEXT decks of all commands, each behind a header card for READCARD. */
function commandCards(cms: CmsBuild): Uint8Array[] {
  return cms.modules.flatMap(({ name, deck }) => [headerCard(name, 'TEXT'), ...cardsOf(deck)]);
}

/** The macro definitions as files of type MACRO. */
function macroCards(macros: ReturnType<CmsSources['macros']>): Uint8Array[] {
  return macros.flatMap(({ name, source }) => [
    headerCard(name, 'MACRO'),
    ...source
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ebcdic037.encode(line, 80)),
  ]);
}

function headerCard(name: string, type: string): Uint8Array {
  return ebcdic037.encode(`:READ  ${name.padEnd(8)} ${type.padEnd(8)} A1 CMS190 ${today()} 00:00`, 80);
}

/** `mm/dd/yy` */
function today(): string {
  const now = new Date();
  return [now.getMonth() + 1, now.getDate(), now.getFullYear() % 100]
    .map((part) => String(part).padStart(2, '0'))
    .join('/');
}
