import type { Couplings } from '../../nucleus/couplings.js';
import type { TerminalService } from '../../terminal/terminal-service.js';
import { deviceName, realDeviceName } from '../../vmachine/device-names.js';
import type { SpoolSettings, VdevBlok } from '../../vmachine/vdevblok.js';
import type { Vmblok } from '../../vmachine/vmblok.js';
import { cuu, decimal } from '../numbers.js';

/** Puts pieces of text at columns of a line. */
export function columns(...pieces: readonly (readonly [column: number, text: string])[]): string {
  let line = '';
  for (const [column, text] of pieces) line = line.padEnd(column).slice(0, column) + text;
  return line.trimEnd();
}

/** Response lines of QUERY VIRTUAL for one device. SY20-0884, DMKCQG. */
export function virtualDeviceLines(
  vm: Vmblok,
  vdev: VdevBlok,
  terminals: TerminalService,
  couplings: Couplings,
): string[] {
  const head = [
    [0, deviceName(vdev)],
    [5, cuu(vdev.address)],
  ] as const;
  switch (vdev.kind) {
    case 'minidisk': {
      const volume = vdev.temporary ? '(TEMP)' : (vdev.real.volser ?? '');
      const size = decimal(vdev.cylinders, 3);
      return [columns(...head, [9, vdev.type], [14, volume], [21, vdev.access], [25, `${size} CYL`])];
    }
    case 'dedicated':
      return [
        columns(...head, [9, `ON ${realDeviceName(vdev.real.type).padEnd(4)} ${cuu(vdev.real.address)}`]),
      ];
    case 'timer':
      return [columns(...head, [9, 'PSEUDO TIMER'])];
    case 'ctca': {
      const other = couplings.partner(vdev);
      if (other === undefined) return [columns(...head, [9, 'NOT READY'])];
      return [columns(...head, [9, `COUPLE TO ${other.vm.userid.padEnd(8)} ${cuu(other.vdev.address)}`])];
    }
    case 'graf':
      return [columns(...head, [9, 'NOT READY'])];
    case 'line':
      return [columns(...head, [9, 'DISABLED'])];
    case 'console': {
      const terminal = terminals.sessionOfUser(vm)?.terminal.name;
      const where = terminal === undefined ? 'DISCONNECTED' : `ON ${terminal}`;
      const term = vdev.spooling && !vdev.terminal ? 'NOTERM' : '  TERM';
      const line = columns(...head, [9, where], [22, term], [29, vdev.spooling ? 'START' : 'STOP']);
      return [line, ...outputLines(vm, '', vdev.address, vdev.spool, vdev.notReady)];
    }
    case 'reader': {
      const { spool } = vdev;
      return [
        columns(
          ...head,
          ...flags(spool),
          [29, spool.endOfFile ? '  EOF' : 'NOEOF'],
          [37, vdev.notReady ? 'NOTREADY' : '   READY'],
        ),
      ];
    }
    default:
      return outputLines(vm, deviceName(vdev), vdev.address, vdev.spool, vdev.notReady);
  }
}

function flags(spool: SpoolSettings): (readonly [number, string])[] {
  return [
    [9, `CL ${spool.class}`],
    [15, spool.continuous ? '  CONT' : 'NOCONT'],
    [22, spool.hold ? '  HOLD' : 'NOHOLD'],
  ];
}

function outputLines(
  vm: Vmblok,
  name: string,
  address: number,
  spool: SpoolSettings,
  notReady: boolean,
): string[] {
  const target =
    spool.transferTo === undefined ? ['FOR', spool.outputFor ?? vm.userid] : ['TO', spool.transferTo];
  return [
    columns(
      [0, name],
      [5, cuu(address)],
      ...flags(spool),
      [29, `COPY ${decimal(spool.copies, 2)}`],
      [37, notReady ? 'NOTREADY' : '   READY'],
    ),
    columns(
      [5, cuu(address)],
      [9, target[0]],
      [13, target[1]],
      [22, 'DIST'],
      [27, spool.distribution ?? vm.entry.distribution],
    ),
  ];
}

/** Device classes of QUERY VIRTUAL, in the order of all devices. */
export function isOfClass(vdev: VdevBlok, name: string): boolean {
  const real = deviceName(vdev);
  switch (name) {
    case 'DASD':
      return real === 'DASD';
    case 'TAPES':
      return real === 'TAPE';
    case 'LINES':
      return real === 'LINE';
    case 'UR':
      return real === 'RDR' || real === 'PUN' || real === 'PRT' || real === 'TIMR';
    case 'GRAF':
      return real === 'GRAF';
    case 'CONSOLE':
      return real === 'CONS';
    default:
      return true;
  }
}
