/** LOAD CONTROL and STORE CONTROL on virtual control registers. GA22-7000, Control Instructions. */
import type { PrivilegedInstruction } from './operation.js';

/** Bits of CR0 that the format of translation tables depends on. */
const TABLE_FORMAT = 0x00f80000;

/** LOAD CONTROL (LCTL). Without ECMODE only CR0 can be loaded; the other words are skipped. */
export function loadControl(instruction: PrivilegedInstruction): void {
  const { vm, environment, r1, r2: r3 } = instruction;
  const address = instruction.aligned(4);
  const count = ((r3 - r1) & 0x0f) + 1;
  const words: number[] = [];
  for (let i = 0; i < count; i++) words.push(environment.logical.fetchWord((address + 4 * i) & 0xffffff));
  words.forEach((word, i) => {
    const register = (r1 + i) & 0x0f;
    if (register !== 0 && !vm.settings.ecMode) return;
    const changed = vm.cr[register] ^ word;
    vm.cr[register] = word;
    if (register === 1 ? changed !== 0 : register === 0 && (changed & TABLE_FORMAT) !== 0) {
      environment.translationChanged();
    }
  });
}

/** STORE CONTROL (STCTL). */
export function storeControl(instruction: PrivilegedInstruction): void {
  const { vm, environment, r1, r2: r3 } = instruction;
  const address = instruction.aligned(4);
  const count = ((r3 - r1) & 0x0f) + 1;
  const bytes = new Uint8Array(4 * count);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) view.setInt32(4 * i, vm.cr[(r1 + i) & 0x0f]);
  environment.logical.store(address, bytes);
}
