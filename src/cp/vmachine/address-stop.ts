import type { Translator } from '../../s370/index.js';
import { guestAddress } from './guest-address.js';
import type { Vmblok } from './vmblok.js';

/** SVC code that CP plants at an address stop. */
const ADDRESS_STOP_SVC = 0xb3;
const SVC = 0x0a;
const EXECUTE = 0x44;

/** Plants an address stop; one that is there already goes. The address is even and in storage. SY20-0884, DMKCFD. */
export function plantAddressStop(vm: Vmblok, address: number): void {
  removeAddressStop(vm);
  vm.addressStop = { address, instruction: vm.storage.fetchHalf(guestAddress(address)) };
  vm.storage.storeHalf(guestAddress(address), (SVC << 8) | ADDRESS_STOP_SVC);
}

/** Puts the guest's instruction back, unless the guest has stored there meanwhile. */
export function removeAddressStop(vm: Vmblok): void {
  const stop = vm.addressStop;
  vm.addressStop = undefined;
  if (stop === undefined || !vm.storage.contains(stop.address, 2)) return;
  const planted = (SVC << 8) | ADDRESS_STOP_SVC;
  if (vm.storage.fetchHalf(guestAddress(stop.address)) === planted) {
    vm.storage.storeHalf(guestAddress(stop.address), stop.instruction);
  }
}

/**
 * The guest executed an SVC: when it was the one of the address stop, the guest's instruction is back, the PSW points
 * to it (or to the EXECUTE that led to it), and the answer is the logical address. SY20-0884, DMKSVC.
 */
export function takeAddressStop(
  vm: Vmblok,
  translator: Translator,
  code: number,
  ilc: number,
): number | undefined {
  const stop = vm.addressStop;
  if (stop === undefined || code !== ADDRESS_STOP_SVC) return undefined;
  const { psw, storage } = vm;
  const secondLevel = (logical: number): number | undefined => {
    if (!psw.dat) return logical;
    return translator.translate(logical, vm.cr[0], vm.cr[1], 0) === 0 ? translator.real : undefined;
  };
  const at = (psw.instructionAddress - 2 * ilc) & 0xffffff;
  let target = at;
  if (ilc === 2) {
    const half = (logical: number): number => storage.fetchHalf(guestAddress(secondLevel(logical) ?? 0));
    const [first, second] = [half(at), half((at + 2) & 0xffffff)];
    if (first >>> 8 !== EXECUTE) return undefined;
    const register = (number: number): number => (number === 0 ? 0 : vm.gpr[number]);
    target = (register(first & 15) + register(second >>> 12) + (second & 0xfff)) & 0xffffff;
  }
  if (secondLevel(target) !== stop.address) return undefined;
  removeAddressStop(vm);
  psw.instructionAddress = at;
  return target;
}
