import { CardReadPunch, CardReader, TapeDrive, createDevice, deviceClass } from '../s370/index.js';
import type { ConsoleTerminal, Device, DeviceSpecification, LineTerminal } from '../s370/index.js';
import { isAdapterAlias, openAdapter } from './network/adapter-device.js';
import type { DeviceNetwork } from './network/device-network.js';
import { openLine } from './network/line-device.js';
import type { LineConnection } from './network/line-device.js';
import { openBlockDisk, openDisk } from './disk-device.js';
import { openHopper, openPrinter, openPunch, openReadPunch, openReader } from './unit-record-device.js';
import { openTapeVolume } from './tape-volume.js';

/**
 * Data that the host brings to a device by itself enter the machine here, so that they can be noted, and played again
 * from a log. Without it they go to the device at once.
 */
export interface HostInputs {
  /**
   * `receive` takes data for the device at an address; the answer is what the host has to call instead. `name` says
   * what they are (`bytes`, `connected` …).
   */
  forDevice(
    address: number,
    receive: (name: string, data: Uint8Array) => void,
  ): (name: string, data: Uint8Array) => void;
  /** Inputs come from a log: the host has no say, and need not listen or connect. */
  readonly replaying: boolean;
}

/** A device as a configuration names it. */
export interface HostDeviceRequest {
  /** Device type or disk model: `3505`, `3330-11`; `-C` behind a console type is accepted. */
  readonly type: string;
  /**
   * Host files and options, in the words of Hercules' configuration files. Readers: files, `ascii`, `ebcdic`,
   * `image`, `eof`, `intrq`, `trunc`, `autopad`, `multifile`. Punches: file, `ascii`, `ebcdic`, `image`, `crlf`,
   * `noclear`, `in=deck`, `print` (3525). 1442: as readers, `out=file`. Printers: file, `crlf`, `noclear`, `fcb=`,
   * `cctape=`, `lpp=`, `lpi=`, `index=`.
   * Disks: file, `ro`, `fakewrite`, `sf=`. Tapes: file (or `*` for none), `ro`, `new`, `compress=`, `chunksize=`.
   * Channel-to-channel adapters: `local=name`, or local port, remote host and remote port.
   * Communication lines: `lport=`, `dial=` and so on, see `openLine`.
   */
  readonly words: readonly string[];
  /** Directory that relative file names start from; without it the process's own. */
  readonly directory?: string;
  /** Code page of decks and paper that don't name one themselves; by default 037. */
  readonly codePage?: string | undefined;
  /** Where the device will be, for messages and inputs. */
  readonly address?: number;
  /** Through which data from the host have to come (sockets of lines and channel links). */
  readonly inputs?: HostInputs;
  /** Makes the keyboard and printer of a console. */
  readonly console?: () => ConsoleTerminal;
  /** Sockets and cables, for devices that have some. */
  readonly network?: DeviceNetwork;
  /** Makes the modem of a communication line. */
  readonly line?: (connection: LineConnection) => LineTerminal;
}

/** Makes a device with its host files open. Throws `BackingError` for host trouble, `Error` for words that make no sense. */
export function openHostDevice(request: HostDeviceRequest): Device {
  const { directory } = request;
  const type = isAdapterAlias(request.type) ? 'CTCA' : request.type.replace(/-C$/i, '');
  switch (deviceClass(type)) {
    case undefined:
      throw new Error(`device type ${request.type} is not known`);
    case 'console': {
      if (request.console === undefined) throw new Error(`a ${type} needs a terminal`);
      return make({ type, terminal: request.console() });
    }
    case 'display':
      return make({ type });
    case 'reader':
      return openReader(type as '3505', textWords(request), directory);
    case 'punch':
      return openPunch(type as '3525', textWords(request), directory);
    case 'read-punch':
      return openReadPunch(textWords(request), directory);
    case 'printer':
      return openPrinter(type as '1403', textWords(request), directory);
    case 'disk':
      return openDisk(type, request.words, directory);
    case 'fba':
      return openBlockDisk(type, request.words, directory);
    case 'tape':
      return make({ type, volume: openTapeVolume(type, request.words, directory) });
    case 'adapter':
      return openAdapter(type as 'CTCA', request.words, request.network, inputsOf(request));
    case 'line':
      return openLine(type as '2703', request.words, request.line, inputsOf(request));
  }
}

/** The words of a device with text: the code page of the configuration is meant where they name none. */
function textWords({ words, codePage }: HostDeviceRequest): readonly string[] {
  const named = words.some((word) => /^codepage=/i.test(word));
  return codePage === undefined || named ? words : [...words, `codepage=${codePage}`];
}

/** Gives a device other files: a new deck for a reader, another volume for a tape drive (none: `*` or no word). */
export function reloadHostDevice(device: Device, words: readonly string[], directory?: string): void {
  if (device instanceof CardReader || device instanceof CardReadPunch) {
    device.load(openHopper(device.type, words, directory));
  } else if (device instanceof TapeDrive) {
    const volume = openTapeVolume(device.type, words, directory);
    if (volume === undefined) device.dismount();
    else device.mount(volume);
  } else {
    throw new Error(`a ${device.type} can't be given another file while it is attached`);
  }
}

function make(specification: { readonly type: string } & Record<string, unknown>): Device {
  return createDevice(specification as unknown as DeviceSpecification);
}

function inputsOf({
  address,
  inputs,
}: HostDeviceRequest): { readonly address: number; readonly inputs: HostInputs } | undefined {
  return address === undefined || inputs === undefined ? undefined : { address, inputs };
}
