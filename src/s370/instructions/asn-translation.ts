/** Address-space numbers: translation to an ASN-second-table entry, and authorization. GA22-7000, Dual Address Space. */

import type { Cpu } from '../cpu.js';

/** CR14: bits 13-31 are the number of the 4K block where the ASN first table begins. */
const CR14_FIRST_TABLE = 0x0007ffff;
const INVALID = 0x80000000 | 0;
/** Bits that must be zero in an entry of the first table, and in words 0 and 1 of the second. */
const FIRST_RESERVED = 0x7f00000f;
const SECOND_RESERVED_0 = 0x7f000003;
const SECOND_RESERVED_1 = 0x0000000f;

/** Authority bits of one authorization index. */
export const PRIMARY_AUTHORITY = 2;
export const SECONDARY_AUTHORITY = 1;

/** What the ASN-second-table entry says of an address space. */
export interface AddressSpace {
  readonly authorizationIndex: number;
  readonly segmentTable: number;
  readonly linkageTable: number;
  readonly authorityTable: number;
  /** In units of sixteen authorization indexes, minus one. */
  readonly authorityLength: number;
}

/** A word of a table at a real address, which is referred to without a key; raises an addressing exception. */
export function fetchReal(cpu: Cpu, real: number): number {
  const absolute = cpu.absolute(real);
  if (!cpu.storage.contains(absolute, 4)) cpu.raise(0x05, real);
  cpu.storage.recordAccess(absolute, false);
  return cpu.storage.fetchWord(absolute);
}

/** Finds an address space by its number; X'20' and X'21' are the codes of AFX- and ASX-translation exceptions. */
export function translateAsn(cpu: Cpu, asn: number): AddressSpace | 0x20 | 0x21 {
  const first = fetchReal(cpu, ((cpu.cr[14] & CR14_FIRST_TABLE) << 12) + ((asn >>> 6) << 2));
  if ((first & INVALID) !== 0) return 0x20;
  if ((first & FIRST_RESERVED) !== 0) cpu.raise(0x17);
  const entry = (first & 0xfffff0) + ((asn & 0x3f) << 4);
  const word0 = fetchReal(cpu, entry);
  if ((word0 & INVALID) !== 0) return 0x21;
  const word1 = fetchReal(cpu, entry + 4);
  if ((word0 & SECOND_RESERVED_0) !== 0 || (word1 & SECOND_RESERVED_1) !== 0) cpu.raise(0x17);
  return {
    authorizationIndex: word1 >>> 16,
    segmentTable: fetchReal(cpu, entry + 8),
    linkageTable: fetchReal(cpu, entry + 12),
    authorityTable: word0 & 0xfffffc,
    authorityLength: (word1 & 0xffff) >>> 4,
  };
}

/** As `translateAsn`, where an exception is a program interruption; the number is the exception address. */
export function requireAsn(cpu: Cpu, asn: number): AddressSpace {
  const space = translateAsn(cpu, asn);
  return typeof space === 'number' ? cpu.raise(space, asn) : space;
}

/** Does the authority table of the space give this authority to the index? */
export function isAuthorized(cpu: Cpu, space: AddressSpace, index: number, authority: number): boolean {
  if (index >>> 4 > space.authorityLength) return false;
  const real = space.authorityTable + (index >>> 2);
  const absolute = cpu.absolute(real);
  if (!cpu.storage.contains(absolute)) cpu.raise(0x05, real);
  cpu.storage.recordAccess(absolute, false);
  return ((cpu.storage.fetchByte(absolute) >> (6 - 2 * (index & 3))) & authority) !== 0;
}
