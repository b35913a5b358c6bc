import { BackingError } from '../../s370/index.js';
import type { CardSink, CardSource, Carriage, PrintSink } from '../../s370/index.js';
import type { SpoolSubfunction } from '../../diag/index.js';
import type { TimeZone } from '../commands/clock-text.js';
import type { SpoolReadResult, SpoolService } from '../services.js';
import type { ConsoleVdev, PrinterVdev, PunchVdev, ReaderVdev, SpoolSettings } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { SpoolFile, SpoolOrigin, SpoolQueue } from './spool-file.js';
import { SpoolDiagnose } from './spool-diagnose.js';
import { SpoolFull } from './spool-manager.js';
import type { SpoolManager } from './spool-manager.js';
import { SpoolReader } from './spool-reader.js';
import { SpoolStoreError } from './spool-store.js';
import { SpoolWriter } from './spool-writer.js';
import type { FileAttributes } from './spool-writer.js';

/** Write with single space after it, as the console types. */
const WRITE_SPACE_1 = 0x09;
const PUNCH = 0x41;

/** What CLOSE says about a file. */
export interface CloseOptions {
  readonly hold?: boolean;
  readonly purge?: boolean;
  readonly name?: string;
  readonly type?: string;
  readonly distribution?: string;
}

/** What the spooled devices need from the rest of CP. */
export interface SpoolHost {
  /** Milliseconds since 1970. */
  timeOfDay(): number;
  zone(): TimeZone;
  /** A line for the owner of a virtual machine, when SET MSG is on. */
  tell(vm: Vmblok, text: string): void;
  findUser(userid: string): Vmblok | undefined;
  /** Spool space ran out while this virtual machine wrote to its device. */
  spaceExhausted(vm: Vmblok, address: number, kind: SpoolOrigin): void;
  /** What was written to a device could not be made a file, and is gone. */
  spoolFailed(vm: Vmblok, address: number, kind: SpoolOrigin, error: Error): void;
}

interface OpenOutput {
  readonly writer: SpoolWriter;
  readonly settings: SpoolSettings;
}

type OutputVdev = PunchVdev | PrinterVdev | ConsoleVdev;

/** Virtual readers, punches, printers and spooled consoles over the spool files. SY20-0884, DMKVSP and DMKSPL. */
export class SpoolDevices implements SpoolService {
  private readonly outputs = new Map<Vmblok, Map<number, OpenOutput>>();
  private readonly readers = new Map<Vmblok, Map<number, SpoolReader>>();
  private readonly tags = new Map<Vmblok, Map<number, string>>();
  private opened: { readonly manager: SpoolManager; readonly diagnose: SpoolDiagnose } | undefined;

  constructor(private readonly host: SpoolHost) {}

  /** Spool space is there: once CP has found its volumes. */
  open(manager: SpoolManager): void {
    this.opened = { manager, diagnose: new SpoolDiagnose(manager, () => this.host.zone()) };
  }

  get manager(): SpoolManager {
    if (this.opened === undefined) throw new Error('spooling has not started');
    return this.opened.manager;
  }

  reader(vm: Vmblok, settings: Pick<ReaderVdev, 'address' | 'spool' | 'type'>): CardSource {
    const reader = new SpoolReader(
      () => this.manager,
      vm.userid,
      settings.spool,
      () => vm.accounting.cardsRead++,
      () => this.opened?.diagnose.uses14(vm, settings.address) === true,
    );
    mapOf(this.readers, vm).set(settings.address, reader);
    return reader;
  }

  punch(vm: Vmblok, settings: Pick<PunchVdev, 'address' | 'spool' | 'type'>): CardSink {
    return {
      punchCard: (card) => {
        vm.accounting.cardsPunched++;
        this.write(vm, settings.address, settings.spool, 'punch', { command: PUNCH, data: trimmed(card) });
      },
    };
  }

  printer(vm: Vmblok, settings: Pick<PrinterVdev, 'address' | 'spool' | 'type'>): PrintSink {
    return {
      printLine: (data: Uint8Array, _carriage: Carriage, command: number) => {
        vm.accounting.linesPrinted++;
        this.write(vm, settings.address, settings.spool, 'printer', { command, data: trimmed(data) });
      },
    };
  }

  /** A line of a console that is being spooled. */
  consoleLine(vm: Vmblok, line: Uint8Array): void {
    const address = vm.consoleAddress;
    const vdev = address === undefined ? undefined : vm.devices.get(address);
    if (vdev?.kind !== 'console' || !vdev.spooling) return;
    try {
      this.write(vm, vdev.address, vdev.spool, 'console', { command: WRITE_SPACE_1, data: trimmed(line) });
    } catch (error) {
      if (!(error instanceof BackingError)) throw error;
    }
  }

  closeDevice(vm: Vmblok, device: ReaderVdev | OutputVdev): void {
    if (device.kind === 'reader') this.readers.get(vm)?.get(device.address)?.release();
    else this.closeOutput(vm, device);
  }

  /** Ends the file a virtual machine is writing on a device and queues it. */
  closeOutput(vm: Vmblok, device: OutputVdev, options: CloseOptions = {}): SpoolFile | undefined {
    const outputs = this.outputs.get(vm);
    const output = outputs?.get(device.address);
    if (outputs === undefined || output === undefined) return undefined;
    outputs.delete(device.address);
    return this.finish(vm, device.address, output, options);
  }

  /** Gives up the file that a virtual reader is reading: it is deleted unless it is to be kept. */
  closeReader(vm: Vmblok, address: number, options: CloseOptions = {}): void {
    this.readers
      .get(vm)
      ?.get(address)
      ?.finish(options.hold ?? false);
    this.opened?.diagnose.close(vm, address, options.hold ?? false);
  }

  /** Records written to the open file of a device. */
  openRecords(vm: Vmblok, address: number): number {
    return this.outputs.get(vm)?.get(address)?.writer.records ?? 0;
  }

  /** TAG of a device: goes with each file it makes. */
  deviceTag(vm: Vmblok, address: number): string | undefined {
    return this.tags.get(vm)?.get(address);
  }

  setDeviceTag(vm: Vmblok, address: number, text: string): void {
    mapOf(this.tags, vm).set(address, text);
  }

  /** A virtual machine is gone. */
  forget(vm: Vmblok): void {
    for (const [address, output] of this.outputs.get(vm) ?? []) this.finish(vm, address, output, {});
    for (const reader of this.readers.get(vm)?.values() ?? []) reader.release();
    this.outputs.delete(vm);
    this.readers.delete(vm);
    this.tags.delete(vm);
    this.opened?.diagnose.forget(vm);
  }

  readDiagnose(
    vm: Vmblok,
    device: ReaderVdev,
    subfunction: SpoolSubfunction,
    operand: number,
  ): SpoolReadResult {
    const reader = this.readers.get(vm)?.get(device.address);
    if (reader?.active) return { conditionCode: 3, code: 12 };
    return this.opened?.diagnose.read(vm, device, subfunction, operand) ?? { conditionCode: 2 };
  }

  nextFile(vm: Vmblok, id: number): SpoolReadResult {
    return this.opened?.diagnose.successor(vm, id) ?? { conditionCode: 2 };
  }

  private write(
    vm: Vmblok,
    address: number,
    settings: SpoolSettings,
    kind: SpoolOrigin,
    record: { readonly command: number; readonly data: Uint8Array },
  ): void {
    const outputs = mapOf(this.outputs, vm);
    let output = outputs.get(address);
    try {
      if (output === undefined) {
        output = { writer: new SpoolWriter(this.manager, kind), settings };
        outputs.set(address, output);
      }
      output.writer.write(record);
    } catch (error) {
      if (error instanceof SpoolStoreError) throw new BackingError(error.message, 'equipment-check');
      if (!(error instanceof SpoolFull)) throw error;
      outputs.delete(address);
      if (output) this.finish(vm, address, output, {});
      this.host.spaceExhausted(vm, address, kind);
      throw new BackingError('spool space is full', 'no-space');
    }
  }

  private finish(
    vm: Vmblok,
    address: number,
    output: OpenOutput,
    options: CloseOptions,
  ): SpoolFile | undefined {
    const { writer, settings } = output;
    if (options.purge) {
      writer.discard();
      return undefined;
    }
    const { kind } = writer;
    const ownQueue: SpoolQueue = kind === 'punch' ? 'punch' : 'printer';
    const attributes: FileAttributes = {
      queue: settings.transferTo === undefined ? ownQueue : 'reader',
      owner: settings.transferTo ?? settings.outputFor ?? vm.userid,
      origin: vm.userid,
      class: settings.class,
      copies: settings.copies,
      name: options.name ?? '',
      type: options.type ?? '',
      distribution: options.distribution ?? settings.distribution ?? vm.entry.distribution,
      userHold: options.hold ?? settings.hold,
      systemHold: false,
      tag: this.deviceTag(vm, address),
      created: this.host.timeOfDay(),
    };
    let file: SpoolFile | undefined;
    try {
      file = writer.close(attributes);
    } catch (error) {
      if (!(error instanceof SpoolStoreError) && !(error instanceof SpoolFull)) throw error;
      writer.discard();
      this.host.spoolFailed(vm, address, kind, error);
      return undefined;
    }
    if (file) this.report(vm, file, settings);
    return file;
  }

  /** Tells who made the file, when it goes anywhere special, and who gets it. */
  private report(vm: Vmblok, file: SpoolFile, settings: SpoolSettings): void {
    const goesTo = settings.transferTo !== undefined;
    const special = goesTo || settings.outputFor !== undefined || file.copies > 1 || file.userHold;
    if (!special) return;
    this.tell(
      vm,
      fileMessage(file, goesTo ? ' TO  ' : ' FOR ', goesTo || settings.outputFor ? file.owner : vm.userid),
    );
    const receiver = goesTo ? this.host.findUser(file.owner) : undefined;
    if (receiver && receiver !== vm) this.tell(receiver, fileMessage(file, 'FROM ', file.origin));
  }

  private tell(vm: Vmblok, text: string): void {
    if (vm.settings.messages) this.host.tell(vm, text);
  }
}

/** `PRT FILE 0012  FOR USERA    COPY 01 NOHOLD` */
function fileMessage(file: SpoolFile, preposition: string, userid: string): string {
  const id = String(file.id).padStart(4, '0');
  const copies = String(file.copies).padStart(2, '0');
  const hold = file.userHold ? '  HOLD' : 'NOHOLD';
  return `${kindName(file.kind)} FILE ${id} ${preposition}${userid.padEnd(8)} COPY ${copies} ${hold}`;
}

/** Three-letter name of what made a file. */
export function kindName(kind: SpoolOrigin): string {
  switch (kind) {
    case 'console':
      return 'CON';
    case 'printer':
      return 'PRT';
    case 'punch':
      return 'PUN';
    case 'reader':
      return 'RDR';
    case 'dump':
      return 'DMP';
  }
}

/** Data without trailing blanks. */
function trimmed(data: Uint8Array): Uint8Array {
  let length = data.length;
  while (length > 0 && data[length - 1] === 0x40) length--;
  return data.slice(0, length);
}

function mapOf<V>(maps: Map<Vmblok, Map<number, V>>, vm: Vmblok): Map<number, V> {
  let map = maps.get(vm);
  if (map === undefined) maps.set(vm, (map = new Map<number, V>()));
  return map;
}
