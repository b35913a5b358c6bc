/** What an operator's command is: a row with names, help and function; and what most of them need. */

import { describeError } from '../../../media/host-error.js';
import { parseDeviceAddresses } from '../../../media/index.js';
import { hex } from '../display.js';
import type { OperatedMachine } from '../operated-machine.js';

/** What a command may use. */
export interface CommandContext {
  readonly operated: OperatedMachine;
  /** Writes a line of the command's answer. */
  readonly print: (line: string) => void;
  /** What `defsym` has defined. */
  readonly symbols: Map<string, string>;
  /** Executes another line. */
  readonly execute: (line: string) => Promise<void>;
  /** Runs a script file of commands. */
  readonly script: (file: string) => Promise<void>;
  readonly quit: () => void;
  /** Lines come from a log that is replayed. */
  readonly fromLog?: boolean;
}

/** A command as it was typed. */
export interface Call {
  /** The name, in lower case: one of the row's names. */
  readonly name: string;
  /** The text behind the name. */
  readonly operands: string;
  /** The same split into words. */
  readonly words: readonly string[];
}

/**
 * What a command does to the machine: `machine` changes what its programs can see (a log of inputs keeps it),
 * `display` only looks, `host` does something on the host.
 */
export type CommandEffect = 'machine' | 'display' | 'host';

/** One operator's command. */
export interface OperatorCommand {
  readonly names: readonly string[];
  /** Form and meaning: `ipl DEVICE: initial program load`. */
  readonly help: string;
  readonly effect: CommandEffect;
  readonly execute: (context: CommandContext, call: Call) => void | Promise<void>;
}

/** What a line asks for. */
export type OperatorLine =
  | { readonly kind: 'nothing' }
  /** A line for the integrated console at an address. */
  | { readonly kind: 'typed'; readonly address: number; readonly text: string }
  | { readonly kind: 'command'; readonly command: OperatorCommand; readonly call: Call }
  | { readonly kind: 'unknown'; readonly name: string };

export const printAll = ({ print }: CommandContext, lines: readonly string[]): void => lines.forEach(print);

/** One device address, or the message that says what is wrong. */
export function deviceAddress(word: string | undefined): number | string {
  const addresses = word === undefined ? undefined : parseDeviceAddresses(word);
  return addresses?.length === 1 ? addresses[0] : `HHCPN031E Invalid device number: ${word ?? '(missing)'}`;
}

/** Wraps a command whose first word is a device address. */
export function onDevice(
  run: (context: CommandContext, address: number, words: readonly string[]) => void | Promise<void>,
): OperatorCommand['execute'] {
  return (context, { words }) => {
    const address = deviceAddress(words[0]);
    if (typeof address === 'string') context.print(address);
    else return run(context, address, words.slice(1));
  };
}

/** An error of `action` becomes a line. */
export function attempt({ print }: CommandContext, action: () => void): void {
  try {
    action();
  } catch (error) {
    print(`HHCPN099E ${describeError(error)}`);
  }
}

/** As `attempt`, for what takes its time. */
export async function attemptLater({ print }: CommandContext, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    print(`HHCPN099E ${describeError(error)}`);
  }
}

/** A hexadecimal storage address. Throws an Error when it is none. */
export function addressOperand(word: string): number {
  if (!/^[0-9a-f]{1,6}$/i.test(word)) throw new Error(`${word} is not an address`);
  return parseInt(word, 16);
}

/** How messages name a CPU. */
export const cpuName = (address: number): string => `CPU${hex(address, 4)}`;
