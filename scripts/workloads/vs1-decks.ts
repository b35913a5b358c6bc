/** Cards that build and try an OS/VS1 starter system: control statements of the stand-alone programs, and a job. */

/** Volume that the starter tape holds. */
export const STARTER_VOLUME = 'DLIBA1';
/** Where the decks and the scripts expect the devices; the starter system's own addresses. */
export const READER = '00C';
export const PUNCH = '00D';
export const PRINTER = '00E';
export const CONSOLE = '01F';
export const STARTER_PACK = '150';
export const TAPE = '480';

/** IBCDASDI: label and VTOC on a new 3330, without reading all its tracks first. Statements end before column 72. */
export const DASDI_DECK = [
  'DASDI    JOB',
  `         MSG   TODEV=1403,TOADDR=${PRINTER}`,
  `         DADEF TODEV=3330,TOADDR=${STARTER_PACK},IPL=NO,VOLID=SCRATCH,BYPASS=YES`,
  `         VLD   NEWVOLID=${STARTER_VOLUME}`,
  '         VTOCD STRTADR=1,EXTENT=1',
  '         END',
].join('\n');

/** IBCDMPRS: the second file of the tape is a dump of the pack. */
export const RESTORE_DECK = [
  'RESTORE  JOB',
  `         MSG   TODEV=1403,TOADDR=${PRINTER}`,
  `  RESTORE FROMDEV=3400,FROMADDR=${TAPE},TODEV=3330,TOADDR=${STARTER_PACK},VOLID=${STARTER_VOLUME}`,
  '         END',
].join('\n');

/** Name of the sample job. */
export const SAMPLE_JOB = 'CP370';
/** What the sample job's program prints: the numbers 1 to 100 added up by the machine, not a text of the deck. */
export const SAMPLE_RESULT = /THE SUM OF 1 TO 100 IS 05050/;

/** A program of OS that prints one line. */
interface ReportProgram {
  /** Statements that fill the line in; base register 12. */
  readonly code: readonly string[];
  readonly constants: readonly string[];
  /** The text of the line, a blank first, and its length. */
  readonly line: readonly string[];
  readonly length: number;
}

/**
 * A job that assembles such a program with IFOX00, links it with the linkage editor and runs it; macros of SYS1.MACLIB
 * included. It may compute as long as it likes.
 */
export function reportJob(job: string, { code, constants, line, length }: ReportProgram): string {
  return [
    `//${job.padEnd(8)} JOB 1,PROOF,CLASS=A,MSGCLASS=A,MSGLEVEL=(1,1),TIME=1440`,
    '//PROOF    EXEC ASMFCLG',
    '//ASM.SYSIN DD *',
    'PROOF    CSECT',
    '         SAVE  (14,12),,*',
    '         BALR  12,0',
    '         USING *,12',
    '         ST    13,SAVEAREA+4',
    '         LA    13,SAVEAREA',
    '         OPEN  (REPORT,(OUTPUT))',
    ...code,
    '         PUT   REPORT,LINE',
    '         CLOSE REPORT',
    '         L     13,SAVEAREA+4',
    '         RETURN (14,12),RC=0',
    "SAVEAREA DC    18F'0'",
    ...constants,
    'LINE     DS    0CL133',
    ...line,
    `         DC    CL(133-${length})' '`,
    'REPORT   DCB   DDNAME=REPORT,DSORG=PS,MACRF=PM,RECFM=FA,LRECL=133',
    '         END   PROOF',
    '/*',
    '//GO.REPORT DD SYSOUT=A',
    '//',
  ].join('\n');
}

/** The sample job. */
export const SAMPLE_DECK = reportJob(SAMPLE_JOB, {
  code: [
    '         LA    5,100',
    '         SR    6,6',
    'ADD      AR    6,5',
    '         BCT   5,ADD',
    '         CVD   6,SUM',
    '         UNPK  DIGITS,SUM+5(3)',
    "         OI    DIGITS+4,X'F0'",
  ],
  constants: ['SUM      DS    D'],
  line: ["         DC    C' THE SUM OF 1 TO 100 IS '", 'DIGITS   DS    CL5'],
  length: 29,
});
