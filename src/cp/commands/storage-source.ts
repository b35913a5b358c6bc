import type { CommandContext } from './context.js';

/** Storage that DISPLAY, STORE and DUMP work on: a virtual machine's, or the real one. */
export interface StorageSource {
  readonly size: number;
  /** Undefined when a byte is not there. */
  read(address: number, length: number): Uint8Array | undefined;
  /** False when a byte is not there. */
  write(address: number, bytes: Uint8Array): boolean;
  /** Storage key of the 2K block. */
  key(address: number): number | undefined;
}

/** Second-level storage of the user's virtual machine. */
export function virtualStorage({ cp, vm }: CommandContext): StorageSource {
  return {
    size: vm.storageSize,
    read: (address, length) => cp.readStorage(vm, address, length),
    write: (address, bytes) => cp.writeStorage(vm, address, bytes),
    key: (address) => cp.readKey(vm, address),
  };
}

/** Real storage: CP's own and all frames, for DCP, DMCP and STCP. */
export function realStorage({ cp }: CommandContext): StorageSource {
  const { storage } = cp.machine;
  const holds = (address: number, length: number): boolean => address + length <= storage.size;
  return {
    size: storage.size,
    read: (address, length) => (holds(address, length) ? storage.copyOut(address, length) : undefined),
    write: (address, bytes) => {
      if (!holds(address, bytes.length)) return false;
      storage.copyIn(address, bytes);
      return true;
    },
    key: (address) => (holds(address, 1) ? storage.getKey(address) : undefined),
  };
}
