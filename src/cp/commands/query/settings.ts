import { showEditSymbol } from '../../directory/index.js';
import { LINE_END } from '../../terminal/line-editing.js';
import { ebcdic037 } from '../../../ebcdic/index.js';
import type { CommandContext } from '../context.js';
import { decimal, hex, parseDecimal } from '../numbers.js';

const onOff = (on: boolean): string => (on ? 'ON ' : 'OFF');

/** `QUERY SET`. SY20-0884, DMKCQR. */
export function querySet(context: CommandContext): number {
  const { vm, respond } = context;
  const s = vm.settings;
  const emsg = s.errorMessages.toUpperCase().padEnd(4);
  respond(
    `MSG ${onOff(s.messages)}, WNG ${onOff(s.warnings)}, EMSG ${emsg}, ` +
      `ACNT ${onOff(s.accountMessages)}, RUN ${onOff(s.run)}`,
  );
  const timer = s.timer === 'real' ? 'REAL' : `${onOff(s.timer === 'on')} `;
  respond(`LINEDIT ${onOff(s.lineEdit)}, TIMER ${timer}, ISAM ${onOff(s.isam)}, ECMODE ${onOff(s.ecMode)}`);
  const assist = s.assist
    ? `ON ${s.assistSvc ? 'SVC  ' : 'NOSVC'} ${s.assistTimer ? 'TMR  ' : 'NOTMR'}`
    : 'OFF'.padEnd(14);
  respond(`ASSIST ${assist}, PAGEX ${onOff(s.pageExceptions)}, AUTOPOLL ${onOff(s.autoPoll)}`);
  const affinity = vm.entry.affinity === undefined ? 'NONE   ' : `PROC ${decimal(vm.entry.affinity, 2)}`;
  respond(
    `IMSG ${onOff(s.informationMessages)}, SMSG ${onOff(s.specialMessages)}, ` +
      `AFFINITY ${affinity}, NOTRANS ${onOff(s.noTranslation)}`,
  );
  return 0;
}

/** `QUERY TERMINAL`. */
export function queryTerminal(context: CommandContext): number {
  const { vm, rooms, respond } = context;
  const console = rooms.terminals.consoleOf(vm);
  if (console === undefined) return 0;
  const s = console.settings;
  const symbol = (value: number | undefined): string => showEditSymbol(value).padStart(2).padEnd(3);
  respond(
    `LINEND ${symbol(s.edit.lineEnd)}, LINEDEL ${symbol(s.edit.lineDelete)}, ` +
      `CHARDEL ${symbol(s.edit.characterDelete)}, ESCAPE ${symbol(s.edit.escape)}, ` +
      `TABCHAR ${s.tabCharacter === undefined ? 'OFF' : symbol(s.tabCharacter)}`,
  );
  respond(
    `LINESIZE ${decimal(s.lineSize, 3)}, ATTN ${onOff(s.attention)}, APL ${onOff(s.apl)}, ` +
      `TEXT ${onOff(s.text)}, MODE ${s.mode}`,
  );
  respond(
    `MORE ${decimal(s.moreSeconds, 3)} ${decimal(s.warningSeconds, 3)}, HOLD ${onOff(s.hold)}, MASK ${onOff(s.mask)}`,
  );
  return 0;
}

/** `QUERY PF[nn]`. SY20-0884, DMKCQY. */
export function queryFunctionKeys(context: CommandContext, digits: string): number {
  const number = digits === '' ? undefined : parseDecimal(digits, 1, 24);
  const keys = number === undefined ? Array.from({ length: 24 }, (_, index) => index + 1) : [number];
  for (const key of keys) context.respond(functionKeyLine(context, key));
  return 0;
}

function functionKeyLine(context: CommandContext, number: number): string {
  const console = context.rooms.terminals.consoleOf(context.vm);
  const key = console?.settings.functionKeys.get(number);
  const name = `PF${decimal(number, 2)}`;
  if (key === undefined || console === undefined) return `${name} UNDEFINED`;
  const lineEnd = console.settings.edit.lineEnd ?? 0x40;
  const text = ebcdic037.decode(key.text.map((byte) => (byte === LINE_END ? lineEnd : byte)));
  return `${name} ${key.kind === 'immediate' ? 'IMMED' : 'DELAY'} ${text}`;
}

/** `QUERY CPUID`. */
export function queryCpuid(context: CommandContext): number {
  context.respond(`CPUID = FF${hex(context.vm.cpuSerial & 0xffffff, 6)}00000000`);
  return 0;
}

/** `QUERY SASSIST`. SY20-0884, DMKCQY. */
export function querySystemAssist(context: CommandContext): number {
  context.respond(`SASSIST ${onOff(context.cp.systemAssist)}`);
  return 0;
}

/** `QUERY CPASSIST`: this machine has no assist for CP. */
export function queryCpAssist(context: CommandContext): number {
  context.respond(`CPASSIST ${onOff(false)}`);
  return 0;
}

/** `QUERY AFFINITY [userid]`. SY20-0884, DMKCQR. */
export function queryAffinity(context: CommandContext): number {
  const { cp, line } = context;
  const userid = line.next();
  const user = userid === undefined ? undefined : cp.findUser(userid);
  if (userid !== undefined && user === undefined) return context.error('CQR', 26);
  const row = (name: string, affinity: number | undefined): string =>
    `${name.padEnd(10)}${affinity === undefined ? 'NONE' : decimal(affinity, 2)}`;
  context.respond(' USERID  PROCESSOR AFFINITY');
  if (user !== undefined) context.respond(row(user.userid, user.entry.affinity));
  else {
    const users = cp.users().filter(({ entry }) => entry.affinity !== undefined);
    for (const { userid: name, entry } of users) context.respond(row(name, entry.affinity));
    if (users.length === 0) context.respond(row('', undefined));
  }
  return 0;
}
