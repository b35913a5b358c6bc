/** Bare machines for programs of the equality property, and what the host does with them between stops. */

import {
  CardReader,
  CountedClock,
  findModel,
  Machine,
  type BareMachine,
  type MachineOptions,
} from '../../../src/s370/index.js';
import { CODE, DATA, PAGE, PAGE_TABLE, READER, STORAGE, startOf } from './image.js';
import type { Action, Program } from './program.js';

/** A card that is code: AR, LR, BCR … in another order on each. */
export function cardOf(number: number): Uint8Array {
  return Uint8Array.from(
    { length: 80 },
    (_, i) => [0x1a, 0x18, 0x07, 0x1b][(i >> 1) & 3] ^ (i & 1 ? number & 0x3f : 0),
  );
}

/** A machine for programs like this one; `nextCard` numbers the cards that its reader reads. */
export function equalityMachine(
  { cpus, model, speed }: Program,
  compiled: MachineOptions['compiled'],
  nextCard: () => number,
): Machine {
  const found = model === undefined ? undefined : findModel(model);
  const machine = new Machine({
    storageSize: STORAGE,
    cpus,
    ...(compiled === undefined ? {} : { compiled }),
    ...(found === undefined ? {} : { model: found }),
    ...(speed === undefined ? {} : { clock: new CountedClock(speed) }),
  });
  machine.channels.attach(READER, new CardReader({ readCard: () => cardOf(nextCard()) }));
  return machine;
}

/** A machine begins a program as if nothing had ever run on it. */
export function loadMachine(machine: Machine, program: Program, image: Uint8Array): void {
  machine.clearReset();
  machine.turn = 0;
  machine.storage.copyIn(0, image);
  program.keys.forEach((key, block) => machine.storage.setKey(block << 11, key));
  machine.cpus.forEach((cpu, address) => {
    program.registers.forEach((value, r) => (cpu.gpr[r] = value + address));
    cpu.fpr.set(program.floats);
    for (const [register, value] of program.controls) cpu.cr[register] = value;
    cpu.setCpuTimer(0x7fffffffffffffffn);
    cpu.setClockComparator(0xffffffffffffffffn);
    cpu.loadPsw(program.psw, (program.programMask << 24) | startOf(program));
    cpu.pollSoon();
    cpu.startOperating();
  });
}

/** What the host does after a stop. */
export function act(machine: Machine, bare: BareMachine, program: Program, action: Action): void {
  const { storage, cpu } = machine;
  switch (action.kind) {
    case 'none':
    case 'command':
    case 'sweep':
      return;
    case 'input': {
      const page = action.code ? CODE : DATA;
      const frame = (program.psw & 0x04000000) === 0 ? page : program.frames[page >> 12] << 12;
      storage.copyIn(frame + action.offset, Uint8Array.from(action.bytes));
      return;
    }
    case 'key':
      storage.setKey(action.block << 11, action.key);
      return;
    case 'drop-frame':
      machine.dropFrame(action.frame << 12);
      return;
    case 'exchange':
      exchange(machine, action.page, action.with);
      return;
    case 'external':
      cpu.signalExternal(0x40);
      return;
    case 'control':
      cpu.cr[action.register] = action.value;
      cpu.synchronize();
      return;
    case 'mask':
      if (cpu.psw.extendedControl) cpu.psw.systemMask ^= action.mask;
      return;
    case 'register':
      cpu.gpr[action.register] = action.value;
      return;
    case 'purge':
      cpu.purgeTranslations();
      return;
    case 'poll':
      machine.poll();
      return;
    case 'save':
      machine.saveState();
      return;
    case 'restart':
      bare.restart();
  }
}

/** What a paging Control Program does: the frames change their contents, the pages their frames. */
function exchange({ storage }: Machine, page: number, other: number): void {
  const entries = [PAGE_TABLE + 2 * page, PAGE_TABLE + 2 * other];
  const [first, second] = entries.map((entry) => (storage.fetchHalf(entry) >> 4) << 12);
  if (!storage.contains(first, PAGE) || !storage.contains(second, PAGE) || first === 0 || second === 0)
    return;
  const contents = storage.copyOut(first, PAGE);
  storage.copyIn(first, storage.copyOut(second, PAGE));
  storage.copyIn(second, contents);
  const entry = storage.fetchHalf(entries[0]);
  storage.storeHalf(entries[0], storage.fetchHalf(entries[1]));
  storage.storeHalf(entries[1], entry);
  storage.dropFrame(first);
  storage.dropFrame(second);
}
