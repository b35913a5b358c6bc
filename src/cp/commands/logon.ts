import type { DirectoryUser } from '../directory/index.js';
import { cpMessage, editMessage, wholeMessage } from '../messages.js';
import type { CpMessage } from '../messages.js';
import type { CpTask } from '../task.js';
import type { LineTerminal } from '../terminal/line-terminal.js';
import type { Session } from '../terminal/session.js';
import type { TerminalService } from '../terminal/terminal-service.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { sendLogMessages } from './log-messages.js';
import { attachDirectoryDevices } from './logon-devices.js';
import type { CommandLine } from './scanner.js';
import { emsgSetting } from './context.js';
import { filesLine } from './files-line.js';
import { iplFromDirectory } from './ipl.js';

/** Error numbers of LOGON. */
type LogonError = readonly [number: number, ...fields: string[]];

interface LogonOptions {
  readonly password: string | undefined;
  readonly noIpl: boolean;
}

/** `LOGON userid [password] [MASK] [NOIPL]`, from a terminal nobody is logged on at. SY20-0884, DMKLOG. */
export function* logon(service: TerminalService, session: Session, line: CommandLine): CpTask<void> {
  const error = yield* tryLogon(service, session, line);
  if (error === undefined) return;
  const [number, ...fields] = error;
  // nobody is logged on who could have SET EMSG: the whole message
  const message = cpMessage('LOG', number, number === 50 ? [] : fields);
  session.say(`${message.code} ${message.text}`);
  session.logonRefused();
  if (number === 50) service.logonFailed(session, fields[0]);
}

function* tryLogon(
  service: TerminalService,
  session: Session,
  line: CommandLine,
): CpTask<LogonError | undefined> {
  const userid = line.next();
  if (userid === undefined || userid.length > 8) return [20];
  const user = service.directory.find(userid);
  if (user === undefined || user.password === 'NOLOG') return [53, userid];
  const options = parseOptions(line.words());
  if ('error' in options) return options.error;
  const password = options.password ?? (yield* session.ask('ENTER PASSWORD:', true));
  if (!service.directory.passwordMatches(user, password)) return [50, userid];
  if (service.system.shuttingDown) return [51];
  const present = service.cp.findUser(userid);
  if (present !== undefined) {
    if (session.terminal.creator === userid) return [66];
    if (!service.isDisconnected(present)) return [54, ...whereLoggedOn(service, present)];
    reconnect(service, session, present, options.noIpl);
    return undefined;
  }
  const { maximumUsers } = service.system;
  if (maximumUsers > 0 && service.cp.users().length >= maximumUsers && userid !== service.system.operator) {
    return [51];
  }
  const vm = createMachine(service, user);
  if (userid === service.system.operator) service.takeMissedMessages();
  service.attach(session, vm);
  welcome(service, session, vm, options.noIpl);
  return undefined;
}

function parseOptions(words: readonly string[]): LogonOptions | { readonly error: LogonError } {
  let password: string | undefined;
  let mask = false;
  let noIpl = false;
  for (const word of words) {
    if ('MASK'.startsWith(word) && !mask) mask = true;
    else if ('NOIPL'.startsWith(word) && !noIpl) noIpl = true;
    else if (password === undefined && word.length <= 8) password = word;
    else return { error: [3, word] };
  }
  return { password, noIpl };
}

/** `GRAF 0C1` for the message that a user is logged on already. */
function whereLoggedOn(service: TerminalService, vm: Vmblok): [string] {
  return [service.sessionOfUser(vm)?.terminal.name ?? 'DSC'];
}

/** The virtual machine with all devices of its directory entry; LOGON and AUTOLOG. */
export function createMachine(service: TerminalService, user: DirectoryUser): Vmblok {
  const console = service.makeConsole(user);
  const vm = service.cp.logon(user, console);
  service.register(vm, console);
  return vm;
}

function welcome(service: TerminalService, session: Session, vm: Vmblok, noIpl: boolean): void {
  const { cp, system } = service;
  const say = (text: string): void => session.say(text);
  sendLogMessages(system, say);
  const report = (message: CpMessage): void => {
    const text = editMessage(message, emsgSetting(vm));
    if (text !== undefined) say(text);
  };
  attachDirectoryDevices(cp, service.directory, vm, report);
  const files = filesLine(service.fileCounts(vm.userid));
  if (files !== undefined) say(files);
  say(`LOGON AT ${system.timeAndDateText(cp.timeOfDay())}`);
  service.reportUser(session.terminal.name, 'LOGON  AS', vm);
  if (!noIpl && vm.entry.ipl) iplFromDirectory(cp, vm, report);
}

/** What an AUTOLOGged virtual machine does first: the IPL of its directory entry. */
export function beginExecutionAfterLogon(service: TerminalService, vm: Vmblok): void {
  iplFromDirectory(service.cp, vm, ({ code, text }) =>
    service.operatorMessage(`${vm.userid}: ${code} ${text}`),
  );
}

/**
 * The operator at CP's start, who needs no password: at the terminal, or disconnected. IPL of his directory entry waits until
 * he sits at a terminal of his own. DMKLOG.
 */
export function logonOperator(service: TerminalService, terminal: LineTerminal | undefined): void {
  const { operator } = service.system;
  const user = service.directory.find(operator);
  if (user === undefined) {
    service.operatorLine(wholeMessage(cpMessage('CPI', 950, [], 'A')));
    return;
  }
  const vm = createMachine(service, user);
  const session = terminal && service.sessionAtTerminal(terminal);
  if (session !== undefined) {
    const missed = service.takeMissedMessages();
    session.userArrived();
    service.attach(session, vm);
    missed.forEach((text) => session.say(text));
    welcome(service, session, vm, true);
    return;
  }
  attachDirectoryDevices(service.cp, service.directory, vm, (message) =>
    service.operatorMessage(wholeMessage(message)),
  );
  service.reportUser('AUTO LOGON   ***', '', vm);
}

function reconnect(service: TerminalService, session: Session, vm: Vmblok, noIpl: boolean): void {
  const { cp, system } = service;
  service.attach(session, vm);
  sendLogMessages(system, (text) => session.say(text));
  const files = filesLine(service.fileCounts(vm.userid));
  if (files !== undefined) session.say(files);
  session.say(`RECONNECTED AT ${system.timeAndDateText(cp.timeOfDay())}`);
  service.reportUser(session.terminal.name, 'RECONNECT', vm);
  if (vm.userid === system.operator) service.takeMissedMessages().forEach((text) => session.say(text));
  // the reconnected user is in CP mode, BEGIN goes on
  cp.enterCp(vm);
  // the operator has been logged on by CP's start, without an IPL
  if (vm.userid === system.operator && vm.loads === 0 && !noIpl && vm.entry.ipl) {
    iplFromDirectory(cp, vm, (message) => session.say(wholeMessage(message)));
  }
}
