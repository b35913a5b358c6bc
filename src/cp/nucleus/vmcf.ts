import { ebcdic037 } from '../../ebcdic/index.js';
import { GuestAccessError } from '../vmachine/guest-access-error.js';
import { guestAddress } from '../vmachine/guest-address.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import {
  Function,
  HEADER,
  NEW_MESSAGE,
  NEW_STATION,
  PRIORITY,
  ReturnCode,
  SPECIAL_MESSAGES,
  SPECIFIC,
  SYSTEM,
  VMCF_INTERRUPTION,
  VMCF_PARAMETERS,
  headerOf,
  parse,
  partner,
} from './vmcf-message.js';
import type { Message, Parameters, Station } from './vmcf-message.js';

/** Messages of one user that nobody has taken yet. */
const MOST_MESSAGES = 50;

/** What the facility needs of CP. */
export interface VmcfHost {
  findUser(userid: string): Vmblok | undefined;
  post(vm: Vmblok, code: number): void;
}

/** Virtual Machine Communication Facility: DIAGNOSE X'68' and its interruptions. SY20-0887, DMKVMC. */
export class Vmcf {
  private readonly stations = new Map<Vmblok, Station>();

  constructor(private readonly host: VmcfHost) {}

  /** DIAGNOSE X'68' with the parameter list at an address of the guest; the return code for Ry. */
  request(vm: Vmblok, address: number): number {
    const parameters = parse(vm.storage.copyOut(guestAddress(address), VMCF_PARAMETERS));
    if (parameters.function > Function.reject) return ReturnCode.badFunction;
    if (parameters.function === Function.authorize) return this.authorize(vm, parameters);
    const station = this.stations.get(vm);
    if (station === undefined) return ReturnCode.notAuthorized;
    switch (parameters.function) {
      case Function.unauthorize:
        this.unauthorize(vm);
        return ReturnCode.ok;
      case Function.receive:
        return this.receive(vm, station, parameters);
      case Function.cancel:
        return this.cancel(vm, station, parameters);
      case Function.reply:
        return this.reply(vm, station, parameters);
      case Function.reject:
        return this.reject(station, parameters);
      case Function.quiesce:
      case Function.resume:
        station.quiesced = parameters.function === Function.quiesce;
        return ReturnCode.ok;
      default:
        return this.send(vm, station, parameters);
    }
  }

  /** Has the user given AUTHORIZE? */
  authorized(vm: Vmblok): boolean {
    return this.stations.has(vm);
  }

  /** SMSG: CP sends a text with SENDX in the name of a user. False: the receiver can't take it. */
  specialMessage(from: Vmblok, to: Vmblok, text: Uint8Array): boolean {
    const station = this.stations.get(to);
    if (station === undefined || station.quiesced || station.specific !== undefined) return false;
    if (text.length > station.length - HEADER) return false;
    this.enqueue(to, {
      ...NEW_MESSAGE,
      function: Function.sendx,
      id: 0,
      priority: false,
      source: undefined,
      sink: to,
      key: 0,
      address: 0,
      length: text.length,
      replyAddress: 0,
      replyLength: 0,
      use: ebcdic037.encode(from.userid, 8),
      data: text,
    });
    return true;
  }

  /**
   * The interruption is about to be taken: puts the header into the user's buffer, with the data of SENDX behind it. False
   * when there is nothing any more.
   */
  deliver(vm: Vmblok): boolean {
    const station = this.stations.get(vm);
    const message = station?.queue.find(({ pending }) => pending);
    if (station === undefined || message === undefined) return false;
    message.pending = false;
    const carries = message.function === Function.sendx && !message.response;
    let data = carries ? this.dataOf(message) : new Uint8Array(0);
    if (data === undefined) message.error = ReturnCode.protection;
    // the buffer may have become smaller since SENDX
    else if (data.length > station.length - HEADER) message.error = ReturnCode.sendxTooLong;
    if (message.error !== ReturnCode.ok && carries) data = undefined;
    const bytes = new Uint8Array(HEADER + (data?.length ?? 0));
    bytes.set(headerOf(message));
    bytes.set(data ?? [], HEADER);
    const there = vm.storage.contains(station.buffer, bytes.length);
    if (there) vm.storage.copyIn(guestAddress(station.buffer), bytes);
    if (message.response) this.forget(station, message);
    else if (carries) this.respond(station, message);
    if (station.queue.some(({ pending }) => pending)) this.host.post(vm, VMCF_INTERRUPTION);
    return true;
  }

  /** UNAUTHORIZE, system reset, LOGOFF: who waits for this user is told that he is not available. */
  unauthorize(vm: Vmblok): void {
    const station = this.stations.get(vm);
    if (station === undefined) return;
    this.stations.delete(vm);
    vm.settings.specialMessages = false;
    const at = vm.queuedExternal.indexOf(VMCF_INTERRUPTION);
    if (at >= 0) vm.queuedExternal.splice(at, 1);
    for (const message of station.queue) {
      if (message.response || message.source === undefined || message.source === vm) continue;
      message.error = ReturnCode.notAvailable;
      this.respond(station, message);
    }
  }

  private authorize(vm: Vmblok, parameters: Parameters): number {
    const { address, length, flags, user } = parameters;
    if (address % 8 !== 0 || length < HEADER || !reachable(vm, address, length)) return ReturnCode.badBuffer;
    if (!allowed(vm, address, HEADER, vm.psw.key, true)) return ReturnCode.protection;
    const before = this.stations.get(vm);
    const station = before ?? { ...NEW_STATION, queue: [] };
    station.buffer = address;
    station.length = length;
    station.specific = (flags & SPECIFIC) === 0 ? undefined : user;
    station.priority = (flags & PRIORITY) !== 0;
    if ((flags & SPECIAL_MESSAGES) !== 0) vm.settings.specialMessages = true;
    this.stations.set(vm, station);
    return ReturnCode.ok;
  }

  /** SEND, SEND/RECV, SENDX, IDENTIFY. */
  private send(vm: Vmblok, station: Station, parameters: Parameters): number {
    const { user, id, flags, address, length, replyAddress, replyLength } = parameters;
    if (station.sent >= MOST_MESSAGES) return ReturnCode.limit;
    if (user === SYSTEM) return ReturnCode.quiesced;
    const sink = this.host.findUser(user);
    const target = sink && this.stations.get(sink);
    if (sink === undefined || target === undefined) return ReturnCode.notAvailable;
    if (target.quiesced) return ReturnCode.quiesced;
    const priority = (flags & PRIORITY) !== 0;
    if (priority && !target.priority) return ReturnCode.notForPriority;
    if (target.specific !== undefined && target.specific !== vm.userid) return ReturnCode.notAvailable;
    const identifies = parameters.function === Function.identify;
    if (!identifies) {
      if (!reachable(vm, address, length)) return ReturnCode.badBuffer;
      const replies = parameters.function === Function.sendReceive;
      if (replies && !reachable(vm, replyAddress, replyLength)) return ReturnCode.badBuffer;
      if (parameters.function === Function.sendx && length > target.length - HEADER)
        return ReturnCode.sendxTooLong;
      const twin = (message: Message): boolean =>
        message.id === id && message.source === vm && message.sink === sink;
      if (target.queue.some(twin) || station.queue.some(twin)) return ReturnCode.duplicate;
    }
    station.sent++;
    this.enqueue(sink, {
      ...NEW_MESSAGE,
      function: parameters.function,
      id,
      priority,
      source: vm,
      sink,
      key: vm.psw.key,
      address,
      length,
      replyAddress,
      replyLength,
      use: parameters.use,
      data: undefined,
      response: identifies,
    });
    return ReturnCode.ok;
  }

  private receive(vm: Vmblok, station: Station, parameters: Parameters): number {
    const message = this.find(station, parameters);
    if (typeof message === 'number') return message;
    if (message.received) return ReturnCode.protocol;
    const { address, length } = parameters;
    if (!reachable(vm, address, length)) return ReturnCode.badBuffer;
    message.received = true;
    const count = Math.min(length, message.length);
    let code: number = length < message.length ? ReturnCode.incorrectLength : ReturnCode.ok;
    code =
      this.transfer(message.source, message.address, message.key, vm, address, vm.psw.key, count) ?? code;
    message.error = code;
    message.length -= count;
    if (message.function !== Function.sendReceive) {
      message.use = parameters.use;
      this.respond(station, message);
    }
    return code;
  }

  private reply(vm: Vmblok, station: Station, parameters: Parameters): number {
    const message = this.find(station, parameters);
    if (typeof message === 'number') return message;
    if (message.function !== Function.sendReceive || message.source === undefined) return ReturnCode.protocol;
    const { address, length } = parameters;
    if (!reachable(vm, address, length)) return ReturnCode.badBuffer;
    const count = Math.min(length, message.replyLength);
    let code: number = length > message.replyLength ? ReturnCode.incorrectLength : ReturnCode.ok;
    const { source, replyAddress, key } = message;
    code = this.transfer(vm, address, vm.psw.key, source, replyAddress, key, count) ?? code;
    message.error = code;
    message.replyLength -= count;
    message.use = parameters.use;
    this.respond(station, message);
    return code;
  }

  private reject(station: Station, parameters: Parameters): number {
    const message = this.find(station, parameters);
    if (typeof message === 'number') return message;
    message.rejected = true;
    message.use = parameters.use;
    this.respond(station, message);
    return ReturnCode.ok;
  }

  private cancel(vm: Vmblok, station: Station, { user, id }: Parameters): number {
    const sink = this.host.findUser(user);
    const target = sink && this.stations.get(sink);
    if (target === undefined) return ReturnCode.notAvailable;
    const mine = station.queue.find((message) => message.id === id && partner(message, vm) === user);
    if (mine?.response) return ReturnCode.tooLate;
    if (mine !== undefined && sink !== vm) return ReturnCode.protocol;
    const message = target.queue.find((entry) => entry.id === id && entry.source === vm);
    if (message === undefined) return ReturnCode.notFound;
    this.forget(target, message);
    return message.received ? ReturnCode.replyCancelled : ReturnCode.ok;
  }

  /** The message that RECEIVE, REPLY and REJECT are about, or their return code. */
  private find(station: Station, { id, user }: Parameters): Message | number {
    const message = station.queue.find(
      (entry) => entry.id === id && (entry.source?.userid ?? SYSTEM) === user,
    );
    if (message === undefined) return ReturnCode.notFound;
    if (message.response) return ReturnCode.protocol;
    return message.pending ? ReturnCode.synchronization : message;
  }

  /** Sends a message back to its source as the final response; CP needs none. */
  private respond(station: Station, message: Message): void {
    const at = station.queue.indexOf(message);
    if (at >= 0) station.queue.splice(at, 1);
    const { source } = message;
    if (source === undefined || !this.stations.has(source)) return;
    message.response = true;
    this.enqueue(source, message);
  }

  private enqueue(vm: Vmblok, message: Message): void {
    const { queue } = this.stations.get(vm)!;
    message.pending = true;
    const behind = message.priority ? queue.filter(({ priority }) => priority).length : queue.length;
    queue.splice(behind, 0, message);
    this.host.post(vm, VMCF_INTERRUPTION);
  }

  /** A message is over: its sender may send another. */
  private forget(station: Station, message: Message): void {
    const at = station.queue.indexOf(message);
    if (at >= 0) station.queue.splice(at, 1);
    const source = message.source && this.stations.get(message.source);
    if (source !== undefined && source.sent > 0) source.sent--;
  }

  private dataOf({ data, source, address, length, key }: Message): Uint8Array | undefined {
    if (data !== undefined || source === undefined) return data;
    if (!allowed(source, address, length, key, false)) return undefined;
    return source.storage.copyOut(guestAddress(address), length);
  }

  /** Moves data between virtual machines; the return code when a key forbids it. */
  private transfer(
    source: Vmblok | undefined,
    from: number,
    sourceKey: number,
    sink: Vmblok,
    to: number,
    sinkKey: number,
    count: number,
  ): number | undefined {
    if (source === undefined || count === 0) return undefined;
    if (!reachable(source, from, count) || !reachable(sink, to, count)) return ReturnCode.badBuffer;
    if (!allowed(source, from, count, sourceKey, false) || !allowed(sink, to, count, sinkKey, true)) {
      return ReturnCode.protection;
    }
    sink.storage.copyIn(guestAddress(to), source.storage.copyOut(guestAddress(from), count));
    return undefined;
  }
}

function reachable(vm: Vmblok, address: number, length: number): boolean {
  return length <= 0x1000000 && vm.storage.contains(address, Math.max(1, length));
}

/** Does the key give access to all blocks of an area? */
function allowed(vm: Vmblok, address: number, length: number, key: number, store: boolean): boolean {
  try {
    vm.storage.check(guestAddress(address), length, key, store);
    return true;
  } catch (error) {
    if (error instanceof GuestAccessError) return false;
    throw error;
  }
}
