import { account } from './account.js';
import { addressStop } from './adstop.js';
import { attach } from './attach.js';
import { attention } from './attention.js';
import { autolog } from './autolog.js';
import { begin } from './begin.js';
import { close } from './close.js';
import type { CommandHandler } from './context.js';
import { couple } from './couple.js';
import { define } from './define.js';
import { detach } from './detach.js';
import { monitor } from './monitor.js';
import { network } from './network.js';
import { notReady, ready, reset } from './device-commands.js';
import { display, displayReal } from './display.js';
import { dump, dumpReal } from './dump.js';
import { echo } from './echo.js';
import { external } from './external.js';
import { indicate } from './indicate.js';
import { ipl } from './ipl.js';
import { disable, enable } from './lines.js';
import { link } from './link.js';
import { loadVirtualForms } from './loadvfcb.js';
import { locate } from './locate.js';
import { lock, unlock } from './lock.js';
import { disconnect, force, logoff } from './logoff.js';
import { message, messageNoHeader, warning } from './message.js';
import { backspace, drain, flush, repeat, space, start } from './real-spooling.js';
import { per } from './per.js';
import { query } from './query/query.js';
import { rewind } from './rewind.js';
import { saveSystem } from './savesys.js';
import { send } from './send.js';
import { set } from './set.js';
import { shutdown } from './shutdown.js';
import { sleep } from './sleep.js';
import { change, freeFiles, holdFiles, order, purge, transfer } from './spool-files.js';
import { specialMessage } from './special-message.js';
import { spool } from './spool.js';
import { store, storeReal } from './store.js';
import { system } from './system.js';
import type { Command } from './table.js';
import { halt, vary } from './vary.js';
import { vmDump } from './vmdump.js';
import { tag } from './tag.js';
import { terminal } from './terminal.js';
import { trace } from './trace.js';

const row = (
  name: string,
  classes: string,
  shortest: number,
  handler: CommandHandler,
  operands: string,
  summary: string,
): Command => ({ name, classes, shortest, handler, operands, summary });

/** The command table, in the order of search: it decides what an abbreviation means. SY20-0884, DMKCFC. */
export const COMMANDS: readonly Command[] = [
  row(
    'ATTACH',
    'B',
    3,
    attach,
    'raddr [TO] userid [[AS] vaddr] [R/O] | {raddr-raddr | raddr …} [TO] userid [R/O] | raddr [TO] SYSTEM [AS] volid | CHANNEL c [TO] userid',
    'Gives a real device to a virtual machine.',
  ),
  row(
    'ATTN',
    'G',
    4,
    attention,
    '',
    'Presents an attention from the virtual console and runs the virtual machine.',
  ),
  row(
    'ADSTOP',
    'G',
    6,
    addressStop,
    '{hexloc | OFF}',
    'Stops the virtual machine before the instruction at an address.',
  ),
  row('ACNT', 'A', 4, account, '{userid … | ALL}', 'Punches accounting cards of users who are logged on.'),
  row('AUTOLOG', 'AB', 6, autolog, 'userid [password]', 'Logs a user on without a terminal.'),
  row('BEGIN', 'G', 1, begin, '[hexloc]', 'Runs the virtual machine, at another address when one is given.'),
  row(
    'BACKSPAC',
    'D',
    2,
    backspace,
    'raddr [FILE | [n] [EOF]]',
    'Goes back in the file on a real printer or punch.',
  ),
  row(
    'CHANGE',
    'DG',
    2,
    change,
    '[userid | SYSTEM] {RDR | PRT | PUN | ALL} {spoolid | CLASS c | ALL} option …',
    'Changes class, copies, hold, name or distribution code of spool files.',
  ),
  row(
    'CLOSE',
    'G',
    1,
    close,
    '{vaddr | RDR | PRT | PUN | CONS} [HOLD] [PURGE] [DIST code] [[NAME] fn [ft]]',
    'Ends the spool file of a device.',
  ),
  row(
    'COUPLE',
    'G',
    6,
    couple,
    'vaddr [TO] {userid | *} vaddr',
    'Connects two virtual channel-to-channel adapters.',
  ),
  row(
    'DISPLAY',
    'G',
    1,
    display,
    '{[L | T | K]hexloc[{- | : | .}…] | Gn | Yn | Xn | PSW | CAW | CSW} …',
    'Shows storage, storage keys, registers or the PSW.',
  ),
  row('DCP', 'CE', 3, displayReal, '{[L | T]hexloc[{- | : | .}…]} …', 'Shows real storage.'),
  row(
    'DEFINE',
    'G',
    3,
    define,
    '{STORAGE n{K | M} | CHANNELS {SEL | BMX} | type [AS] vaddr [model] | Ttype [AS] vaddr [CYL] n | vaddr [AS] vaddr}',
    'Changes the configuration of the virtual machine.',
  ),
  row(
    'DETACH',
    'BG',
    3,
    detach,
    '{vaddr | vaddr-vaddr} … | {raddr | raddr-raddr} … [FROM] {userid | SYSTEM} | CHANNEL c [[FROM] userid]',
    'Takes devices away.',
  ),
  row('DISCONN', '', 4, disconnect, '[HOLD]', 'Leaves the terminal; the virtual machine runs on.'),
  row('DISABLE', 'AB', 4, disable, '{raddr … | ALL}', 'Keeps people from logging on at terminals.'),
  row(
    'DMCP',
    'CE',
    4,
    dumpReal,
    '[hexloc range …] [*heading]',
    'Prints real storage on the virtual printer.',
  ),
  row(
    'DRAIN',
    'D',
    2,
    drain,
    '{raddr | RDR | PRT | PUN | ALL}',
    'Stops real unit record devices after the present file.',
  ),
  row(
    'DUMP',
    'G',
    2,
    dump,
    '[hexloc range …] [*heading]',
    'Prints registers and storage on the virtual printer.',
  ),
  row('ECHO', 'G', 2, echo, '[nn]', 'Sends entered lines back, to test the terminal.'),
  row(
    'EXTERNAL',
    'G',
    3,
    external,
    '[code]',
    'Presents an external interruption and runs the virtual machine.',
  ),
  row('ENABLE', 'AB', 2, enable, '{raddr … | ALL}', 'Lets people log on at terminals.'),
  row(
    'FLUSH',
    'D',
    1,
    flush,
    'raddr [ALL | HOLD]',
    'Gives up the copy, or the file, on a real printer or punch.',
  ),
  row('FORCE', 'A', 5, force, 'userid', 'Logs a user off.'),
  row('HALT', 'A', 4, halt, 'raddr', 'Ends what a real device is doing.'),
  row(
    'HOLD',
    'D',
    2,
    holdFiles,
    'userid [PRT | PUN | ALL]',
    'Puts the system hold on output files of a user.',
  ),
  row(
    'IPL',
    'G',
    1,
    ipl,
    '{vaddr [cylinder] | system} [CLEAR | NOCLEAR] [STOP] [ATTN] [PARM text]',
    'Loads the virtual machine from a device or a saved system.',
  ),
  row(
    'LINK',
    'G',
    4,
    link,
    '[TO] {userid | *} vaddr [AS] vaddr [R | RR | W | WR | M | MR | MW] [[PASS=] password]',
    'Gives access to a minidisk of the directory.',
  ),
  row(
    'LOCATE',
    'CE',
    3,
    locate,
    'userid [vaddr] | raddr',
    'Shows where tables of a virtual machine are in real storage.',
  ),
  row(
    'LOCK',
    'C',
    4,
    lock,
    '{userid | SYSTEM} firstpage lastpage [MAP]',
    'Keeps pages of a virtual machine in real storage.',
  ),
  row(
    'LOADVFCB',
    'G',
    8,
    loadVirtualForms,
    'vaddr FCB name [INDEX nn]',
    'Fills the forms control buffer of a virtual 3203 or 3211: `FCB1`.',
  ),
  row('LOGOFF', '', 3, logoff, '[HOLD]', 'Ends the session and the virtual machine.'),
  row('LOGOUT', '', 3, logoff, '[HOLD]', 'Ends the session and the virtual machine.'),
  row(
    'MONITOR',
    'AE',
    3,
    monitor,
    '{ENABLE | DISABLE} {PERFORM | USER | DASTAP | ALL} … | INTERVAL n [SEC | MIN] | START SPOOL [TO userid] | STOP | CLOSE | DISPLAY',
    'Collects figures of the system into a spool file.',
  ),
  row('MSG', '', 1, message, '{userid | * | OPERATOR | ALL} text', 'Sends a message to a user.'),
  row('MSGNOH', 'AB', 6, messageNoHeader, '{userid | ALL} text', 'Sends a message without a header.'),
  row('MESSAGE', '', 2, message, '{userid | * | OPERATOR | ALL} text', 'Sends a message to a user.'),
  row(
    'NETWORK',
    'ABF',
    3,
    network,
    '{LOAD | DUMP | DISPLAY} raddr … | {ENABLE | DISABLE} [ALL | resource …] | QUERY [resource … | ACTIVE | FREE | OFFLINE | ALL] | VARY {ONLINE | OFFLINE | EP | NCP} resource … | SHUTDOWN [raddr | ALL] | POLLDLAY nnnn [raddr | ALL]',
    'Remote terminals at 3704 and 3705 controllers: CP has none.',
  ),
  row('NOTREADY', 'G', 4, notReady, 'vaddr', 'Makes a spooled device not ready.'),
  row(
    'ORDER',
    'DG',
    3,
    order,
    '[userid | SYSTEM] {RDR | PRT | PUN} {spoolid … | CLASS c}',
    'Puts spool files first in their queue.',
  ),
  row(
    'PURGE',
    'DG',
    3,
    purge,
    '[userid | SYSTEM] {RDR | PRT | PUN | ALL} {spoolid … | CLASS c | ALL}',
    'Deletes spool files.',
  ),
  row(
    'QUERY',
    '',
    1,
    query,
    'operand …',
    'Answers questions about the user, the virtual machine and the system.',
  ),
  row('READY', 'G', 5, ready, 'vaddr', 'Presents device end from a device.'),
  row(
    'FREE',
    'D',
    2,
    freeFiles,
    'userid [PRT | PUN | ALL]',
    'Takes the system hold off output files of a user.',
  ),
  row(
    'REPEAT',
    'D',
    3,
    repeat,
    'raddr [n] [HOLD]',
    'Makes more copies of the file on a real printer or punch.',
  ),
  row(
    'REQUEST',
    'G',
    3,
    attention,
    '',
    'Presents an attention from the virtual console and runs the virtual machine.',
  ),
  row('RESET', 'G', 5, reset, 'vaddr', 'Drops what is pending from a device.'),
  row('REWIND', 'G', 3, rewind, 'vaddr', 'Rewinds a tape.'),
  row('SYSTEM', 'G', 3, system, '{CLEAR | RESET | RESTART}', 'Resets or restarts the virtual machine.'),
  row('SAVESYS', 'C', 7, saveSystem, 'name', 'Saves storage and registers as a named system.'),
  row(
    'INDICATE',
    'EG',
    3,
    indicate,
    '[LOAD | USER [* | userid] | QUEUES | I/O | PAGING [WAIT | ALL] | FAVORED]',
    'Shows the use of the system or of a user.',
  ),
  row(
    'TRANSFER',
    'DG',
    4,
    transfer,
    '[userid | SYSTEM] [RDR | PRT | PUN] {spoolid | CLASS c | ALL} {TO | FROM} userid',
    'Moves spool files to another user’s reader.',
  ),
  row(
    'SET',
    'ABCFG',
    3,
    set,
    'operand value',
    'Changes settings of the user, the virtual machine or the system.',
  ),
  row('SHUTDOWN', 'A', 8, shutdown, '', 'Logs everybody off and stops the system.'),
  row('SLEEP', '', 2, sleep, '[nn [SEC | MIN | HRS]]', 'Lets the virtual machine rest.'),
  row('SPACE', 'D', 3, space, 'raddr', 'Prints the rest of a file with single space.'),
  row('SPOOL', 'G', 2, spool, '{vaddr | RDR | PRT | PUN | CONS} option …', 'Sets how a device is spooled.'),
  row(
    'STORE',
    'G',
    2,
    store,
    '{hexloc | Lhexloc | Shexloc | Gn | Yn | Xn | PSW} data … | STATUS',
    'Changes storage or registers.',
  ),
  row(
    'START',
    'D',
    3,
    start,
    '{raddr | RDR | PRT | PUN | ALL} [CLASS cccc] [NOSEP]',
    'Starts real unit record devices.',
  ),
  row('STCP', 'C', 4, storeReal, '{hexloc | Lhexloc | Shexloc} data …', 'Changes real storage.'),
  row(
    'TAG',
    'G',
    2,
    tag,
    '{[QUERY] DEV vaddr | [QUERY] FILE spoolid} [text]',
    'Sets or shows the text that goes with a spool file.',
  ),
  row('TERMINAL', 'G', 4, terminal, 'operand value …', 'Changes line editing and terminal settings.'),
  row(
    'TRACE',
    'G',
    2,
    trace,
    '{SVC | I/O | PROGRAM | EXTERNAL | PRIV | SIO | CCW | CSW | BRANCH | INSTRUCT | ALL} … [PRINTER | TERMINAL | BOTH] [RUN | NORUN] [OFF] | END',
    'Shows what the virtual machine does, and stops it after each event unless it is to RUN on.',
  ),
  row(
    'PER',
    'G',
    3,
    per,
    '{BRANCH [range] | GREG[n] [value] | IFETCH [data] | MASK addr data | PAGETRACE [size] | STORE [range | addr data]} … [OFF] [RANGE range] [SKIP n] [STEP n] [RUN | NORUN] [PRINT | NOPRINT] [TERMINAL | NOTERMINAL] [CMD command[;command …]] | DUMP | SAVE set | GET set | CLEAR [set] | END | QUERY [set | *]',
    'Stops the virtual machine, or shows a line, when it branches, changes registers or storage, or fetches instructions.',
  ),
  row(
    'UNLOCK',
    'C',
    6,
    unlock,
    '{userid | SYSTEM} firstpage lastpage | {VIRT=REAL | V=R}',
    'Takes LOCK off.',
  ),
  row(
    'VARY',
    'B',
    4,
    vary,
    '{ONLINE | OFFLINE} {{raddr | raddr-raddr} … | PROCESSOR nn}',
    'Takes real devices into and out of service.',
  ),
  row(
    'VMDUMP',
    'G',
    3,
    vmDump,
    '[range …] [TO {userid | *} | SYSTEM] [FORMAT vmtype] [DSS] [*comment]',
    'Puts registers and storage into a file of a reader.',
  ),
  row('WNG', 'AB', 1, warning, '{userid | OPERATOR | ALL} text', 'Sends a warning to a user.'),
  row('WARNING', 'AB', 1, warning, '{userid | OPERATOR | ALL} text', 'Sends a warning to a user.'),
  row(
    'SEND',
    'AB',
    3,
    send,
    '[CP] userid text',
    'Enters a line, or a command, for a disconnected virtual machine.',
  ),
  row('SMSG', 'G', 2, specialMessage, 'userid text', 'Sends a message to a program that listens with VMCF.'),
];
