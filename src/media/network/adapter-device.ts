import { createDevice } from '../../s370/index.js';
import type { AdapterType, Device } from '../../s370/index.js';
import { sortWords } from '../device-words.js';
import type { HostInputs } from '../host-device.js';
import { AdapterSocket } from './adapter-socket.js';
import type { DeviceNetwork } from './device-network.js';
import { notedLink } from './noted-inputs.js';
import { portNumber } from './port-number.js';

const USAGE = 'local=NAME for two in one process, or: local port, remote host, remote port';

/** Names by which Hercules' configurations know adapters that connect two machines; the words behind them are the same. */
export function isAdapterAlias(type: string): boolean {
  return /^(CTCE|CTCT)$/i.test(type);
}

/**
 * A channel-to-channel adapter: `local=NAME` (the other side has the same name), or `lport rhost rport` as Hercules'
 * CTCE and CTCT have it (what follows is ignored); `CTCE`, `CTCT` may stand before. Throws an Error that says what is wrong.
 */
export function openAdapter(
  type: AdapterType,
  words: readonly string[],
  network: DeviceNetwork | undefined,
  input?: { readonly address: number; readonly inputs: HostInputs },
): Device {
  if (network === undefined) throw new Error(`a ${type} can't be connected here`);
  const [kind, ...rest] = words;
  if (/^(CTCI|CTCI-W32|LCS|VMNET|QETH)$/i.test(kind ?? '')) {
    throw new Error(`${kind} is a network interface; a ${type} connects two machines (${USAGE})`);
  }
  const { files, values } = sortWords(type, isAdapterAlias(kind ?? '') ? rest : words, {
    values: ['local', 'lport', 'rhost', 'rport'],
  });
  const name = values.get('local');
  if (name !== undefined) return createDevice({ type, link: network.cableEnd(name) });
  const [lport = values.get('lport'), rhost = values.get('rhost'), rport = values.get('rport')] = files;
  if (lport === undefined || rhost === undefined || rport === undefined) {
    throw new Error(`a ${type} needs ${USAGE}`);
  }
  const link = new AdapterSocket({
    localPort: portNumber(lport),
    remote: { host: rhost, port: portNumber(rport) },
    wake: network.wake,
    log: network.log,
  });
  return createDevice({
    type,
    link: input === undefined ? link : notedLink(link, input.address, input.inputs),
  });
}
