/** Differences in the instructions for dual address spaces. */

import { ACCESS, opcodeOf } from '../case-difference.js';
import { baseAddress } from '../operand-areas.js';
import type { Explanation } from './explanation.js';

const SAC = 0xb219;
/** SAC, IVSK, IAC, SSAR, EPAR, ESAR, PT, PC, MVCP, MVCS. */
const NEEDING_TRANSLATION: ReadonlySet<number> = new Set([
  0xb218,
  SAC,
  0xb223,
  0xb224,
  0xb225,
  0xb226,
  0xb227,
  0xb228,
  0xda,
  0xdb,
]);
const EXTENDED_CONTROL = 0x00080000;
const BIT_5 = 0x04000000;
const SPECIAL_OPERATION = 0x13;
const SPECIFICATION = 0x06;
const PC = 0xb218;
const PT = 0xb228;
const SPACE_SWITCH = 0x1c;
/** EC mode, translation on, secondary space. */
const SECONDARY_MODE = 0x04088000;
/** MVCP, MVCS. */
const BETWEEN_SPACES: ReadonlySet<number> = new Set([0xda, 0xdb]);
/** PC, SSAR, PT, LASP. */
const TRANSLATING_ASN: ReadonlySet<number> = new Set([PC, 0xb225, PT, 0xe500]);
/** Bits of control register 14: ASN translation is on; those of the origin in front of 24 bits. */
const ASN_TRANSLATION = 0x00080000;
const ORIGIN_BEYOND_16M = 0x0007f000;
const ADDRESSING = 0x05;
const COMMON_SEGMENT = 0x02;
const RECORDED = 0x80;

export const DUAL_SPACE_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'translation-of-bc-mode',
    title: 'Dual-address-space instructions in BC mode',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Control Instructions, EXTRACT PRIMARY ASN and others: it is a special-operation exception when translation is off. Program-Status Word: in BC mode translation is off, and bit 5 is the mask of channel 5.',
    behaviour: 'Hercules takes bit 5 of the PSW for the translation bit in BC mode too.',
    settle(d) {
      const { last } = d;
      if (last === undefined || !NEEDING_TRANSLATION.has(opcodeOf(last.executed))) return false;
      if ((last.high & EXTENDED_CONTROL) !== 0 || (last.high & BIT_5) === 0) return false;
      return d.code === SPECIAL_OPERATION && d.takeAll();
    },
  },
  {
    id: 'space-control-codes',
    title: 'Codes of SET ADDRESS SPACE CONTROL above 1',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Control Instructions, SET ADDRESS SPACE CONTROL: bits 20-23 of the address are 0000 for primary-space and 0001 for secondary-space mode; other codes are a specification exception.',
    behaviour: 'Hercules has the codes of later architectures.',
    settle(d) {
      const { last } = d;
      if (last === undefined || opcodeOf(last.executed) !== SAC || d.code !== SPECIFICATION) return false;
      return ((baseAddress(last.executed, 2, last.gpr) >> 8) & 15) > 1 && d.takeAll();
    },
  },
  {
    id: 'instructions-in-secondary-space-mode',
    title: 'Instructions in secondary-space mode',
    verdict: 'both',
    manual:
      'GA22-7000-10, Storage, Address Spaces: it is unpredictable whether instructions are fetched from the primary or from the secondary space while the CPU is in secondary-space mode.',
    behaviour:
      'A case has loaded another space into control register 7. cp370 fetches from the secondary space, Hercules from the primary one.',
    settle(d) {
      const secondary = d.steps.some(
        ({ high, cr }) => (high & SECONDARY_MODE) === SECONDARY_MODE && cr[7] !== cr[1],
      );
      return secondary && d.theyDiffer() && d.takeAll();
    },
  },
  {
    id: 'common-segments',
    title: 'Common segments in a space whose tables are missing',
    verdict: 'both',
    manual:
      'GA22-7000-10, Dynamic Address Translation, Translation-Lookaside Buffer: what has been found in a common segment of one space may be used for all spaces; whether it is depends on the model.',
    behaviour:
      'MOVE TO PRIMARY or MOVE TO SECONDARY finds one operand in a common segment. Hercules takes the same page for the other operand, cp370 looks into the tables of its space, which end in an exception.',
    settle(d) {
      const { last, machineCase } = d;
      if (last === undefined || !BETWEEN_SPACES.has(last.executed[0]) || last.cr[7] === last.cr[1])
        return false;
      const table = last.cr[1] & 0xffffc0;
      const common = machineCase.patches.some(
        ({ address, bytes }) =>
          address === table && bytes.some((byte, i) => (i & 3) === 3 && (byte & COMMON_SEGMENT) !== 0),
      );
      return common && ACCESS.has(d.code) && d.takeAll();
    },
  },
  {
    id: 'asn-first-table-beyond-16m',
    title: 'Origin of the ASN first table with more than 24 bits',
    verdict: 'both',
    manual:
      'GA22-7000-10, Storage, ASN Translation: the origin of the ASN first table comes from control register 14; real addresses of System/370 have 24 bits.',
    behaviour:
      'A case has put other numbers into control register 14. cp370 leaves the bits out that would be in front of an address of 24 bits, Hercules takes a real address of 31 bits, which is an addressing exception.',
    settle(d) {
      const { last } = d;
      if (last === undefined || !TRANSLATING_ASN.has(opcodeOf(last.executed))) return false;
      if ((last.cr[14] & ASN_TRANSLATION) === 0 || (last.cr[14] & ORIGIN_BEYOND_16M) === 0) return false;
      return d.otherCode === ADDRESSING && !(d.code === ADDRESSING && d.atSameInstruction()) && d.takeAll();
    },
  },
  {
    id: 'space-switch-event-of-per',
    title: 'Space-switch event with a program event',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Storage, ASN Translation: a space-switch event occurs when the space-switch-event control, bit 31 of control register 1, is one before or after PROGRAM CALL or PROGRAM TRANSFER with space switching; a program event is not among its causes.',
    behaviour:
      'Hercules adds the event when there is one of program-event recording, as later architectures do.',
    settle(d) {
      const { last, here, there } = d;
      if (last === undefined || ![PC, PT].includes(opcodeOf(last.executed))) return false;
      if (here.code !== RECORDED || there.code !== (RECORDED | SPACE_SWITCH)) return false;
      const code = d.takeCodes(0x8e, 2);
      return d.takeCodes(0x90, 4) || code;
    },
  },
];
