import { loadAbsolute } from '../../src/asm/index.js';
import { buildCms, loadNucleus, nucleusDeck } from '../../src/generate/cms-build.js';
import type { CmsBuild, CmsModule } from '../../src/generate/cms-build.js';
import { CmsSources } from '../../src/generate/cms-sources.js';
import { type CmsFile, writeCmsDisk } from './cms-disk.js';
import { TapeDrive } from '../../src/s370/index.js';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { MemoryTape } from './memory-volumes.js';
import type { MemoryTracks } from './memory-volumes.js';
import { VirtualMachineHarness, type VirtualMachineOptions, memoryPack } from './virtual-machine.js';

/** Real address of the tape drive. */
const TAPE_DRIVE = 0x580;

const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER TEST TEST 512K 16M G
 ACCOUNT 1 TEST
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 190 3330 001 020 CMSRES RR
 MDISK 191 3330 001 010 CMSUSR MR
 MDISK 192 3330 021 005 CMSUSR MR
`;

let built: { readonly build: CmsBuild; readonly deck: Uint8Array[] } | undefined;

/** CMS assembled once a process. */
function cms(): { readonly build: CmsBuild; readonly deck: Uint8Array[] } {
  if (built === undefined) {
    const sources = new CmsSources(process.env.CP370_CMS_SOURCES); // undefined: this tree's
    const build = buildCms(sources);
    built = { build, deck: nucleusDeck(loadNucleus(build, sources)) };
  }
  return built;
}

/** MODULE file of a command: the header record and the text, as GENMOD makes them. */
function moduleFile(module: CmsModule): CmsFile {
  const load = loadAbsolute([{ name: module.name, deck: module.deck }], { origin: module.origin });
  const end = Math.max(...load.segments.map(({ address, bytes }) => address + bytes.length));
  const text = new Uint8Array(end - module.origin);
  for (const { address, bytes } of load.segments) text.set(bytes, address - module.origin);
  const header = new Uint8Array(80);
  const view = new DataView(header.buffer);
  view.setUint32(0, load.entry ?? module.origin);
  view.setUint32(4, module.origin);
  view.setUint32(8, end);
  view.setUint32(12, end);
  view.setUint8(18, module.system ? 0x80 : 0);
  return { name: module.name, type: 'MODULE', format: 'V', number: 2, records: [header, text] };
}

export interface CmsCommandResult {
  /** Lines typed after the command, without the ready message. */
  readonly lines: readonly string[];
  readonly code: number;
}

/** A virtual machine at the CMS command level, with all commands on its system disk. */
export class CmsMachine {
  readonly harness: VirtualMachineHarness;
  readonly userPack: MemoryTracks;
  /** On drive 181. */
  readonly tape = new MemoryTape();

  /** `files` are on the A-disk; `packs` are more volumes of the real machine by real address. */
  constructor(
    files: readonly CmsFile[] = [],
    options: VirtualMachineOptions = {},
    packs: ReadonlyMap<number, MemoryTracks> = new Map(),
    /** How CMS comes from the reader into the virtual machine. */
    ipl: (harness: VirtualMachineHarness) => void = (harness) => harness.ipl('00C'),
  ) {
    const { build, deck } = cms();
    const system = memoryPack('CMSRES');
    this.userPack = memoryPack('CMSUSR');
    writeCmsDisk(system, 1, 20, 'CMS190', build.modules.map(moduleFile));
    writeCmsDisk(this.userPack, 1, 10, 'USR191', files);
    writeCmsDisk(this.userPack, 21, 5, 'USR192');
    this.harness = new VirtualMachineHarness({
      directory: DIRECTORY,
      deck,
      volumes: new Map([[0x152, system], [0x153, this.userPack], ...packs]),
      devices: new Map([[TAPE_DRIVE, new TapeDrive(this.tape)]]),
      command: (request) => {
        if (/^(CLOSE|SPOOL) /.test(request.line)) return 0;
        request.respond(`?CP: ${request.line}`);
        return 1;
      },
      ...options,
    });
    const { cp, vm } = this.harness;
    const drive = cp.realDevices().find(({ address }) => address === TAPE_DRIVE);
    if (drive !== undefined) cp.attachReal(vm, 0x181, drive, false);
    ipl(this.harness);
    const { console } = this.harness;
    for (const answer of ['190', '19E', 'NO']) {
      this.harness.runUntil(() => console.reading);
      console.type(answer);
    }
    this.harness.runUntil(() => console.reading);
    if (!console.text.includes('R;')) console.type('');
    this.harness.runUntil(() => console.text.includes('R;'));
    this.command('READCARD *'); // the end of the IPL deck
  }

  /** Puts a deck into the reader. */
  feed(cards: readonly (string | Uint8Array)[]): void {
    this.harness.spool.decks.push(
      cards.map((card) => (typeof card === 'string' ? ebcdic037.encode(card, 80) : card.slice())),
    );
  }

  /** Types lines; answers what comes before the next ready message, and its code. */
  command(line: string, ...more: readonly string[]): CmsCommandResult {
    const { console } = this.harness;
    const from = console.lines.length;
    for (const text of [line, ...more]) console.type(text);
    const ready = (text: string): boolean => /^R(\(-?\d+\))?;/.test(text);
    this.harness.runUntil(() => console.lines.slice(from).some(ready), 60);
    const output = console.lines.slice(from);
    const end = output.findIndex(ready);
    const code = /^R\((-?\d+)\)/.exec(output[end])?.[1] ?? '0';
    return { lines: output.slice(0, end).map((text) => text.trimEnd()), code: Number(code) };
  }
}
