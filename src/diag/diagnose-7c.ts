import { specify } from './call.js';
import type { DiagnoseCall } from './call.js';
import type { DiagnoseLogicalDevices } from './services.js';

const Subfunction = {
  initiate: 1,
  accept: 2,
  present: 3,
  terminate: 4,
  terminateAll: 5,
} as const;

const LONGEST = 4096;
/** Bit 0 of Ry+1 at ACCEPT: a part of the data will do. At the last length of a list: it is the last. */
const HIGH_BIT = 0x80000000 | 0;
/** Entries of a list, and bytes that it may describe. */
const MOST_SEGMENTS = 64;
const LONGEST_LIST = 0x10000;

/** Class and type bytes as DIAGNOSE X'24' has them. */
const GRAPHIC = 0x40;
const TYPES: Readonly<Record<number, '3277' | '3278'>> = { 0x04: '3277', 0x01: '3278' };

/** How a subfunction ended: condition code and return code. */
type End = readonly [conditionCode: 0 | 1 | 2 | 3, returnCode: number];
const DONE: End = [0, 0];
const NO_SUCH_DEVICE: End = [3, 1];
const BAD_BUFFER: End = [1, 4];
const PROTECTED: End = [1, 10];

/**
 * X'7C' logical device support facility: a virtual machine has displays that don't exist, and is what sits at them. Ry is the
 * subfunction: 1 INITIATE: Rx is the class, type, model and feature of a display as DIAGNOSE X'24' gives them (class X'40';
 * type X'04' 3277, X'01' 3278; model 0, 2-5), and gets the number of the logical device. For the others it has it. 2
 * ACCEPT: what CP has written there goes to the buffer at Rx+1 of the length in Ry+1, at most 4096; the first byte is the
 * CCW's command; Ry gets the length. 3 PRESENT: the data of a key, or in answer to a read, at Rx+1 with the length in
 * Ry+1; or, at the complement of Rx+1, a list of lengths and addresses, the last length with bit 0 on. 4
 * TERMINATE, 5 TERMINATE all.
 *
 * Ry+1 gets a return code. Condition code 0: 0 done; 1 ACCEPT again for another data stream; 2 ACCEPT again for the rest of
 * this one. 1: 1 no such subfunction, 2 nothing to accept, 3 the buffer is too short and Ry has the length needed, 4
 * buffer longer than 4096, not positive or outside of storage, 5 eight virtual machines have logical devices already, 6 no such display
 * is known, 9 512 logical devices, 10 the buffer is protected. 2: 1 ACCEPT comes first, 2 CP has not read what was
 * presented before; an interruption tells when it has. 3: 1 the virtual machine has no such logical device.
 *
 * External interruption X'2402', allowed by bit 22 of control register 0, has the number of the device in the halfword at X'80' and in byte X'83'
 * why: 1 there is something to accept, 2 CP has read what was presented, 3 CP has ended the device. SC19-6203.
 */
export function diagnose7c(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  specify(rx !== 15 && ry !== 15);
  const { logicalDevices } = services;
  const [conditionCode, returnCode] =
    logicalDevices === undefined ? ([1, 1] as End) : perform(call, logicalDevices);
  gpr[ry + 1] = returnCode;
  services.setConditionCode(conditionCode);
}

function perform(call: DiagnoseCall, devices: DiagnoseLogicalDevices): End {
  const { gpr, rx, ry } = call;
  const id = gpr[rx] & 0xffff;
  switch (gpr[ry]) {
    case Subfunction.initiate:
      return initiate(call, devices);
    case Subfunction.accept:
      return accept(call, devices, id);
    case Subfunction.present:
      return present(call, devices, id);
    case Subfunction.terminate:
      return devices.terminate(id) ? DONE : NO_SUCH_DEVICE;
    case Subfunction.terminateAll:
      devices.terminateAll();
      return DONE;
    default:
      return [1, 1];
  }
}

function initiate({ gpr, rx }: DiagnoseCall, devices: DiagnoseLogicalDevices): End {
  const word = gpr[rx];
  const type = TYPES[(word >>> 16) & 0xff];
  const model = (word >>> 8) & 0xff || 2;
  if (word >>> 24 !== GRAPHIC || type === undefined || model < 2 || model > 5) return [1, 6];
  if (type === '3277' && model !== 2) return [1, 6];
  const id = devices.initiate(type, model as 2 | 3 | 4 | 5);
  if (id === 'too-many-users') return [1, 5];
  if (id === 'too-many-devices') return [1, 9];
  gpr[rx] = id;
  return DONE;
}

function accept({ gpr, rx, ry, services }: DiagnoseCall, devices: DiagnoseLogicalDevices, id: number): End {
  const { storage } = services;
  const stream = devices.pending(id);
  if (stream === 'no-device') return NO_SUCH_DEVICE;
  if (stream === 'nothing') return [1, 2];
  const partly = (gpr[ry + 1] & HIGH_BIT) !== 0;
  const room = gpr[ry + 1] & ~HIGH_BIT;
  const buffer = gpr[rx + 1] & 0xffffff;
  if (room <= 0 || room > LONGEST || !storage.contains(buffer, room)) return BAD_BUFFER;
  if (stream.length > room && !partly) {
    gpr[ry] = stream.length;
    return [1, 3];
  }
  const length = Math.min(stream.length, room);
  if (!storage.permits(buffer, length, undefined, true)) return PROTECTED;
  storage.copyIn(buffer, stream.subarray(0, length));
  gpr[ry] = length;
  const left = devices.take(id, length);
  return [0, left === 'rest' ? 2 : left === 'another' ? 1 : 0];
}

function present(call: DiagnoseCall, devices: DiagnoseLogicalDevices, id: number): End {
  const { gpr, rx, ry } = call;
  const data =
    gpr[rx + 1] < 0 ? gather(call, -gpr[rx + 1]) : fetch(call, gpr[rx + 1], gpr[ry + 1] & ~HIGH_BIT);
  if (!(data instanceof Uint8Array)) return data;
  switch (devices.present(id, data)) {
    case 'done':
      return DONE;
    case 'accept-first':
      return [2, 1];
    case 'not-read':
      return [2, 2];
    case 'no-device':
      return NO_SUCH_DEVICE;
  }
}

function fetch({ services }: DiagnoseCall, address: number, length: number): Uint8Array | End {
  const { storage } = services;
  const at = address & 0xffffff;
  if (length <= 0 || length > LONGEST || !storage.contains(at, length)) return BAD_BUFFER;
  if (!storage.permits(at, length, undefined, false)) return PROTECTED;
  return storage.copyOut(at, length);
}

function gather(call: DiagnoseCall, list: number): Uint8Array | End {
  const { storage } = call.services;
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let entry = 0; entry < MOST_SEGMENTS; entry++) {
    const at = list + 8 * entry;
    if (!storage.contains(at, 8)) return BAD_BUFFER;
    const length = storage.fetchWord(at);
    const part = fetch(call, storage.fetchWord(at + 4), length & ~HIGH_BIT);
    if (!(part instanceof Uint8Array)) return part;
    parts.push(part);
    total += part.length;
    if (total > LONGEST_LIST) return BAD_BUFFER;
    if ((length & HIGH_BIT) !== 0) return join(parts, total);
  }
  return BAD_BUFFER;
}

function join(parts: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
