import { ebcdic037 } from '../../ebcdic/index.js';
import type { DeviceEntry, DirectoryLocation, DirectoryUser } from './entries.js';

const hex = (value: number, digits = 3): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** Control statements that `parseDirectory` reads back to the same directory. */
export function renderDirectory(
  location: DirectoryLocation | undefined,
  users: readonly DirectoryUser[],
): string {
  const lines: string[] = [];
  if (location) lines.push(`DIRECTORY ${hex(location.address)} ${location.type} ${location.volser}`);
  for (const user of users) lines.push(...renderUser(user));
  return lines.map((line) => `${line}\n`).join('');
}

function renderUser(user: DirectoryUser): string[] {
  const symbols = [user.edit.lineEnd, user.edit.lineDelete, user.edit.characterDelete, user.edit.escape];
  const lines = [
    [
      'USER',
      user.userid,
      user.password,
      `${user.storage / 1024}K`,
      `${user.maximumStorage / 1024}K`,
      user.classes,
      String(user.priority),
      ...symbols.map((symbol) => (symbol === undefined ? 'OFF' : hex(symbol, 2))),
    ].join(' '),
    ` ACCOUNT ${user.account} ${user.distribution}`,
  ];
  const options: string[] = [...user.options];
  if (user.cpuid !== undefined) options.push(`CPUID ${hex(user.cpuid, 6)}`);
  if (user.affinity !== undefined) options.push(`AFFINITY ${String(user.affinity).padStart(2, '0')}`);
  lines.push(...options.map((option) => ` OPTION ${option}`));
  if (user.ipl) {
    lines.push(` IPL ${user.ipl.system}${user.ipl.parameter === '' ? '' : ` PARM ${user.ipl.parameter}`}`);
  }
  return [...lines, ...user.devices.map((device) => ` ${renderDevice(device)}`)];
}

function renderDevice(device: DeviceEntry): string {
  const at = hex(device.address);
  switch (device.kind) {
    case 'console':
      return `CONSOLE ${at} ${device.type} ${device.spoolClass}`;
    case 'mdisk': {
      const mode = device.mode + (device.virtualReserve ? 'V' : '');
      const passwords = [device.readPassword, device.writePassword, device.multiplePassword];
      const given = passwords.filter((password) => password !== undefined);
      const extent = `${device.type} ${device.start} ${device.cylinders} ${device.volser}`;
      return ['MDISK', at, extent, mode, ...given].join(' ');
    }
    case 'tdisk':
      return `MDISK ${at} ${device.type} T-DISK ${device.cylinders}`;
    case 'spool': {
      const type =
        device.type === '2540R' ? '2540 READER' : device.type === '2540P' ? '2540 PUNCH' : device.type;
      return `SPOOL ${at} ${type} ${device.spoolClass}`;
    }
    case 'dedicate': {
      const real = device.real === undefined ? [] : [hex(device.real)];
      const volser = device.volser === undefined ? [] : [`VOLID ${device.volser}`];
      return ['DEDICATE', at, ...real, ...volser, ...(device.readOnly ? ['R/O'] : [])].join(' ');
    }
    case 'link':
      return `LINK ${device.userid} ${hex(device.ownerAddress)} ${at} ${device.mode}${device.virtualReserve ? 'V' : ''}`;
    case 'special':
      return ['SPECIAL', at, device.type, ...(device.lineType ? [device.lineType] : [])].join(' ');
  }
}

/** Edit symbol as TERMINAL and QUERY show it: the character, or OFF. */
export function showEditSymbol(symbol: number | undefined): string {
  return symbol === undefined ? 'OFF' : ebcdic037.decodeByte(symbol);
}
