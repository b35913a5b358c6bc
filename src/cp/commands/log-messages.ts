import type { SystemState } from './system-state.js';

/** The log message: its heading with the time it was set, and its lines. */
export function sendLogMessages(system: SystemState, say: (text: string) => void): void {
  if (system.logMessages.length === 0 || system.logMessageTime === undefined) return;
  say(`LOGMSG - ${system.timeAndDateText(system.logMessageTime)}`);
  for (const line of system.logMessages) say(`* ${line}`);
}
