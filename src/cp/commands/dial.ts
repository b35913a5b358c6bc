import type { ControlProgram } from '../control-program.js';
import { cpMessage } from '../messages.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import type { CpTask } from '../task.js';
import type { Session } from '../terminal/session.js';
import type { TerminalService } from '../terminal/terminal-service.js';
import type { DedicatedVdev } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { cuu, parseDeviceAddress } from './numbers.js';
import type { CommandLine } from './scanner.js';

/** Error numbers of DIAL with their fields. */
type DialError = readonly [number: number, ...fields: string[]];

/** A virtual display that waits for somebody. */
interface Place {
  readonly vm: Vmblok;
  readonly address: number;
  readonly real: RdevBlok;
}

/**
 * `DIAL userid [vaddr]`, from a terminal nobody is logged on at: it becomes a virtual 3270 of a virtual machine, the
 * one at `vaddr` or the first that nobody has. It comes back when the device is reset or detached, when the virtual
 * machine is, or when the display is switched off. SY20-0884, DMKDIA.
 */
export function* dial(service: TerminalService, session: Session, line: CommandLine): CpTask<void> {
  const found = findPlace(service.cp, session, line);
  const error = 'address' in found ? yield* connect(service, session, found) : found;
  if (error === undefined) return;
  const [number, ...fields] = error;
  // nobody is logged on who could have SET EMSG: the whole message
  const message = cpMessage('DIA', number, fields);
  session.say(`${message.code} ${message.text}`);
}

/** All displays that are connected with DIAL. */
export function dialedDisplays(cp: ControlProgram): { readonly vm: Vmblok; readonly vdev: DedicatedVdev }[] {
  return cp.users().flatMap((vm) =>
    vm
      .sortedDevices()
      .filter((vdev): vdev is DedicatedVdev => vdev.kind === 'dedicated' && vdev.dialedAs !== undefined)
      .map((vdev) => ({ vm, vdev })),
  );
}

function findPlace(cp: ControlProgram, session: Session, line: CommandLine): Place | DialError {
  const userid = line.next();
  if (userid === undefined || userid.length > 8) return [20];
  const vm = cp.findUser(userid);
  if (vm === undefined) return [45, userid];
  if (session.terminal.creator === userid) return [66];
  const { lendable } = session.terminal;
  const real = cp.realDevices().find(({ address }) => address === lendable?.address);
  if (real?.owner !== 'terminal') return [707];
  const word = line.next();
  if (word === undefined) {
    const display = vm.sortedDevices().find(({ kind }) => kind === 'graf');
    return display ? { vm, address: display.address, real } : [55, userid];
  }
  const address = parseDeviceAddress(word);
  if (address === undefined) return [22];
  const vdev = vm.devices.get(address);
  if (vdev === undefined) return [47, userid, cuu(address)];
  if (vdev.kind === 'dedicated' && vdev.dialedAs !== undefined) return [56, cuu(address), userid];
  return vdev.kind === 'graf' ? { vm, address, real } : [11, userid, cuu(address)];
}

function* connect(service: TerminalService, session: Session, place: Place): CpTask<DialError | undefined> {
  const { vm, address, real } = place;
  const text = `DIALED TO ${vm.userid.padEnd(8)}`;
  // the line is CP's last word: it has to be on the screen before the display changes hands
  if (!(yield* session.show(`${text}${cuu(address)}`))) return undefined;
  if (vm.state === 'gone') return [45, vm.userid];
  const display = vm.devices.get(address);
  if (display?.kind !== 'graf') return [56, cuu(address), vm.userid];
  session.lend();
  if (service.cp.dial(vm, address, real) === undefined) return [56, cuu(address), vm.userid];
  service.reportDialed(session.terminal.name, text);
  return undefined;
}
