/** All commands of the operator's console, by the names Hercules gave them: one row a command. */

import { COMPILED_COMMANDS } from './compiled.js';
import { CONTROL_COMMANDS } from './control.js';
import type { OperatorCommand } from './command.js';
import { DEVICE_COMMANDS } from './devices.js';
import { REGISTER_COMMANDS } from './registers.js';
import { SESSION_COMMANDS } from './session.js';
import { SHADOW_COMMANDS } from './shadow-files.js';
import { STORAGE_COMMANDS } from './storage.js';
import { TRACING_COMMANDS } from './tracing.js';

const HELP: OperatorCommand = {
  names: ['help', '?'],
  help: 'help [COMMAND]: list all commands, or say what one does',
  effect: 'display',
  execute: ({ print }, { words: [wanted] }) => {
    if (wanted !== undefined) {
      const command = findCommand(wanted.toLowerCase());
      print(command === undefined ? `HHCPN142I Command ${wanted} not found` : helpLine(command));
      return;
    }
    print('HHCPN140I Valid panel commands are...');
    for (const command of OPERATOR_COMMANDS) print(helpLine(command));
  },
};

/** Every command, in the order of the help. */
export const OPERATOR_COMMANDS: readonly OperatorCommand[] = [
  HELP,
  ...CONTROL_COMMANDS,
  ...REGISTER_COMMANDS,
  ...STORAGE_COMMANDS,
  ...TRACING_COMMANDS,
  ...COMPILED_COMMANDS,
  ...DEVICE_COMMANDS,
  ...SHADOW_COMMANDS,
  ...SESSION_COMMANDS,
];

const byName = new Map(
  OPERATOR_COMMANDS.flatMap((command) => command.names.map((name) => [name, command] as const)),
);

/** The command of a name in lower case. */
export function findCommand(name: string): OperatorCommand | undefined {
  return byName.get(name);
}

function helpLine({ names, help }: OperatorCommand): string {
  return `  ${names.join(', ').padEnd(22)} ${help}`;
}
