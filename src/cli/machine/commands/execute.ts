/** Takes a line of the operator apart and executes it. */

import { splitWords } from '../../../media/index.js';
import type { OperatedMachine } from '../operated-machine.js';
import { filesOfLine } from '../recording.js';
import { attemptLater } from './command.js';
import type { CommandContext, OperatorLine } from './command.js';
import { findCommand } from './table.js';

/** Takes a line apart. Blank lines and comments are nothing; a console's prefix sends the rest to it. */
export function parseOperatorLine(operated: OperatedMachine, line: string): OperatorLine {
  for (const [address, { prefix }] of operated.devices.consoles) {
    if (prefix !== '' && line.startsWith(prefix)) {
      return { kind: 'typed', address, text: line.slice(prefix.length) };
    }
  }
  const text = line.trim();
  if (text === '' || text.startsWith('*') || text.startsWith('#')) return { kind: 'nothing' };
  // `t+190` is about the channel programs of a device, `t+ 190` about instructions.
  const traced = /^(t[-+])([0-9a-f]{1,4})$/i.exec(text);
  if (traced !== null) return commandLine(`${traced[1]}dev`, traced[2]);
  // Some commands may have their operand right behind them: `sf+0190`, `f-2000`.
  const [, name, operands] = /^(sf[-+]|f[-+]|sf[cdk](?=[0-9a-f]|\*)|\S+)\s*(.*)$/i.exec(text)!;
  return commandLine(name, operands);
}

function commandLine(name: string, operands: string): OperatorLine {
  const command = findCommand(name.toLowerCase());
  if (command === undefined) return { kind: 'unknown', name };
  return {
    kind: 'command',
    command,
    call: { name: name.toLowerCase(), operands, words: splitWords(operands) },
  };
}

/** Executes one line of the operator; the answer is printed. Resolves when the command is done (a pause over, an IPL loaded). */
export async function executeOperatorLine(context: CommandContext, typed: string): Promise<void> {
  const { operated, print, symbols } = context;
  const line = typed.replace(/\$\(([\w@#$]+)\)/g, (whole, name: string) => symbols.get(name) ?? whole);
  const parsed = parseOperatorLine(operated, line);
  const changes =
    parsed.kind === 'typed' || (parsed.kind === 'command' && parsed.command.effect === 'machine');
  if (changes && !(await enterLine(context, parsed, line))) return;
  switch (parsed.kind) {
    case 'nothing':
      return;
    case 'typed':
      operated.devices.consoles.get(parsed.address)!.type(parsed.text);
      operated.nudge();
      return;
    case 'unknown':
      print(`HHCPN139E Command "${parsed.name}" not found; enter '?' for list.`);
      return;
    case 'command': {
      // Whatever goes wrong on the host, such as a full disk at detach, is a line, and the machine stays.
      const { command, call } = parsed;
      await attemptLater(context, async () => command.execute(context, call));
    }
  }
}

/** A line that changes something is an input: noted by a recording, and from the log alone in a replay. */
async function enterLine(context: CommandContext, parsed: OperatorLine, line: string): Promise<boolean> {
  const { operated, print } = context;
  const { inputs } = operated;
  if (inputs.replaying && context.fromLog !== true) {
    print('HHCPN099E The machine follows a log: its inputs come from there');
    return false;
  }
  const files = inputs.recording ? await filesOfLine(operated, parsed) : [];
  inputs.enter({ kind: 'line', text: line, ...(files.length > 0 ? { files } : {}) });
  return true;
}

/** Executes one line and returns what it answered. What the machine itself says goes to `operated.print`. */
export async function commandOutput(
  operated: OperatedMachine,
  line: string,
  options: { readonly script?: CommandContext['script']; readonly quit?: CommandContext['quit'] } = {},
): Promise<string[]> {
  const lines: string[] = [];
  const context: CommandContext = {
    operated,
    print: (text) => void lines.push(text),
    symbols: new Map(),
    execute: (inner) => executeOperatorLine(context, inner),
    script: options.script ?? (() => Promise.resolve()),
    quit: options.quit ?? (() => undefined),
  };
  await executeOperatorLine(context, line);
  return lines;
}
