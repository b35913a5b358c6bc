import type { CommandContext } from './context.js';
import { cuu, parseDeviceAddress } from './numbers.js';
import { attachToSystem } from './system-volumes.js';
import { realDeviceName } from '../vmachine/device-names.js';

/** `ATTACH raddr [TO] userid [AS] vaddr [R/O]`, `ATTACH raddr [TO] SYSTEM [AS] volid`, class B. SY20-0884, DMKVDA. */
export function attach(context: CommandContext): number {
  const { cp, line } = context;
  const real = parseDeviceAddress(line.next());
  if (real === undefined) return context.error('VDA', 21);
  const rdev = cp.realDevices().find(({ address }) => address === real);
  if (rdev === undefined) return context.error('VDA', 40, [cuu(real)]);
  let userid = line.next();
  if (userid === 'TO') userid = line.next();
  if (userid === undefined) return context.error('VDA', 20);
  if (userid === 'SYSTEM') return attachToSystem(context, rdev);
  const user = cp.findUser(userid);
  if (user === undefined) return context.error('VDA', 45, [userid]);
  if (line.peek() === 'AS') line.next();
  const address = parseDeviceAddress(line.next());
  if (address === undefined) return context.error('VDA', 22);
  const name = realDeviceName(rdev.type);
  if (user.devices.has(address)) return context.error('VDA', 120, [name, cuu(real), name, cuu(address)]);
  if (rdev.owner === 'dedicated') {
    return context.error('VDA', 122, [name, cuu(real), rdev.dedicatedTo ?? '']);
  }
  if (rdev.owner === 'spooling' && context.rooms.unitRecord?.find(real)?.drained !== true) {
    return context.error('VDA', 142, [name, cuu(real)]);
  }
  if (rdev.owner === 'terminal' && isUsed(context, real)) {
    return context.error('VDA', 143, [name, cuu(real)]);
  }
  const option = line.next();
  if (option !== undefined && option !== 'R/O') return context.error('VDA', 3, [option]);
  if (cp.attachReal(user, address, rdev, option === 'R/O') === undefined) {
    // a volume that minidisks or CP itself are on
    return context.error('VDA', 143, [name, cuu(real)]);
  }
  cp.tell(user, `${name.padEnd(4)} ${cuu(address)} ATTACHED${option === undefined ? '' : ' R/O'}`);
  const done = `${name.padEnd(4)} ${cuu(real)} ATTACH TO ${userid.padEnd(8)} ${cuu(address)}`;
  context.respond(done);
  const { operator } = context.rooms.system;
  if (context.vm.userid !== operator) {
    context.rooms.terminals.operatorMessage(`${done}  BY ${context.vm.userid}`);
  }
  return 0;
}

/** Somebody sits at the terminal. */
function isUsed(context: CommandContext, address: number): boolean {
  return context.rooms.terminals
    .terminals()
    .some(({ terminal, idle }) => terminal.name.endsWith(` ${cuu(address)}`) && !idle);
}
