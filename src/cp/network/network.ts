import type { SpoolFile, SpoolManager } from '../spool/index.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { FileHeader, Frame } from './frames.js';
import { Link } from './link.js';
import type { LinkHost } from './link.js';
import { networkCommand } from './network-commands.js';

/** What an installation says about the network. */
export interface NetworkDefinition {
  /** Userid that files are spooled to; default RSCS. */
  readonly userid?: string;
  /** The systems that there are lines to. */
  readonly links: readonly { readonly name: string; readonly password?: string }[];
  /** Systems that are reached over others. */
  readonly routes?: Readonly<Record<string, string>>;
}

/** What the network station needs of CP. */
export interface NetworkHost {
  readonly node: string;
  readonly manager: SpoolManager;
  findUser(userid: string): Vmblok | undefined;
  inDirectory(userid: string): boolean;
  /** A message from the station to a user who is logged on and wants messages. */
  tell(vm: Vmblok, text: string): void;
  operator(text: string): void;
  timeOfDay(): number;
  stamp(milliseconds: number): string;
  soon(action: () => void): void;
  /** START and DRAIN: the composition root opens and closes lines. */
  lineWanted(link: string, wanted: boolean): void;
}

/** Where a file goes: node, user, and who made it at which node. */
interface Address {
  readonly node: string;
  readonly user: string;
  readonly originNode: string;
  readonly originUser: string;
}

/**
 * The network station, in the manner of RSCS: what is spooled to its userid goes to the node and user that its TAG names,
 * and what comes from other systems goes into the readers of users here. Files leave the spool when the next system has
 * them in its own. GC20-1816 (RSCS User's Guide).
 */
export class Network implements LinkHost {
  readonly userid: string;
  readonly links = new Map<string, Link>();
  private readonly routes: ReadonlyMap<string, string>;

  constructor(
    readonly definition: NetworkDefinition,
    private readonly host: NetworkHost,
  ) {
    this.userid = definition.userid ?? 'RSCS';
    for (const { name, password } of definition.links) this.links.set(name, new Link(name, this, password));
    this.routes = new Map(Object.entries(definition.routes ?? {}));
    host.manager.onQueued((file) => {
      if (file.queue === 'reader' && file.owner === this.userid) host.soon(() => this.route(file));
    });
  }

  get node(): string {
    return this.host.node;
  }

  get manager(): SpoolManager {
    return this.host.manager;
  }

  /** Looks at what is in the queue from before. */
  start(): void {
    for (const file of this.files()) this.route(file);
  }

  /** Files of the station's own queue. */
  files(): SpoolFile[] {
    return this.manager.files('reader', this.userid);
  }

  /** The link that leads to a node; undefined when none does. */
  linkTo(node: string): Link | undefined {
    return this.links.get(node) ?? this.links.get(this.routes.get(node) ?? '');
  }

  /** SMSG: a command of a user. */
  command(vm: Vmblok, text: string): void {
    networkCommand(this, vm, text, (line) => this.host.tell(vm, line));
  }

  lineWanted(link: Link, wanted: boolean): void {
    this.host.lineWanted(link.name, wanted);
  }

  /** A message for a user here or elsewhere; false when there is no way to him. */
  sendMessage(vm: Vmblok, node: string, user: string, text: string): boolean {
    const frame = { kind: 'message', fromNode: this.node, fromUser: vm.userid, node, user, text } as const;
    if (node === this.node) {
      this.message(frame);
      return true;
    }
    return this.linkTo(node)?.send(frame) === true;
  }

  // --- LinkHost

  header(file: SpoolFile): FileHeader {
    const { node, user, originNode, originUser } = this.addressOf(file)!;
    return {
      ...{ transfer: file.id, created: file.created, originNode, originUser, node, user },
      kind: file.kind === 'punch' || file.kind === 'reader' ? 'punch' : 'printer',
      ...{ class: file.class, copies: file.copies, name: file.name, type: file.type },
      ...{ distribution: file.distribution, records: file.records },
    };
  }

  sent(link: Link, file: SpoolFile): void {
    this.tellOrigin(file, `DMTNET147I SENT: FILE ${number(file)} ON LINK ${link.name}`);
    this.manager.purge(file);
  }

  refused(link: Link, file: SpoolFile, reason: string): void {
    if (link.held) {
      this.host.operator(`${this.userid}: LINK ${link.name} HELD; ${reason}`);
      return;
    }
    this.reject(file, reason);
  }

  destination(
    header: FileHeader,
  ): { readonly owner: string; readonly tag: string } | { readonly refusal: string } {
    const { node, user, originNode, originUser } = header;
    const origin = `ORG ${originNode} ${originUser}`;
    if (node === this.node) {
      if (!this.host.inDirectory(user) || user === this.userid) return { refusal: INVALID_DESTINATION };
      return { owner: user, tag: `${originNode.padEnd(8)} ${originUser.padEnd(8)} ${origin}` };
    }
    // on its way to a system that is further off
    if (this.linkTo(node) === undefined) return { refusal: INVALID_DESTINATION };
    return { owner: this.userid, tag: `${node.padEnd(8)} ${user.padEnd(8)} ${origin}` };
  }

  received(_link: Link, file: SpoolFile, { originNode, originUser, user, node }: FileHeader): void {
    if (node !== this.node) return;
    const vm = this.host.findUser(user);
    if (vm === undefined) return;
    const stamp = this.host.stamp(this.host.timeOfDay());
    this.host.tell(vm, `DMTAXS104I FILE SPOOLED TO ${user} -- ORG ${originNode} (${originUser}) ${stamp}`);
    this.host.tell(vm, `FILE ${number(file)} IS IN YOUR READER`);
  }

  message({ fromNode, fromUser, node, user, text }: Extract<Frame, { kind: 'message' }>): void {
    if (node !== this.node) {
      this.linkTo(node)?.send({ kind: 'message', fromNode, fromUser, node, user, text });
      return;
    }
    const vm = this.host.findUser(user);
    if (vm !== undefined) this.host.tell(vm, `FROM ${fromNode}(${fromUser}): ${text}`);
  }

  changed(link: Link, what: 'connected' | 'disconnected', reason?: string): void {
    const text = what === 'connected' ? `LINK ${link.name} CONNECTED` : `LINK ${link.name} DISCONNECTED`;
    this.host.operator(`${this.userid}: ${text}${reason === undefined ? '' : `; ${reason}`}`);
  }

  soon(action: () => void): void {
    this.host.soon(action);
  }

  timeOfDay(): number {
    return this.host.timeOfDay();
  }

  /** Node, user and origin of a file; undefined when its tag does not say where it goes. */
  addressOf(file: SpoolFile): Address | undefined {
    const [node, user] = (file.tag ?? '').trim().toUpperCase().split(/\s+/);
    if (!isName(node) || !isName(user)) return undefined;
    // only what the station has put into its queue itself says in its tag where it is from
    const origin = file.origin === this.userid ? /\bORG (\S+) (\S+)$/.exec(file.tag ?? '') : null;
    return {
      node,
      user,
      originNode: origin?.[1] ?? this.node,
      originUser: origin?.[2] ?? file.origin,
    };
  }

  /** Sends a file on its way, or back to who made it. */
  private route(file: SpoolFile): void {
    if (file.owner !== this.userid || file.queue !== 'reader' || file.inUse) return;
    if (file.userHold || file.systemHold || this.manager.find(file.id) !== file) return;
    if ([...this.links.values()].some(({ queue }) => queue.includes(file))) return;
    const address = this.addressOf(file);
    if (address === undefined) return this.reject(file, INVALID_DESTINATION);
    if (address.node === this.node) {
      if (!this.host.inDirectory(address.user) || address.user === this.userid) {
        return this.reject(file, INVALID_DESTINATION);
      }
      this.manager.requeue(file, { owner: address.user });
      return;
    }
    const link = this.linkTo(address.node);
    if (link === undefined) return this.reject(file, INVALID_DESTINATION);
    const pending = link.state === 'active' ? 'DMTAXS101I' : 'DMTAXS102I';
    const what = link.state === 'active' ? 'ENQUEUED ON' : 'PENDING FOR';
    this.tellOrigin(file, `${pending} FILE ${number(file)} ${what} LINK ${link.name}`);
    link.enqueue(file);
  }

  /** A file that can't go where it should: back to its maker's reader, or held when he is elsewhere. */
  private reject(file: SpoolFile, reason: string): void {
    const { origin } = file;
    const text = `DMTAXS103E FILE ${number(file)} REJECTED -- ${reason}`;
    this.tellOrigin(file, text);
    if (origin !== this.userid && this.host.inDirectory(origin))
      this.manager.requeue(file, { owner: origin });
    else {
      this.manager.change(file, { userHold: true });
      this.host.operator(`${this.userid}: ${text}; HELD`);
    }
  }

  /** Tells who made a file what becomes of it, also when he is elsewhere. */
  private tellOrigin(file: SpoolFile, text: string): void {
    const address = file.origin === this.userid ? this.addressOf(file) : undefined;
    if (address !== undefined && address.originNode !== this.node) {
      const { originNode: node, originUser: user } = address;
      const from = { fromNode: this.node, fromUser: this.userid };
      this.linkTo(node)?.send({ kind: 'message', ...from, node, user, text });
      return;
    }
    const vm = this.host.findUser(file.origin);
    if (vm !== undefined) this.host.tell(vm, text);
  }
}

const INVALID_DESTINATION = 'INVALID DESTINATION ADDRESS';

function isName(word: string | undefined): word is string {
  return word !== undefined && /^[A-Z0-9$#@_-]{1,8}$/.test(word);
}

function number({ id }: SpoolFile): string {
  return String(id).padStart(4, '0');
}
