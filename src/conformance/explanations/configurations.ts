/** Differences in what depends on the model and on the configuration. */

import { opcodeOf, SVC_OLD } from '../case-difference.js';
import { baseAddress } from '../operand-areas.js';
import type { Explanation } from './explanation.js';

const DIAGNOSE = 0x83;
const PROBLEM_STATE = 0x10000;
const CHANNEL_SETS = [0xb200, 0xb201] as const;
/** SIO, TIO, HIO, TCH and their variants. */
const INPUT_OUTPUT = [0x9c, 0x9d, 0x9e, 0x9f] as const;
const START = 0x9c;
const STORE_CHANNEL_ID = 0xb203;
/** Where STORE CHANNEL ID puts it. */
const CHANNEL_ID = 0xa8;
const PROGRAM_CHECK = 0x00200000;
/** Instructions that Hercules 3.13 has in System/370 mode and cp370 has not: IUCV. */
const OF_HERCULES: ReadonlySet<number> = new Set([0xb2f0]);

export const CONFIGURATION_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'facilities-of-models',
    title: 'Instructions of facilities that only one of the two has',
    verdict: 'both',
    manual:
      'GA22-7000-10, Interruptions, Operation Exception: it is recognized when the CPU is to execute an instruction that is not installed; which facilities are installed depends on the model.',
    behaviour:
      'Hercules has INTER-USER COMMUNICATION VEHICLE. Cases have no such instruction, but bytes that a case has stored may be one.',
    settle(d) {
      if (d.code !== 0x01 || d.last === undefined || !OF_HERCULES.has(opcodeOf(d.last.executed)))
        return false;
      return !(d.otherCode === 0x01 && d.atSameInstruction()) && d.takeAll();
    },
  },
  {
    id: 'diagnose-of-models',
    title: 'DIAGNOSE',
    verdict: 'both',
    manual:
      'GA22-7000-10, Control Instructions, DIAGNOSE: what it does, and which program exceptions it has besides that of a privileged operation, depends on the model.',
    behaviour:
      'cp370 without a Control Program has a specification exception, Hercules what it has made of the code. Cases have no such instruction, but bytes that a case has stored may be one.',
    settle(d) {
      const { last } = d;
      if (last === undefined || d.lastOpcode !== DIAGNOSE || (last.high & PROBLEM_STATE) !== 0) return false;
      return d.code === 0x06 && d.takeAll();
    },
  },
  {
    id: 'channel-15',
    title: 'Channel 15',
    verdict: 'both',
    manual:
      'GA22-7000, Input/Output Operations: which channels and devices there are depends on the configuration.',
    behaviour:
      'Hercules needs a device to run; it is on channel 15, which cases leave alone but for instructions that they have changed.',
    settle(d) {
      const addresses = d
        .executed(...INPUT_OUTPUT)
        .some(({ executed, gpr }) => (baseAddress(executed, 2, gpr) & 0xff00) === 0x0f00);
      const identified = d
        .executed(STORE_CHANNEL_ID)
        .some(({ executed, gpr }) => (baseAddress(executed, 2, gpr) & 0xff00) === 0x0f00);
      if (!addresses && !identified) return false;
      const identification = identified && d.takeCodes(CHANNEL_ID, 4);
      const supervisorCall = d.takeConditionCode(SVC_OLD);
      return d.takeConditionCode() || supervisorCall || identification;
    },
  },
  {
    id: 'channel-sets',
    title: 'Channel sets other than the own',
    verdict: 'both',
    manual:
      'GA22-7000-10, Control Instructions, CONNECT CHANNEL SET: condition code 3 says that the channel set is not operational; how many there are depends on the configuration.',
    behaviour: 'Hercules has four channel sets, cp370 one for each CPU.',
    settle(d) {
      const others = d
        .executed(...CHANNEL_SETS)
        .some(({ executed, gpr }) => (baseAddress(executed, 2, gpr) & 0xffff) !== 0);
      if (!others) return false;
      const supervisorCall = d.takeConditionCode(SVC_OLD);
      return d.takeConditionCode() || supervisorCall;
    },
  },
  {
    id: 'channel-address-word-of-absent-device',
    title: 'START I/O of a device that is not there, with a wrong channel-address word',
    verdict: 'both',
    manual:
      'GA22-7000-4, Input/Output Operations, Condition Code: when there is a programming error in the channel-address word and a part of the addressed I/O system is not operational, it depends on the model whether condition code 1, with the status stored, or 3 is set.',
    behaviour: 'cp370 stores program check, Hercules gives condition code 3.',
    settle(d) {
      const { mine, theirs } = d;
      if (d.executed(START).length === 0) return false;
      if (mine.csw[0] !== 0 || mine.csw[1] !== PROGRAM_CHECK || theirs.csw[0] !== 0 || theirs.csw[1] !== 0)
        return false;
      // Bits 4-7 must be zeros, and the address that of a doubleword.
      if ((mine.csw[2] & 0x0f000007) === 0) return false;
      theirs.csw.set(mine.csw.subarray(0, 2));
      d.takeConditionCode(SVC_OLD);
      d.takeConditionCode();
      return true;
    },
  },
];
