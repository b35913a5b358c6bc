/** Links and lines whose messages enter the machine as inputs, so that they can be noted and played again. */

import type { AdapterLink, AdapterSide, LineHost, LineTerminal } from '../../s370/index.js';
import type { HostInputs } from '../host-device.js';
import { decodeAdapterMessage, encodeAdapterMessage } from './adapter-frames.js';

const NOTHING = new Uint8Array(0);

/** A channel-to-channel link: `connected` (there, primary) and `message`. */
export function notedLink(link: AdapterLink, address: number, inputs: HostInputs): AdapterLink {
  let primary = true;
  return {
    get primary() {
      return primary;
    },
    attach: (side: AdapterSide) => {
      const enter = inputs.forDevice(address, (name, data) => {
        if (name === 'connected') {
          primary = data[1] !== 0;
          side.connected(data[0] !== 0);
        } else if (name === 'message') {
          const message = decodeAdapterMessage(data);
          if (message !== undefined) side.received(message);
        }
      });
      if (inputs.replaying) return;
      link.attach({
        connected: (there) => enter('connected', Uint8Array.of(there ? 1 : 0, link.primary ? 1 : 0)),
        received: (message) => enter('message', encodeAdapterMessage(message)),
      });
    },
    send: (message) => link.send(message),
    close: () => link.close(),
  };
}

/** A communication line: `connected`, `disconnected`, `call-failed`, `received` (ASCII) and `break`. */
export function notedLine(line: LineTerminal, address: number, inputs: HostInputs): LineTerminal {
  return {
    attach: (host: LineHost) => {
      const enter = inputs.forDevice(address, (name, data) => {
        switch (name) {
          case 'connected':
            return host.connected();
          case 'disconnected':
            return host.disconnected();
          case 'call-failed':
            return host.callFailed();
          case 'received':
            return host.received(data);
          case 'break':
            return host.breakReceived();
        }
      });
      if (inputs.replaying) return;
      line.attach({
        connected: () => enter('connected', NOTHING),
        disconnected: () => enter('disconnected', NOTHING),
        callFailed: () => enter('call-failed', NOTHING),
        received: (ascii) => enter('received', ascii),
        breakReceived: () => enter('break', NOTHING),
      });
    },
    answer: (willing) => line.answer(willing),
    // In a replay the log says how a call went.
    call: (number) => {
      if (!inputs.replaying) line.call(number);
    },
    hangUp: () => line.hangUp(),
    write: (ascii) => line.write(ascii),
    sendBreak: () => line.sendBreak(),
    close: () => line.close(),
  };
}
