import { ACCESS_MODES, linkPassword } from '../directory/index.js';
import type { AccessMode, LinkPasswordKind } from '../directory/index.js';
import type { CpTask } from '../task.js';
import type { CommandContext } from './context.js';
import { dedicatedChannelOf } from './dedicated-channels.js';
import { passwordMessage } from './journal.js';
import { linkMinidisk, linkRefusal } from './minidisk-access.js';
import type { LinkRequest, LinkResult } from './minidisk-access.js';
import { cuu, parseDeviceAddress } from './numbers.js';

const MISSING: Readonly<Record<LinkPasswordKind, number>> = { READ: 111, WRITE: 112, MULT: 113 };
/** A password that everybody knows: nobody is asked for it. */
const NO_PASSWORD = 'ALL';
/** Wrong passwords that a virtual machine may give to LINK. */
const PASSWORD_LIMIT = 10;
/** So many of them are for the operator to know. */
const MESSAGE_LIMIT = 5;

/** `LINK [TO] {userid | *} vaddr [AS] vaddr [mode] [[PASS=] password]`. SY20-0884, DMKLNK. */
export function* link(context: CommandContext): CpTask<number> {
  const { cp, vm, line, rooms } = context;
  // a program can't try passwords for ever, not even the right one after too many wrong ones
  if (context.fromGuest && vm.incorrectPasswords >= PASSWORD_LIMIT)
    return context.error('LNK', 115, ['LINK']);
  let userid = line.next();
  if (userid === 'TO') userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('LNK', 20);
  const owner = userid === '*' ? vm.userid : userid;
  const ownerAddress = parseDeviceAddress(line.next());
  if (ownerAddress === undefined) return context.error('LNK', 22);
  if (line.peek() === 'AS') line.next();
  const address = parseDeviceAddress(line.next());
  if (address === undefined) return context.error('LNK', 22);
  if (rooms.directory.find(owner) === undefined) return context.error('LNK', 53, [owner]);
  const where = [owner, cuu(ownerAddress)];
  const device = rooms.directory.find(owner)?.devices.find((entry) => entry.address === ownerAddress);
  if (device === undefined) return context.error('LNK', 107, where);
  if (device.kind !== 'mdisk') return context.error('LNK', 109, where);
  const isOwn = owner === vm.userid;
  const word = line.peek();
  let mode: AccessMode = isOwn ? device.mode : 'R';
  if (isMode(word)) {
    mode = word;
    line.next();
  }
  if (line.peek() === 'PASS=') line.next();
  const password = line.next();
  if (line.next() !== undefined) return context.error('LNK', 118, where);
  if (password !== undefined && context.rejectPasswords) return context.error('LNK', 118, where);
  const channel = dedicatedChannelOf(vm, address);
  if (channel !== undefined) return context.error('LNK', 137, [cuu(address), channel]);
  const request = { owner, entry: device, address, mode };
  const refused = linkRefusal(cp, vm, request);
  if (refused?.message) {
    context.send(refused.message);
    return refused.returnCode;
  }
  if (!isOwn && !vm.entry.options.has('LNKNOPAS') && !isGrantedByDirectory(context, request)) {
    const returnCode = yield* checkPassword(context, request, password);
    if (returnCode !== 0) return returnCode;
  }
  const result = linkMinidisk(cp, vm, request);
  if (!isOwn && isLinked(result)) journalLink(context, request);
  if (result.message) context.send(result.message);
  else if (result.response && !context.fromGuest) context.respond(result.response);
  return result.returnCode;
}

/** As asked for, or read-only in place of it. */
function isLinked({ returnCode }: LinkResult): boolean {
  return returnCode === 0 || (returnCode >= 101 && returnCode <= 103);
}

/** A card for a link that not everybody may have. SY20-0887, DMKJRL. */
function journalLink(context: CommandContext, { owner, entry, mode }: LinkRequest): void {
  const { cp, vm, rooms } = context;
  if (!rooms.system.journal.link || linkPassword(entry, passwordKind(mode)) === NO_PASSWORD) return;
  const link = { owner, address: entry.address };
  const made = { userid: vm.userid, account: vm.entry.account, terminal: terminalOf(context), link };
  rooms.accounting.linkMade(made, cp.timeOfDay());
}

function terminalOf({ vm, rooms }: CommandContext): string {
  return rooms.terminals.sessionOfUser(vm)?.terminal.name.slice(-3) ?? 'NONE';
}

function isMode(word: string | undefined): word is AccessMode {
  return (ACCESS_MODES as readonly (string | undefined)[]).includes(word);
}

/** Asks for the password of the access that the mode will get, unless that is ALL. */
function* checkPassword(
  context: CommandContext,
  request: LinkRequest,
  given: string | undefined,
): CpTask<number> {
  const { entry, owner } = request;
  const where = [owner, cuu(entry.address)];
  const kind = passwordKind(request.mode);
  const wanted = linkPassword(entry, kind);
  if (wanted === undefined) return context.error('LNK', MISSING[kind], where);
  if (wanted === NO_PASSWORD) return 0;
  let password = given;
  if (password === undefined) {
    if (!context.canPrompt) return wrongPassword(context, where, { owner, address: entry.address });
    password = yield* context.prompt(`ENTER ${kind} PASSWORD:`, true);
  }
  if (context.rooms.directory.linkPasswordMatches(owner, entry, kind, password)) return 0;
  return wrongPassword(context, where, { owner, address: entry.address });
}

function wrongPassword(
  context: CommandContext,
  where: readonly string[],
  link: { readonly owner: string; readonly address: number },
): number {
  const { vm, cp, rooms } = context;
  if (vm.incorrectPasswords >= PASSWORD_LIMIT) return context.error('LNK', 115, ['LINK']);
  vm.incorrectPasswords++;
  if (rooms.system.journal.link) {
    const { userid, entry, incorrectPasswords: count } = vm;
    const who = { userid, account: entry.account, terminal: terminalOf(context), count, link };
    rooms.accounting.passwordFailed({ ...who, limit: PASSWORD_LIMIT }, cp.timeOfDay());
    if (count >= MESSAGE_LIMIT) {
      rooms.terminals.operatorMessage(passwordMessage({ ...who, limit: MESSAGE_LIMIT }));
    }
  }
  return context.error('LNK', 114, where);
}

/** The mode that is asked for decides, even when it can only be had read-only. */
function passwordKind(mode: AccessMode): LinkPasswordKind {
  if (mode.startsWith('R')) return 'READ';
  return mode.startsWith('M') ? 'MULT' : 'WRITE';
}

/** A LINK statement of the user's directory entry gives as much without a password. */
function isGrantedByDirectory(context: CommandContext, { owner, entry, mode }: LinkRequest): boolean {
  const rank = (of: AccessMode): number => 'RWM'.indexOf(of[0]);
  return context.vm.entry.devices.some(
    (device) =>
      device.kind === 'link' &&
      device.userid === owner &&
      device.ownerAddress === entry.address &&
      rank(device.mode) >= rank(mode),
  );
}
