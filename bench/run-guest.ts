/** Runs a benchmark deck in a virtual machine of the Control Program. */

import type * as CpRoom from '../src/cp/index.js';
import { OUTCOME_ADDRESS, OUTCOME_LENGTH, readOutcome } from './deck-file.js';
import { MachineRun } from './machine-run.js';
import type { Product } from './product.js';
import { deckSource, machineOptions, READER, type DeckRun, type Manner } from './run-bare.js';

const REAL_STORAGE = 0x1000000;
const DIRECTORY = `DIRECTORY 150 3330 NONE
USER BENCH BENCH 1M 16M G
 OPTION ECMODE
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
`;

/** A Control Program with one user, whose virtual reader holds the deck; IPL, and what the loop of the host does until the guest's disabled wait. */
export async function runGuest(
  { s370, cp }: Product,
  deck: Uint8Array,
  manner: Manner = {},
): Promise<DeckRun> {
  const machine = new s370.Machine({
    storageSize: REAL_STORAGE,
    intervalTimer: false,
    ...machineOptions(s370, manner),
  });
  const control = new cp.Cp({
    machine,
    rooms: () => roomsWithDeck(deck),
    timeOfDay: () => Date.now(),
  });
  control.start();
  const [user] = cp.Directory.fromSource(DIRECTORY).directory.users();
  const vm = control.logon(user, SILENT_CONSOLE);
  const loaded = control.ipl(vm, { kind: 'device', address: READER });
  if (!loaded.ok) throw new Error(`IPL of the deck in a virtual machine failed: ${loaded.number}`);
  const run = new MachineRun(machine, manner.cpuTime);
  while (vm.state !== 'cp') {
    run.slice(() => control.runSlice(1));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const bytes = control.readStorage(vm, OUTCOME_ADDRESS, OUTCOME_LENGTH);
  if (bytes === undefined) throw new Error('the storage of the guest cannot be read');
  return { ending: vm.psw.instructionAddress, outcome: readOutcome(bytes), ...run.result() };
}

/** Rooms around the nucleus that have no more than a reader. */
function roomsWithDeck(deck: Uint8Array): CpRoom.CpRooms {
  return {
    commands: { execute: () => 1 },
    spool: {
      reader: () => deckSource(deck),
      punch: () => ({ punchCard: () => undefined }),
      printer: () => ({ printLine: () => undefined }),
      closeDevice: () => undefined,
      readDiagnose: () => ({ conditionCode: 2 }),
      nextFile: () => ({ conditionCode: 2 }),
    },
    consoles: { operatorMessage: () => undefined, released: () => undefined },
  };
}

const SILENT_CONSOLE: CpRoom.VmConsole = {
  terminal: {
    write: () => undefined,
    read: () => undefined,
    cancelRead: () => undefined,
    alarm: () => undefined,
  },
  writeLine: () => undefined,
  stateChanged: () => undefined,
  lineSize: 80,
  display: undefined,
};
