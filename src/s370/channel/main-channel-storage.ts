import { KEY_FETCH_PROTECTION } from '../storage.js';
import type { MainStorage } from '../storage.js';
import type { ChannelStorage } from './channel-storage.js';

/** Main storage as the channels of the real machine see it: absolute addresses, key-controlled protection. */
export function mainChannelStorage(storage: MainStorage): ChannelStorage {
  return {
    permit(address, key, store) {
      if (address < 0 || address >= storage.size) return 'addressing';
      const storageKey = storage.getKey(address);
      if (key !== 0 && key !== storageKey >> 4 && (store || (storageKey & KEY_FETCH_PROTECTION) !== 0)) {
        return 'protection';
      }
      if (storage.damageAt(address) !== undefined) return 'damaged';
      storage.recordAccess(address, store);
      return 'ok';
    },
    fetch(address, target) {
      storage.copyInto(target, 0, address, target.length);
    },
    store(address, bytes) {
      storage.copyIn(address, bytes);
    },
  };
}
