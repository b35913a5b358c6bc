/** Commands that show, change, load and save storage. */

import { readFileSync, writeFileSync } from 'node:fs';
import { hex } from '../display.js';
import { loadTextDeck } from '../load-text.js';
import { disassembleCommand, keyCommand, storageCommand } from '../storage-command.js';
import type { StorageKind } from '../storage-command.js';
import { addressOperand, attempt, printAll } from './command.js';
import type { OperatorCommand } from './command.js';

const show =
  (kind: StorageKind): OperatorCommand['execute'] =>
  (context, { operands }) =>
    printAll(context, storageCommand(context.operated, operands, kind));

export const STORAGE_COMMANDS: readonly OperatorCommand[] = [
  {
    names: ['r'],
    help: 'r ADDR[.LEN|-END|=HEX]: display or alter real storage',
    effect: 'machine',
    execute: show('R'),
  },
  {
    names: ['v'],
    help: 'v ADDR[.LEN|-END|=HEX]: display or alter virtual storage',
    effect: 'machine',
    execute: show('V'),
  },
  {
    names: ['abs'],
    help: 'abs ADDR[.LEN|-END|=HEX]: display or alter absolute storage',
    effect: 'machine',
    execute: show('A'),
  },
  {
    names: ['u'],
    help: 'u ADDR[.LEN|-END]: disassemble',
    effect: 'display',
    execute: (context, { operands }) => printAll(context, disassembleCommand(context.operated, operands)),
  },
  {
    names: ['k'],
    help: 'k ADDR[.LEN|-END|=KEY]: display or alter storage keys (absolute)',
    effect: 'machine',
    execute: (context, { operands }) => printAll(context, keyCommand(context.operated, operands)),
  },
  {
    names: ['loadcore'],
    help: 'loadcore FILE [ADDR]: load a storage image',
    effect: 'machine',
    execute: (context, { words }) =>
      attempt(context, () => {
        const [file, at = '0'] = words;
        if (file === undefined) throw new Error('loadcore needs a file');
        const address = addressOperand(at);
        const bytes = readFileSync(file);
        const { storage } = context.operated.machine;
        if (!storage.contains(address, bytes.length)) {
          throw new Error(`${file}: ${bytes.length} bytes do not fit into storage at ${hex(address, 1)}`);
        }
        storage.copyIn(address, bytes);
        context.print(`HHCPN111I ${bytes.length} bytes read from ${file}`);
      }),
  },
  {
    names: ['loadtext'],
    help: 'loadtext FILE [ADDR]: load the TXT cards of an object deck',
    effect: 'machine',
    execute: (context, { words }) =>
      attempt(context, () => {
        const [file, at = '0'] = words;
        if (file === undefined) throw new Error('loadtext needs a file');
        const { storage } = context.operated.machine;
        const { cards, last } = loadTextDeck(file, readFileSync(file), addressOperand(at), storage);
        context.print(
          `HHCPN117I Finished loading TEXT deck file: ${cards} cards, last address ${hex(last, 6)}`,
        );
      }),
  },
  {
    names: ['savecore'],
    help: 'savecore FILE [START END]: write storage to a file',
    effect: 'host',
    execute: (context, { words }) =>
      attempt(context, () => {
        const { storage } = context.operated.machine;
        const [file, first = '0', last = hex(storage.size - 1, 1)] = words;
        if (file === undefined) throw new Error('savecore needs a file');
        const start = addressOperand(first);
        const end = addressOperand(last);
        if (!(start <= end) || !storage.contains(start, end - start + 1))
          throw new Error(`${first}-${last} is not in storage`);
        writeFileSync(file, storage.copyOut(start, end - start + 1));
        context.print(`HHCPN107I ${end - start + 1} bytes written to ${file}`);
      }),
  },
];
