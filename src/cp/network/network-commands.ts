import type { SpoolFile } from '../spool/index.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { Link } from './link.js';
import type { Network } from './network.js';

type Respond = (line: string) => void;

/** Classes whose users may do with links and files of others what they want. */
const OPERATORS = 'AB';

interface Command {
  readonly name: string;
  readonly shortest: number;
  readonly run: (network: Network, vm: Vmblok, words: readonly string[], respond: Respond) => void;
}

/** Commands of the station, by `SMSG RSCS …`. GC20-1816. */
const COMMANDS: readonly Command[] = [
  { name: 'QUERY', shortest: 1, run: query },
  { name: 'START', shortest: 2, run: onLink((network, link) => start(network, link)) },
  { name: 'DRAIN', shortest: 2, run: onLink((network, link) => drain(network, link)) },
  { name: 'HOLD', shortest: 2, run: onLink((_network, link) => hold(link)) },
  { name: 'FREE', shortest: 2, run: onLink((_network, link) => free(link)) },
  { name: 'PURGE', shortest: 3, run: purge },
  { name: 'MSG', shortest: 1, run: message },
];

/** Carries out a command of a user. */
export function networkCommand(network: Network, vm: Vmblok, text: string, respond: Respond): void {
  const words = text.trim().toUpperCase().split(/\s+/).filter(Boolean);
  const [verb = ''] = words;
  const command = COMMANDS.find(({ name, shortest }) => verb.length >= shortest && name.startsWith(verb));
  if (command === undefined) {
    respond(`DMTCMX201E INVALID COMMAND ${verb}`);
    return;
  }
  // a message keeps its letters as they are
  command.run(network, vm, command.run === message ? text.trim().split(/\s+/) : words, respond);
}

function onLink(action: (network: Network, link: Link) => string): Command['run'] {
  return (network, vm, [verb, name = ''], respond) => {
    const link = network.links.get(name);
    if (!vm.hasClass(OPERATORS)) respond(`DMTCMX201E ${verb} NOT ALLOWED`);
    else if (link === undefined) respond(`DMTCMX202E INVALID LINK ${name}`.trimEnd());
    else respond(action(network, link));
  };
}

function start(network: Network, link: Link): string {
  if (link.state === 'active') return `LINK ${link.name} ALREADY ACTIVE`;
  if (link.state === 'draining') link.state = 'active';
  else {
    link.state = 'connecting';
    network.lineWanted(link, true);
  }
  return `LINK ${link.name} STARTED`;
}

function drain(network: Network, link: Link): string {
  if (link.state === 'inactive') return `LINK ${link.name} INACTIVE`;
  network.lineWanted(link, false);
  if (link.state === 'active') link.drain();
  else link.stop();
  return `LINK ${link.name} DRAINING`;
}

function hold(link: Link): string {
  link.held = true;
  return `LINK ${link.name} HELD`;
}

function free(link: Link): string {
  link.held = false;
  link.next();
  return `LINK ${link.name} FREE`;
}

/** `QUERY [SYSTEM]`, `QUERY link`, `QUERY LINK link`, `QUERY FILE nnnn`. */
function query(network: Network, vm: Vmblok, words: readonly string[], respond: Respond): void {
  const [, first = 'SYSTEM', second] = words;
  if (first === 'SYSTEM') {
    for (const link of network.links.values()) respond(linkLine(link));
    const pending = network.files().length;
    respond(`NODE ${network.node} ${pending === 0 ? 'NO' : String(pending)} FILES QUEUED`);
    return;
  }
  if (first === 'FILE') {
    queryFile(network, vm, second, respond);
    return;
  }
  const name = first === 'LINK' && second !== undefined ? second : first;
  const link = network.links.get(name);
  if (link === undefined) {
    respond(`DMTCMX202E INVALID LINK ${name}`);
    return;
  }
  respond(linkLine(link));
  for (const file of link.queue) respond(fileLine(network, link, file));
}

function linkLine(link: Link): string {
  const state = link.state.toUpperCase() + (link.held ? ' HELD' : '');
  return `LINK ${link.name.padEnd(8)} ${state} QUEUED ${link.queue.length} SENT ${link.filesSent} RECEIVED ${link.filesReceived}`;
}

function fileLine(network: Network, link: Link, file: SpoolFile): string {
  const address = network.addressOf(file);
  const sending = link.current === file ? ` SENDING, RECORD ${link.recordsSent}` : '';
  return (
    `FILE ${String(file.id).padStart(4, '0')} FROM ${address?.originNode} (${address?.originUser}) TO ` +
    `${address?.node} (${address?.user}) RECORDS ${file.records}${sending}`
  );
}

function queryFile(network: Network, vm: Vmblok, id: string | undefined, respond: Respond): void {
  const file = ownFile(network, vm, id);
  if (file === undefined) {
    respond(`DMTCMX203E INVALID SPOOL ID ${id ?? ''}`.trimEnd());
    return;
  }
  const link = network.linkTo(network.addressOf(file)?.node ?? '');
  if (link === undefined) respond(`FILE ${id} HAS NO LINK`);
  else respond(fileLine(network, link, file));
}

/** `PURGE nnnn`: a file of one's own, while it is not going out. */
function purge(network: Network, vm: Vmblok, [, id]: readonly string[], respond: Respond): void {
  const file = ownFile(network, vm, id);
  if (file === undefined) {
    respond(`DMTCMX203E INVALID SPOOL ID ${id ?? ''}`.trimEnd());
    return;
  }
  if (![...network.links.values()].every((link) => link.withdraw(file))) {
    respond(`FILE ${id} IS BEING SENT`);
    return;
  }
  network.manager.purge(file);
  respond(`FILE ${id} PURGED`);
}

function ownFile(network: Network, vm: Vmblok, id: string | undefined): SpoolFile | undefined {
  const file = network.files().find((candidate) => candidate.id === Number(id));
  return file !== undefined && (file.origin === vm.userid || vm.hasClass(OPERATORS)) ? file : undefined;
}

/** `MSG node userid text`. */
function message(network: Network, vm: Vmblok, words: readonly string[], respond: Respond): void {
  const [, node = '', user = '', ...text] = words;
  if (text.length === 0) respond('DMTCMX205E OPERAND MISSING');
  else if (!network.sendMessage(vm, node.toUpperCase(), user.toUpperCase(), text.join(' '))) {
    respond(`DMTCMX202E NO LINK TO ${node.toUpperCase()}`);
  }
}
