import type { ControlProgram } from '../control-program.js';
import { cpMessage, wholeMessage } from '../messages.js';
import type { LineTerminal } from '../terminal/line-terminal.js';
import { autologAtStart } from './autolog.js';
import type { ServiceRooms } from './context.js';
import { filesLine } from './files-line.js';
import { logonOperator } from './logon.js';
import { decimal } from './numbers.js';
import { stateLine } from './real-spooling.js';
import type { StartChoice } from './start-question.js';

const FRAME = 4096;

/** The operator at CP's start: at the console that CP was started from, or without a terminal. */
export interface StartOperator {
  readonly console?: LineTerminal;
}

/** What CP does when its spool is open: the operator, what he is told, AUTOLOG1. DMKCPI. */
export function beginOperation(
  cp: ControlProgram,
  rooms: ServiceRooms,
  { drained, disabled, autolog }: StartChoice,
  operator: StartOperator | undefined,
): void {
  const { terminals, unitRecord, system } = rooms;
  const drivers = unitRecord?.all() ?? [];
  if (drained) for (const driver of drivers) driver.drain();
  if (disabled) {
    for (const { terminal } of terminals.terminals()) {
      if (terminal.screen !== undefined) terminals.setEnabled(terminal.name.split(' ')[1], false);
    }
  }
  if (operator !== undefined) {
    logonOperator(terminals, operator.console);
    for (const line of storageMap(cp)) terminals.operatorLine(line);
    terminals.operatorLine(filesLine(terminals.fileCounts(system.operator), true)!);
    if (!drained) for (const driver of drivers) terminals.operatorLine(stateLine(driver, 'STARTED'));
  }
  cp.machine.events.schedule(0, () => {
    if (autolog) autologAtStart(cp, rooms);
    if (operator !== undefined) terminals.operatorLine(wholeMessage(cpMessage('CPI', 966, [], 'I')));
  });
}

/** How real storage is shared out. CP's program is not in it: there is no nucleus and no trace table. */
function storageMap({ machine, pageableFrames }: ControlProgram): string[] {
  const kilobytes = (bytes: number, digits: number): string => decimal(Math.round(bytes / 1024), digits);
  const { size } = machine.storage;
  const paging = pageableFrames * FRAME;
  return [
    wholeMessage(cpMessage('CPI', 971, [], 'I')),
    `${wholeMessage(cpMessage('CPI', 957, [], 'I'))} ${kilobytes(size, 5)} K,   NUCLEUS = 000 K,`,
    `           DYNAMIC PAGING = ${kilobytes(paging, 5)} K, TRACE TABLE = 000 K,`,
    `           FREE STORAGE = ${kilobytes(size - paging, 4)} K,    VIRTUAL=REAL = 00000 K`,
  ];
}
