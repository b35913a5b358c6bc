/**
 * The sources of CMS, assembled by the real Assembler XF (IFOX00) under OS/VS1 and by cp370's assembler: are the object
 * modules the same?
 */

import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, readDeck, type ObjectModule } from '../../src/asm/index.js';
import { LIBRARIES, NUCLEUS_SOURCES } from '../../src/cms/build.js';
import { CmsSources, cmsSourceDirectory } from '../../src/generate/cms-sources.js';
import { startMachine } from './emulator.js';
import { software, workFolder, workloadFolder } from './folders.js';
import type { Progress } from './progress.js';
import { PUNCH, READER, STARTER_VOLUME } from './vs1-decks.js';
import {
  CONFIGURATION_FILE,
  PACK_FILE,
  PRINTER_FILE,
  PUNCH_FILE,
  prepareCards,
  printerText,
  startPunch,
  startReaderAndWriter,
  startSystem,
  stopSystem,
  vs1Configuration,
} from './vs1-system.js';

export interface Ifox00Options {
  /** Work folder. */
  readonly folder?: string;
  /** The pack of a run of workload:vs1; it is copied. */
  readonly pack?: string;
  /** Names of sources, with commas between them; by default all. */
  readonly sources?: string;
  /** Show the console. */
  readonly verbose?: boolean;
}

interface Source {
  readonly name: string;
  readonly source: string;
}

/** Seconds for one assembly on a busy host. */
const PATIENCE = 120;
/** Ends the cards of a source or of the macros. */
const DELIMITER = '@@';
/** What an END card begins with: X'02' and END in EBCDIC. */
const END_CARD = 0x02c5d5c4;
const MACRO_LIBRARY = `DSN=CP370.MACROS,UNIT=3330,VOL=SER=${STARTER_VOLUME}`;

function chosenSources(cms: CmsSources, names: string | undefined): Source[] {
  const all = [...NUCLEUS_SOURCES.map((name) => ({ name, source: cms.nucleus(name) })), ...cms.commands()];
  if (names === undefined) return all;
  return names.split(',').map((name) => {
    const found = all.find((source) => source.name === name.toLowerCase());
    if (found === undefined) throw new Error(`${name} is no source of CMS`);
    return found;
  });
}

/** Lines as cards. Column 72 continues a statement, so comments are cut there. */
function cards(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (/^\.?\*/.test(line) ? line.slice(0, 71) : line));
}

/** A job that puts macros and COPY members into a library, then a job for each source. */
function makeDeck(sources: readonly Source[]): string[] {
  const job = (name: string): string => `//${name.padEnd(8)} JOB 1,PROOF,CLASS=A,MSGCLASS=A,MSGLEVEL=(0,0)`;
  const deck = [
    job('MACROS'),
    '//MACROS   EXEC PGM=IEBUPDTE,PARM=NEW',
    '//SYSPRINT DD DUMMY',
    `//SYSUT2   DD ${MACRO_LIBRARY},`,
    '//            DISP=(NEW,KEEP),SPACE=(TRK,(60,10,20)),',
    '//            DCB=(RECFM=FB,LRECL=80,BLKSIZE=3120)',
    `//SYSIN    DD DATA,DLM='${DELIMITER}'`,
  ];
  const seen = new Set<string>();
  for (const library of LIBRARIES) {
    const folder = join(cmsSourceDirectory(), library);
    for (const file of readdirSync(folder).sort()) {
      const member = /^(.*)\.(?:mac|copy)$/.exec(file)?.[1];
      if (member === undefined || seen.has(member)) continue;
      seen.add(member);
      deck.push(`./ ADD NAME=${member.toUpperCase()}`, ...cards(readFileSync(join(folder, file), 'utf8')));
    }
  }
  deck.push('./ ENDUP', DELIMITER, '//');
  sources.forEach(({ source }, index) => {
    const name = `ASM${String(index).padStart(3, '0')}`;
    deck.push(
      job(name),
      `//ASM      EXEC PGM=IFOX00,PARM='DECK,NOOBJECT,XREF(SHORT)'`,
      `//SYSLIB   DD ${MACRO_LIBRARY},DISP=SHR`,
      '//SYSUT1   DD UNIT=SYSDA,SPACE=(1700,(600,100))',
      '//SYSUT2   DD UNIT=SYSDA,SPACE=(1700,(300,50))',
      '//SYSUT3   DD UNIT=SYSDA,SPACE=(1700,(300,50))',
      '//SYSPRINT DD SYSOUT=A',
      '//SYSPUNCH DD SYSOUT=B',
      `//SYSIN    DD DATA,DLM='${DELIMITER}'`,
      ...cards(source),
      DELIMITER,
      '//',
    );
  });
  return deck;
}

/** An object module in a form that depends neither on how text was cut into cards nor on the numbers of the ESD. */
function essence(module: ObjectModule): string {
  const named = new Map(module.items.map(({ id, name }) => [id, name]));
  const text = new Map<string, number>();
  for (const { section, address, bytes } of module.text)
    bytes.forEach((byte, i) => text.set(`${named.get(section)}+${address + i}`, byte));
  const sorted = (lines: string[]): string[] => lines.sort();
  return JSON.stringify([
    sorted(module.items.map(({ kind, name, address, length }) => `${kind} ${name} ${address} ${length}`)),
    sorted(module.labels.map(({ name, address, section }) => `${name} ${named.get(section)}+${address}`)),
    sorted(
      module.relocations.map(
        ({ relocation, position, kind, length, negative, address }) =>
          `${named.get(position)}+${address} ${kind}${length}${negative ? '-' : '+'} ${named.get(relocation)}`,
      ),
    ),
    sorted([...text].map(([place, byte]) => `${place} ${byte}`)),
  ]);
}

/** Statements that IFOX00 flagged, assembly by assembly. */
function flaggedStatements(listing: string): number[] {
  const ends =
    /^(?:NO STATEMENTS FLAGGED IN THIS ASSEMBLY|NUMBER OF STATEMENTS FLAGGED IN THIS ASSEMBLY = *(\d+))/gm;
  return [...listing.matchAll(ends)].map((found) => Number(found[1] ?? 0));
}

/** END cards of a deck. */
function endCards(deck: Buffer): number {
  let ends = 0;
  for (let at = 0; at + 80 <= deck.length; at += 80) if (deck.readUInt32BE(at) === END_CARD) ends++;
  return ends;
}

/** Waits until the writers have put out the listings and decks of so many assemblies. */
async function outputOf(assemblies: number, folder: string): Promise<void> {
  const deadline = Date.now() + PATIENCE * 1000;
  while (
    flaggedStatements(printerText(folder)).length < assemblies ||
    endCards(readFileSync(join(folder, PUNCH_FILE))) < assemblies
  ) {
    if (Date.now() > deadline) throw new Error(`the output of ${assemblies} assemblies did not come`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Runs the steps and says how they went; 0 when no module that IFOX00 assembled without a message differs. */
export async function runIfox00(options: Ifox00Options, progress: Progress): Promise<number> {
  const folder = workFolder('ifox00', options.folder);
  const pack = options.pack ?? join(workloadFolder(), 'work', 'vs1', PACK_FILE);
  if (!existsSync(pack))
    throw new Error(`${pack} is not there: run npm run workload:vs1 first, or give --pack`);
  const tape = software('osvs1', 'vs1r60_starter_3330.aws');
  const cms = new CmsSources();
  const sources = chosenSources(cms, options.sources);
  copyFileSync(pack, join(folder, PACK_FILE));
  prepareCards(folder);
  for (const file of [PRINTER_FILE, PUNCH_FILE]) rmSync(join(folder, file), { force: true });
  const deck = makeDeck(sources);
  writeFileSync(join(folder, 'sources.jcl'), `${deck.join('\n')}\n`);
  progress.say(`${sources.length} sources, ${deck.length} cards`);

  const machine = startMachine({
    emulator: 'cp370',
    folder,
    name: CONFIGURATION_FILE,
    configuration: vs1Configuration('cp370', tape, {}),
    watch: options.verbose === true ? (line) => progress.say(`| ${line}`) : undefined,
  });
  const { operator } = machine;
  try {
    await progress.step('IPL of OS/VS1 to ready', () => startSystem(machine, false));
    await startReaderAndWriter(machine);
    await startPunch(machine);
    machine.readCards(READER, 'sources.jcl');
    machine.type(`SF ,${READER}`);
    for (const name of ['macro library', ...sources.map((source) => source.name)]) {
      await progress.step(name, async () => {
        const [line] = await operator.see(/ IEF404I \w+ +ENDED| IEF45\dI .*|IEF425I .*/, PATIENCE);
        if (!line.includes('IEF404I')) throw new Error(`${name}: ${line.trim()}`);
      });
    }
    await progress.step('printing and punching', () => outputOf(sources.length, folder));
    await progress.step('halt', () => stopSystem(machine, [PUNCH]));
  } finally {
    await machine.quit();
    writeFileSync(join(folder, 'console.txt'), operator.transcript.map((line) => `${line}\n`).join(''));
  }

  const flagged = flaggedStatements(printerText(folder));
  const theirs = readDeck(readFileSync(join(folder, PUNCH_FILE)));
  let same = 0;
  let different = 0;
  sources.forEach(({ name, source }, index) => {
    const [ours] = readDeck(assemble(source, { name, library: cms.library, noListing: true }).object);
    if (flagged[index] !== 0)
      progress.say(`${name}: IFOX00 flags ${flagged[index]} statements, not compared`);
    else if (essence(ours) === essence(theirs[index])) same++;
    else {
      different++;
      progress.say(`WRONG: ${name}: the object modules differ`);
    }
  });
  progress.say(
    `${same} object modules are the same, ${different} differ; listings: ${join(folder, PRINTER_FILE)}`,
  );
  return same > 0 && different === 0 ? 0 : 1;
}
