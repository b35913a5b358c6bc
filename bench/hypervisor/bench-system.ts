/** A CP with one or more virtual machines to measure: real volumes in host files, real spooling, the host's clock. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as ControlProgram from '../../src/cp/index.js';
import type * as S370 from '../../src/s370/index.js';
import { asm, cp as cpRoom, media, s370, spool } from './product.js';

/** Data blocks of CMS on a track of a 3350. */
export const BLOCKS_PER_TRACK = 15;
export const BLOCK_LENGTH = 800;
/** Cylinders of the minidisk 191. */
export const MINIDISK_CYLINDERS = 32;
const HEADS = 30;

const DIRECTORY = ['BENCH', 'SECOND']
  .map(
    (userid, index) => `USER ${userid} BENCH 4M 4M G
 OPTION ECMODE
 SPOOL 00C 2540 READER *
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 191 3350 ${String(1 + MINIDISK_CYLINDERS * index).padStart(3, '0')} ${String(MINIDISK_CYLINDERS).padStart(3, '0')} WORK01 MR
`,
  )
  .join('');

/** The host's clock, but where nothing can be done before the next event, the time until then is left out. */
class SkippingClock implements S370.MachineClock {
  private skipped = 0;
  private readonly host = new s370.HostClock(() => performance.now());

  get pollInterval(): number {
    return this.host.pollInterval;
  }

  now(): number {
    return this.host.now() + this.skipped;
  }

  skipTo(time: number): boolean {
    this.skipped += Math.max(0, time - this.now());
    return true;
  }

  instructionsUntil(time: number): number {
    return this.host.instructionsUntil(time - this.skipped);
  }

  saveState(): S370.StateRecord {
    return this.host.saveState();
  }

  restoreState(state: S370.StateReader): void {
    this.host.restoreState(state);
  }
}

export interface BenchSystemOptions {
  /** Bytes of real storage; default 4M. */
  readonly realStorage?: number;
  /** Leave out the waits for devices: what remains is CP's work. */
  readonly skipWaits?: boolean;
}

/** One system in a temporary directory; `close` removes it. */
export class BenchSystem {
  readonly cp: ControlProgram.Cp;
  readonly machine: S370.Machine;
  private readonly services: ControlProgram.SystemServices;
  private readonly path = mkdtempSync(join(tmpdir(), 'cp370-bench-'));
  private readonly volumes: S370.TrackStore[] = [];

  constructor(options: BenchSystemOptions = {}) {
    const clock =
      options.skipWaits === true ? new SkippingClock() : new s370.HostClock(() => performance.now());
    this.machine = new s370.Machine({
      storageSize: options.realStorage ?? 0x400000,
      clock,
      tod: s370.todFromUnixMilliseconds(Date.now()),
      intervalTimer: false,
      absentFacilities: new Set(['dual-address-space']),
      compiled: process.env['CP370_BENCH_INTERPRET'] === undefined,
    });
    this.attach(0x350, this.cpVolume());
    this.attach(0x351, this.minidiskVolume());
    const { directory } = cpRoom.Directory.fromSource(`DIRECTORY 350 3350 CPPACK\n${DIRECTORY}`);
    this.services = new cpRoom.SystemServices({ directory });
    this.cp = new cpRoom.Cp({
      machine: this.machine,
      rooms: (control) => this.services.connect(control),
      ownedVolumes: ['CPPACK'],
      timeOfDay: () => Date.now(),
    });
    this.cp.start();
    this.services.start();
  }

  /** Logs a user of the directory on, with the minidisk. */
  logon(userid: string): ControlProgram.Vmblok {
    const user = this.services.directory.find(userid)!;
    const vm = this.cp.logon(user, undefined);
    for (const entry of user.devices) {
      if (entry.kind !== 'mdisk') continue;
      this.cp.attachMinidisk(vm, { address: entry.address, entry, owner: userid, access: 'R/W' });
    }
    return vm;
  }

  /** Assembles a program and puts it into the storage of a virtual machine; answers its symbols. */
  load(vm: ControlProgram.Vmblok, source: string): ReadonlyMap<string, number> {
    const { object, diagnostics, returnCode } = asm.assemble(source, { noListing: true });
    if (returnCode > 4) {
      throw new Error(diagnostics.map(({ line, message }) => `line ${line}: ${message}`).join('\n'));
    }
    const program = asm.loadAbsolute([{ name: 'BENCH', deck: object }], { origin: 0 });
    for (const { address, bytes } of program.segments) this.cp.writeStorage(vm, address, bytes);
    return program.symbols;
  }

  /** Puts a file of so many cards into a user's virtual reader. */
  cards(userid: string, count: number): void {
    const writer = new spool.SpoolWriter(this.services.spool.manager, 'punch');
    for (let card = 0; card < count; card++) {
      writer.write({ command: 0x41, data: new Uint8Array(80).fill(0x40 + (card & 0x3f)) });
    }
    writer.close({
      queue: 'reader',
      owner: userid,
      origin: 'BENCH',
      class: 'A',
      copies: 1,
      name: 'BENCH',
      type: 'DECK',
      distribution: userid,
      userHold: false,
      systemHold: false,
      tag: undefined,
      created: Date.now(),
    });
  }

  close(): void {
    this.cp.powerOff();
    for (const volume of this.volumes) volume.close();
    rmSync(this.path, { recursive: true, force: true });
  }

  private attach(address: number, volume: S370.TrackStore): void {
    this.volumes.push(volume);
    this.machine.channels.attach(address, new s370.CkdDisk(volume));
  }

  private cpVolume(): S370.TrackStore {
    const image = media.CkdImage.create(join(this.path, 'cppack'), s370.diskModel('3350')!, {
      volume: 'CPPACK',
      cylinders: 40,
    });
    cpRoom.formatCpVolume(image, 'CPPACK', [
      { kind: 'temporary', from: 1, to: 19 },
      { kind: 'spool', from: 20, to: 39 },
    ]);
    return image;
  }

  private minidiskVolume(): S370.TrackStore {
    const model = s370.diskModel('3350')!;
    const { trackSize } = s370.geometryOf(model);
    const blocks = Array.from({ length: BLOCKS_PER_TRACK }, () => ({
      key: new Uint8Array(0),
      data: new Uint8Array(BLOCK_LENGTH).fill(0x5a),
    }));
    const cylinders = 1 + 2 * MINIDISK_CYLINDERS;
    const image = media.CkdImage.create(join(this.path, 'work01'), model, { volume: 'WORK01', cylinders });
    for (let cylinder = 1; cylinder < cylinders; cylinder++) {
      for (let head = 0; head < HEADS; head++) {
        // Counts as a guest writes them: with the cylinder of its minidisk. The home address is the pack's.
        const track = s370.formatTrack((cylinder - 1) % MINIDISK_CYLINDERS, head, trackSize, blocks);
        track.set([cylinder >> 8, cylinder & 0xff], 1);
        image.writeTrack(cylinder, head, 0, track);
      }
    }
    return image;
  }
}
