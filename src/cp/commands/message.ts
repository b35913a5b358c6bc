import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandContext } from './context.js';
import { abbreviates } from './scanner.js';

type MessageKind = 'MSG' | 'WNG' | 'MSGNOH';

/** `MESSAGE {userid | * | OPERATOR | ALL} text`. */
export const message = (context: CommandContext): number => send(context, 'MSG');
/** `WARNING`: reaches those who have SET MSG OFF. */
export const warning = (context: CommandContext): number => send(context, 'WNG');
/** `MSGNOH`: a message without a header. */
export const messageNoHeader = (context: CommandContext): number => send(context, 'MSGNOH');

/** SY20-0884, DMKMSG. */
function send(context: CommandContext, kind: MessageKind): number {
  const { cp, rooms, vm, line } = context;
  const word = line.next();
  if (word === undefined || word.length > 8) return context.error('MSG', 20);
  if (word === 'ALL') {
    if (!vm.hasClass('AB')) return context.error('MSG', 3, [word]);
    const text = compose(context, kind, line.restAfterBlank());
    for (const user of cp.users()) if (receives(user, kind)) deliver(context, user, text, true);
    return 0;
  }
  const isOperator = word.length >= 2 && abbreviates(word, 'OPERATOR', 2);
  const userid = word === '*' ? vm.userid : isOperator ? rooms.system.operator : word;
  const user = cp.findUser(userid);
  if (user === undefined) return context.error('MSG', 45, [userid]);
  const text = compose(context, kind, line.restAfterBlank());
  if (rooms.terminals.isDisconnected(user)) {
    // a disconnected user's spooled console gets it all the same
    if (receives(user, kind)) deliver(context, user, text, false);
    return context.error('MSG', 57, [userid, 'DISCONNECTED'], 'W');
  }
  if (!receives(user, kind)) {
    return context.error('MSG', 57, [userid, kind === 'WNG' ? 'WNG OFF' : 'MSG OFF'], 'W');
  }
  deliver(context, user, text, kind !== 'MSGNOH');
  return 0;
}

function compose(context: CommandContext, kind: MessageKind, text: string): string {
  if (kind === 'MSGNOH') return text;
  return `${context.timeText}  ${kind} FROM ${context.vm.userid.padEnd(8)}: ${text}`;
}

function receives(user: Vmblok, kind: MessageKind): boolean {
  return kind === 'WNG' ? user.settings.warnings : user.settings.messages;
}

function deliver(context: CommandContext, user: Vmblok, text: string, alarm: boolean): void {
  context.rooms.terminals.consoleOf(user)?.writeMessage(text, alarm);
}
