/** The devices of a configuration: opened with their host files and attached to a machine, in one place for all who run one. */

import { describeError } from '../media/host-error.js';
import type { HostInputs } from '../media/index.js';
import { ConfigurationError, openHostDevice } from '../media/index.js';
import type { DeviceNetwork, DeviceStatement } from '../media/index.js';
import type { ConsoleTerminal, Device, Machine } from '../s370/index.js';
import { LineSocket } from '../tn3270/index.js';

/** How to open devices. */
export interface DeviceOpening {
  /** Directory that relative file names start from; without it the process's own. */
  readonly directory?: string;
  /** Makes the keyboard and printer of a console. */
  readonly console: (address: number, statement: DeviceWords) => ConsoleTerminal;
  /** Sockets and cables of the devices that have some. */
  readonly network?: DeviceNetwork;
  /** Through which data from the host have to come, for devices that the host feeds. */
  readonly inputs?: HostInputs;
  /** Opens a device by other words than the statement has. */
  readonly words?: (statement: DeviceWords) => DeviceWords;
  /** Told of every device when it is attached. */
  readonly attached?: (address: number, device: Device, statement: DeviceWords) => void;
}

/** The type and the words of a device statement. */
export type DeviceWords = Pick<DeviceStatement, 'type' | 'arguments' | 'codePage'>;

/** A device that has been attached. */
export interface AttachedDevice {
  readonly address: number;
  readonly device: Device;
}

/** Opens one device and attaches it. Throws an Error that names what is wrong with its words or files; then nothing stays open. */
export function attachDevice(
  machine: Machine,
  address: number,
  statement: DeviceWords,
  opening: DeviceOpening,
): AttachedDevice {
  const { type, arguments: words } = opening.words?.(statement) ?? statement;
  const device = openHostDevice({
    type,
    words,
    address,
    inputs: opening.inputs,
    directory: opening.directory,
    codePage: statement.codePage,
    console: () => opening.console(address, statement),
    network: opening.network,
    line: (connection) =>
      new LineSocket({
        ...connection,
        wake: opening.network?.wake,
        log: (line) => opening.network?.log(`${deviceName(address)} ${line}`),
      }),
  });
  try {
    machine.channels.attach(address, device);
  } catch (error) {
    device.close();
    throw error;
  }
  opening.attached?.(address, device, statement);
  return { address, device };
}

/** Attaches the devices of all statements. Throws ConfigurationError with file and line; then none stays open or attached. */
export function attachConfiguredDevices(
  machine: Machine,
  file: string,
  statements: readonly DeviceStatement[],
  opening: DeviceOpening,
): AttachedDevice[] {
  const attached: AttachedDevice[] = [];
  for (const statement of statements) {
    for (const address of statement.addresses) {
      try {
        attached.push(attachDevice(machine, address, statement, opening));
      } catch (error) {
        for (const { address: before } of attached) machine.channels.detach(before)?.close();
        const message = describeError(error);
        throw new ConfigurationError(statement.file ?? file, statement.line, message);
      }
    }
  }
  return attached;
}

/** `0700`: how operators call a device. */
function deviceName(address: number): string {
  return address.toString(16).toUpperCase().padStart(4, '0');
}
