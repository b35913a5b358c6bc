/**
 * Addresses of the three levels of storage, as types that can't be mixed: first level is the machine's real
 * storage, second level what a guest believes to be its real storage, third level what a guest with DAT on
 * gives to its own programs.
 */

/** Absolute address in the machine's main storage. */
export type RealAddress = number & { readonly level: 1 };
/** Guest-real address: what CCWs, PSWs and DIAGNOSE operands of a guest hold. */
export type GuestAddress = number & { readonly level: 2 };
/** Guest-virtual address. */
export type GuestVirtualAddress = number & { readonly level: 3 };

export function realAddress(address: number): RealAddress {
  return address as RealAddress;
}

/** A guest address is 24 bits: the rest is cut off. */
export function guestAddress(address: number): GuestAddress {
  return (address & 0xffffff) as GuestAddress;
}

export function guestVirtualAddress(address: number): GuestVirtualAddress {
  return (address & 0xffffff) as GuestVirtualAddress;
}
