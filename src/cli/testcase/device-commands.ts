/** Commands of test scripts for devices: attach, detach, devinit, devlist, and those for shadow files. */

import { parseDeviceAddresses } from '../../media/index.js';
import { deviceClass } from '../../s370/index.js';
import { SHADOW_OPERATIONS, findShadowStack, shadowStackAt } from '../machine/shadow-operations.js';
import { deviceName } from './machine-under-test.js';
import { failing, type Execute } from './script-context.js';

/** Devices of later systems, which Hercules has and this machine has not. */
const LATER_DEVICES =
  /^(?:0671|3390|3422|3430|3480|3490|3590|8809|9313|933[256]|934[578])(?:-\w+)?$|^(?:LCS|OSA|QETH|PTP|CTCI|VMNET|COMMADPT)$/i;

export function deviceAddress(text: string | undefined): number {
  const addresses = parseDeviceAddresses(text ?? '');
  if (addresses?.length !== 1) throw new Error(`${text ?? '(missing)'} is no device address`);
  return addresses[0];
}

/** `sf+333`, `sf- * nomerge`: the shadow files of one compressed disk, or of all. */
const shadows = (name: keyof typeof SHADOW_OPERATIONS): Execute =>
  failing(({ target, print }, [which, ...words]) => {
    const { machine } = target;
    const addresses =
      which === '*'
        ? target
            .devices()
            .map(({ address }) => address)
            .filter((address) => findShadowStack(machine, address))
        : [deviceAddress(which)];
    for (const address of addresses) {
      const stack = shadowStackAt(machine, address);
      SHADOW_OPERATIONS[name](stack, words);
      if (name !== 'sfd') continue;
      for (const [level, { path, size }] of stack.statistics.entries()) {
        print(`${deviceName(address)} [${level}] ${size} ${path}`);
      }
    }
  });

const attach: Execute = failing(({ target, verdict }, [address, type = '', ...words]) => {
  if (deviceClass(type) === undefined && LATER_DEVICES.test(type)) {
    verdict.skip(`needs a ${type}; this is a System/370`);
    return;
  }
  target.attach(deviceAddress(address), type, words);
});

/** By name. */
export const DEVICE_COMMANDS: Readonly<Record<string, Execute>> = {
  attach,
  detach: ({ target, verdict, print }, words, _operands, place) => {
    const address = parseDeviceAddresses(words[0] ?? '')?.[0];
    if (address !== undefined && target.detach(address)) return;
    if (verdict.open) print(`${place.file}:${place.line}: no device ${words[0] ?? ''} to detach`);
  },
  devinit: failing(({ target }, words) => target.reload(deviceAddress(words[0]), words.slice(1))),
  'sf+': shadows('sf+'),
  'sf-': shadows('sf-'),
  sfc: shadows('sfc'),
  sfd: shadows('sfd'),
  sfk: shadows('sfk'),
  devlist: ({ target, print }) => {
    for (const { address, type, words } of target.devices()) {
      print(`${deviceName(address)} ${type} ${words.join(' ')}`);
    }
  },
};
