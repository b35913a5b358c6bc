import type { Console3215, CardReader, CardPunch, Printer, Device } from '../../s370/index.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';

/** Spooling settings of a virtual reader, punch, printer or console; the service room keeps and reads them. */
export interface SpoolSettings {
  /** Class letter or digit; `*` in a reader takes every class. */
  class: string;
  continuous: boolean;
  hold: boolean;
  copies: number;
  /** Reader: unit exception at the end of each file. */
  endOfFile: boolean;
  /** Userid that gets the files (SPOOL TO) or whose output it is (SPOOL FOR); undefined: the user's own and the system's queues. */
  transferTo: string | undefined;
  outputFor: string | undefined;
  distribution: string | undefined;
}

export function defaultSpoolSettings(spoolClass: string): SpoolSettings {
  return {
    class: spoolClass,
    continuous: false,
    hold: false,
    copies: 1,
    endOfFile: true,
    transferTo: undefined,
    outputFor: undefined,
    distribution: undefined,
  };
}

interface VdevBase {
  /** Virtual device address. */
  readonly address: number;
  /** IBM's machine type of the virtual device. */
  readonly type: string;
  /** NOTREADY was given: SIO gets intervention required until READY. */
  notReady: boolean;
  /** START I/O instructions that were accepted. */
  startCount: number;
  /** Sense bytes of the last unit check that CP made itself or kept; cleared when read. */
  sense: Uint8Array;
}

/** The virtual console: a 3215 whose paper and keyboard are the user's terminal. */
export interface ConsoleVdev extends VdevBase {
  readonly kind: 'console';
  readonly device: Console3215;
  /** Settings of console spooling (SPOOL CONSOLE START). */
  readonly spool: SpoolSettings;
  /** Console output is being spooled. */
  spooling: boolean;
  /** Output goes to the terminal as well. */
  terminal: boolean;
}

export interface ReaderVdev extends VdevBase {
  readonly kind: 'reader';
  readonly device: CardReader;
  readonly spool: SpoolSettings;
}

export interface PunchVdev extends VdevBase {
  readonly kind: 'punch';
  readonly device: CardPunch;
  readonly spool: SpoolSettings;
}

export interface PrinterVdev extends VdevBase {
  readonly kind: 'printer';
  readonly device: Printer;
  readonly spool: SpoolSettings;
}

/** An extent of a real CKD volume. */
export interface MinidiskVdev extends VdevBase {
  readonly kind: 'minidisk';
  readonly real: RdevBlok;
  /** First real cylinder. */
  readonly start: number;
  readonly cylinders: number;
  access: 'R/O' | 'R/W';
  /** Where this virtual machine left the arm, as cylinder of the minidisk and head. */
  position: { readonly cylinder: number; readonly head: number };
  /** Whose minidisk it is, and its address there; LINK looks through these. */
  readonly owner: string;
  readonly ownerAddress: number;
  /** RESERVE and RELEASE work between the virtual machines that have it (directory mode with V). */
  readonly virtualReserve: boolean;
  /** On temporary disk space: given back at DETACH. */
  readonly temporary: boolean;
}

/** A real device that belongs to this virtual machine alone. */
export interface DedicatedVdev extends VdevBase {
  readonly kind: 'dedicated';
  readonly real: RdevBlok;
  readonly readOnly: boolean;
  /** Type of the virtual display that a user connected his own to with DIAL; undefined when the device was attached. */
  readonly dialedAs?: string;
}

/** A device simulated by a model of its own in the virtual channel: CTCA, 3270 line (SPECIAL, DEFINE GRAF), pseudo timer. */
export interface SimulatedVdev extends VdevBase {
  readonly kind: 'ctca' | 'timer' | 'graf' | 'line';
  readonly device: Device;
}

export type SpooledVdev = ReaderVdev | PunchVdev | PrinterVdev;

/** A virtual device. */
export type VdevBlok = ConsoleVdev | SpooledVdev | MinidiskVdev | DedicatedVdev | SimulatedVdev;

/** A device whose channel programs run on the virtual machine's own simulated channels. */
export type LocalVdev = ConsoleVdev | SpooledVdev | SimulatedVdev;

export function isSpooled(vdev: VdevBlok): vdev is SpooledVdev {
  return vdev.kind === 'reader' || vdev.kind === 'punch' || vdev.kind === 'printer';
}

/** Does the device live on a real one, so that its channel programs have to be translated? */
export function isReal(vdev: VdevBlok): vdev is MinidiskVdev | DedicatedVdev {
  return vdev.kind === 'minidisk' || vdev.kind === 'dedicated';
}
