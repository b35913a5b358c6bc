/**
 * Work that takes as much of a CPU as it gets, with a result that anybody can check: a sequence of numbers, computed step
 * by step in a virtual machine and in one go here. It goes on until it is told to end.
 */

import { COUNT_AND_END, copyLists, countLists } from './r6cms-copying.js';
import { reportJob } from './vs1-decks.js';

/** Each number comes from the one before: `FACTOR * number + 1`, modulo 2 to the 32nd. The first one is 1. */
const FACTOR = 69069;
/** Steps between two numbers that are kept. */
export const STEPS = 100_000;
/** Numbers in a record of the file, after its own number. */
const NUMBERS = 19;

/** The number after so many steps, without going through those between. */
export function numberAfter(steps: number): number {
  let [factor, addend] = [1, 0];
  let [powerFactor, powerAddend] = [FACTOR, 1];
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      factor = Math.imul(powerFactor, factor);
      addend = (Math.imul(powerFactor, addend) + powerAddend) | 0;
    }
    powerAddend = (Math.imul(powerFactor, powerAddend) + powerAddend) | 0;
    powerFactor = Math.imul(powerFactor, powerFactor);
  }
  return (factor + addend) >>> 0;
}

/** A record of the file that the program under CMS writes, counted from 1. */
export function computedRecord(record: number): Uint8Array {
  const words = new DataView(new ArrayBuffer(4 + 4 * NUMBERS));
  words.setUint32(0, record);
  for (let at = 1; at <= NUMBERS; at++) {
    words.setUint32(4 * at, numberAfter(((record - 1) * NUMBERS + at) * STEPS));
  }
  return new Uint8Array(words.buffer);
}

/** Steps with the number in register 5, R4 and R10 used. */
const STEP_LOOP = (label: string): string[] => [
  '         L     10,STEPS',
  `${label.padEnd(8)} M     4,FACTOR`,
  '         AL    5,ONE',
  `         BCT   10,${label}`,
];
const CONSTANTS = [`STEPS    DC    F'${STEPS}'`, `FACTOR   DC    F'${FACTOR}'`, "ONE      DC    F'1'"];

/** Where programs are loaded by CMS, of either generation. */
const USER_AREA = 0x20000;
const STOP_WORD = 8;
/** Stored with anything but zero, this word of storage ends the program under CMS. */
export const STOP_ADDRESS = USER_AREA + STOP_WORD;

/** Writes the records to COMPUTED DATA, under CMS of either generation. */
export const COMPUTE_PROGRAM = [
  'COMPUTE  CSECT',
  '         BALR  12,0',
  '         USING *,12',
  '         B     BEGIN',
  `         ORG   COMPUTE+${STOP_WORD}`,
  "STOP     DC    F'0'",
  'BEGIN    LR    11,14',
  '         MVC   OUTFN(16),NAME',
  "         MVC   OUTFM,=C'A1'",
  "         MVC   OUTSIZE,=F'80'",
  '         SLR   7,7',
  '         LA    5,1',
  'NEXT     AL    7,ONE',
  '         ST    7,BUFFER',
  '         LA    8,BUFFER+4',
  `         LA    9,${NUMBERS}`,
  'NUMBER   EQU   *',
  ...STEP_LOOP('STEP'),
  '         ST    5,0(8)',
  '         LA    8,4(8)',
  '         BCT   9,NUMBER',
  '         LA    1,WRBUF',
  '         SVC   202',
  '         DC    AL4(FAILED)',
  "         AP    COUNT,=P'1'",
  '         L     0,STOP',
  '         LTR   0,0',
  '         BZ    NEXT',
  '         MVC   FIFN(18),OUTFN',
  '         BAL   10,CLOSE',
  `${COUNT_AND_END}NAME     DC    CL16'COMPUTEDDATA'`,
  ...CONSTANTS,
  `${copyLists(80)}${countLists('COMPUTED')}         LTORG`,
  'BUFFER   DS    20F',
  '         END   COMPUTE',
].join('\n');

/** Name of the job. */
export const COMPUTE_JOB = 'COMPUTE';
/** What the job asks its operator; any reply ends it. */
export const COMPUTE_QUESTION = /[*@](\d\d) COMPUTE RUNS UNTIL SOMEBODY ANSWERS/;

/** The job of OS/VS1: computes until the operator replies, then prints how many numbers it kept, and the last. */
export const COMPUTE_DECK = reportJob(COMPUTE_JOB, {
  code: [
    "         WTOR  'COMPUTE RUNS UNTIL SOMEBODY ANSWERS',REPLY,3,ECB",
    '         SLR   7,7',
    '         LA    5,1',
    'NEXT     EQU   *',
    ...STEP_LOOP('STEP'),
    '         AL    7,ONE',
    "         TM    ECB,X'40'",
    '         BZ    NEXT',
    '         CVD   7,PACKED',
    '         UNPK  COUNT,PACKED+3(5)',
    "         OI    COUNT+8,X'F0'",
    '         ST    5,PACKED',
    '         UNPK  NUMBER(9),PACKED(5)',
    '         TR    NUMBER(8),HEXTABLE-240',
    "         MVI   NUMBER+8,C' '",
  ],
  constants: [
    'PACKED   DS    D',
    ...CONSTANTS,
    "ECB      DC    F'0'",
    'REPLY    DS    CL3',
    "HEXTABLE DC    C'0123456789ABCDEF'",
  ],
  line: ["         DC    C' NUMBER '", 'COUNT    DS    CL9', "         DC    C' IS '", 'NUMBER   DS    CL9'],
  length: 30,
});

/** What is wrong with what the job printed, and how many numbers it kept. */
export function checkComputeReport(output: string): { readonly faults: string[]; readonly rounds: number } {
  const found = /NUMBER (\d{9}) IS ([0-9A-F]{8})/.exec(output);
  if (found === null) return { faults: ['the job did not print its result'], rounds: 0 };
  const rounds = Number(found[1]);
  const right = numberAfter(rounds * STEPS);
  const faults =
    parseInt(found[2], 16) === right
      ? []
      : [`number ${rounds} of the job is ${found[2]}, not ${right.toString(16).toUpperCase()}`];
  return { faults, rounds };
}
