import { cuu, parseDeviceAddress, parseHex } from './numbers.js';
import type { CommandLine } from './scanner.js';

/** Devices that ATTACH and DETACH are given first. */
export type DeviceList =
  | { readonly kind: 'channel'; readonly channel: number }
  | {
      readonly kind: 'devices';
      readonly addresses: readonly number[];
      /** How they were written: `152`, `152-157`, `152 153`. */
      readonly shape: 'one' | 'range' | 'several';
    };

/** No list: what is missing or wrong is an address, or a channel. */
export type DeviceListError = 'address' | 'channel';

/**
 * `CHANNEL c`, `raddr`, `raddr-raddr` or `raddr raddr …`: the words of several addresses end with the first that is
 * none. DMKVDC.
 */
export function deviceList(line: CommandLine): DeviceList | DeviceListError {
  const word = line.next();
  if (word === undefined) return 'address';
  if (word.includes('-')) return range(word);
  if (word.length > 3) return 'CHANNEL'.startsWith(word) ? channel(line.next()) : 'address';
  const first = parseDeviceAddress(word);
  if (first === undefined) return 'address';
  const addresses = [first];
  for (let next = anotherAddress(line); next !== undefined; next = anotherAddress(line)) addresses.push(next);
  return { kind: 'devices', addresses, shape: addresses.length === 1 ? 'one' : 'several' };
}

function channel(word: string | undefined): DeviceList | DeviceListError {
  const number = parseHex(word, 1);
  return number === undefined ? 'channel' : { kind: 'channel', channel: number };
}

function range(word: string): DeviceList | DeviceListError {
  const [first, last, ...more] = word.split('-').map(parseDeviceAddress);
  if (first === undefined || last === undefined || more.length > 0 || last <= first) return 'address';
  const addresses = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return { kind: 'devices', addresses, shape: 'range' };
}

function anotherAddress(line: CommandLine): number | undefined {
  const word = line.peek();
  const address = word === undefined || word.length > 3 ? undefined : parseDeviceAddress(word);
  if (address !== undefined) line.next();
  return address;
}

/** `152-157` or `152 153 155`, for the answer to a command on more than one device. */
export function listedDevices(addresses: readonly number[], shape: 'range' | 'several'): string {
  const names = addresses.map(cuu);
  return shape === 'range' && names.length > 1 ? `${names[0]}-${names.at(-1)}` : names.join(' ');
}
