/**
 * A storage image that starts channel programs one after the other by itself and leaves what came of them in
 * storage: the same bytes run on any System/370. Started by the restart key; a disabled wait with address X'0AAAAA'
 * ends it, X'0BBBBB' one that a channel program without an end keeps from going on.
 */

import { assemble, loadAbsolute } from '../../../src/asm/index.js';

/** Where a channel program and its data lie: across a boundary between two blocks with different keys. */
export const WINDOW = 0x8500;
export const WINDOW_SIZE = 1024;
/** First byte of the block with key 5 and fetch protection; the block before has key 1. */
export const SECOND_BLOCK = 0x8800;

export const MAIN_STORAGE = 0x800000;
const RECORDS = 0x10000;
const IN_SIZE = 8 + WINDOW_SIZE;
const OUT_SIZE = 80 + WINDOW_SIZE;
/** Most steps that one image holds. */
export const MOST_STEPS = Math.floor((MAIN_STORAGE - RECORDS) / (IN_SIZE + OUT_SIZE));

/** One START I/O: device, CAW, and the storage that it finds. */
export interface Step {
  readonly device: number;
  readonly caw: number;
  readonly window: Uint8Array;
}

/** What came of a step. CSWs are pairs of words. */
export interface StepResult {
  readonly startCode: number;
  /** CSW that START I/O stored (condition code 1). */
  readonly startCsw: readonly [number, number];
  /** CSWs that TEST I/O stored until the device was free; at most four, the last one overwritten. */
  readonly csws: readonly (readonly [number, number])[];
  /** Condition code of the last TEST I/O: 0, or 3; 2 when the device never became free. */
  readonly lastCode: number;
  /** Sense bytes, when a unit check asked for them. */
  readonly sense: Uint8Array | undefined;
  readonly window: Uint8Array;
}

/** Instruction addresses in the PSW at the end. */
export const DONE = 0x0aaaaa;
export const HANGING = 0x0bbbbb;

const SOURCE = `
DRIVER   START 0
         USING DRIVER,0
         DC    X'00000000',A(BEGIN)
         ORG   DRIVER+X'68'
         DC    X'00020000',X'0000DEAD'
         ORG   DRIVER+X'200'
BEGIN    L     12,INPUT
         L     11,OUTPUT
         L     10,STEPS
         LA    3,X'10'
         L     4,=A(X'${(WINDOW & ~0x7ff).toString(16)}')
         SSK   3,4
         LA    3,X'58'
         L     4,=A(X'${SECOND_BLOCK.toString(16)}')
         SSK   3,4
         L     9,=A(X'${WINDOW.toString(16)}')
NEXT     MVC   0(256,9),8(12)
         MVC   256(256,9),264(12)
         MVC   512(256,9),520(12)
         MVC   768(256,9),776(12)
         XC    0(80,11),0(11)
         L     1,0(12)
         MVC   72(4,0),4(12)
         XC    64(8,0),64(0)
         SR    7,7
         SIO   0(1)
         BALR  2,0
         ST    2,0(11)
         BC    1,STARTED
         BC    11,SPIN
         MVC   8(8,11),64(0)
         IC    7,68
SPIN     BAL   14,DRAIN
         ST    2,4(11)
         ST    5,76(11)
         LTR   4,4
         BZ    HANG
         LA    3,2
         NR    3,7
         BZ    STARTED
         MVC   72(4,0),=A(SENSE)
         XC    SENSED,SENSED
         SIO   0(1)
         LA    6,SCRATCH
         BAL   14,DRAIN2
         ST    2,72(11)
         MVC   48(24,11),SENSED
         MVI   72(11),X'FF'
STARTED  MVC   80(256,11),0(9)
         MVC   336(256,11),256(9)
         MVC   592(256,11),512(9)
         MVC   848(256,11),768(9)
         LA    11,${OUT_SIZE}(11)
         LA    12,${IN_SIZE}(12)
         BCT   10,NEXT
         LPSW  DONE
*        Tests the device until it is free: CSWs to 16(11), their number in 5, their status ORed in 7.
DRAIN    LA    6,16(11)
DRAIN2   SR    5,5
         L     4,LIMIT
TEST     XC    64(8,0),64(0)
         TIO   0(1)
         BALR  2,0
         BC    8,0(14)
         BC    1,0(14)
         BC    2,AGAIN
         TM    68,X'10'
         BO    AGAIN
         SR    3,3
         IC    3,68
         OR    7,3
         MVC   0(8,6),64(0)
         LA    5,1(5)
         C     5,=F'4'
         BNL   TEST
         LA    6,8(6)
         B     TEST
AGAIN    BCT   4,TEST
         BR    14
         DS    0D
DONE     DC    X'00020000',X'${DONE.toString(16).padStart(8, '0')}'
HANGING  DC    X'00020000',X'${HANGING.toString(16).padStart(8, '0')}'
*        A channel program that has no end: the steps behind it can't be run.
HANG     LPSW  HANGING
SENSE    CCW   4,SENSED,X'20',24
SENSED   DS    XL24
SCRATCH  DS    4D
INPUT    DC    A(X'${RECORDS.toString(16)}')
OUTPUT   DC    A(0)
STEPS    DC    A(0)
LIMIT    DC    F'1000000'
         LTORG
         ENTRY OUTPUT,STEPS
         END   BEGIN
`;

/** The driver, assembled: bytes from address 0, and where its parameters lie. */
export interface Driver {
  readonly bytes: Uint8Array;
  readonly output: number;
  readonly steps: number;
}

/** Assembles the driver. */
export function assembleDriver(): Driver {
  const { object, diagnostics, returnCode } = assemble(SOURCE, { name: 'driver', noListing: true });
  if (returnCode > 4) throw new Error(diagnostics.map((diagnostic) => JSON.stringify(diagnostic)).join('\n'));
  const load = loadAbsolute([{ name: 'driver', deck: object }], { origin: 0 });
  const end = Math.max(...load.segments.map(({ address, bytes }) => address + bytes.length));
  const bytes = new Uint8Array(end);
  for (const segment of load.segments) bytes.set(segment.bytes, segment.address);
  return { bytes, output: load.symbols.get('OUTPUT')!, steps: load.symbols.get('STEPS')! };
}

/** Builds the image that does all the steps. */
export function buildImage(driver: Driver, steps: readonly Step[]): Uint8Array {
  if (steps.length > MOST_STEPS) throw new RangeError(`at most ${MOST_STEPS} steps fit into main storage`);
  const image = new Uint8Array(RECORDS + steps.length * (IN_SIZE + OUT_SIZE));
  const view = new DataView(image.buffer);
  image.set(driver.bytes);
  view.setInt32(driver.output, RECORDS + steps.length * IN_SIZE);
  view.setInt32(driver.steps, steps.length);
  steps.forEach(({ device, caw, window }, i) => {
    const at = RECORDS + i * IN_SIZE;
    view.setInt32(at, device);
    view.setInt32(at + 4, caw);
    image.set(window, at + 8);
  });
  return image;
}

/** Index of the step that keeps the driver from going on; undefined when it has come to its end. */
export function hangingStep(storage: Uint8Array, count: number): number | undefined {
  const at = readResults(storage, count).findIndex(({ lastCode }) => lastCode === 2);
  return at < 0 ? undefined : at;
}

/** Reads the results from storage after a run. */
export function readResults(storage: Uint8Array, count: number): StepResult[] {
  const view = new DataView(storage.buffer, storage.byteOffset, storage.byteLength);
  const csw = (at: number): readonly [number, number] => [view.getUint32(at), view.getUint32(at + 4)];
  const code = (at: number): number => (view.getUint32(at) >>> 28) & 3;
  return Array.from({ length: count }, (_, i) => {
    const at = RECORDS + count * IN_SIZE + i * OUT_SIZE;
    const stored = Math.min(4, view.getUint32(at + 76));
    return {
      startCode: code(at),
      startCsw: csw(at + 8),
      csws: Array.from({ length: stored }, (_unused, n) => csw(at + 16 + 8 * n)),
      lastCode: code(at + 4),
      sense: view.getUint8(at + 72) === 0xff ? storage.slice(at + 48, at + 72) : undefined,
      window: storage.slice(at + 80, at + 80 + WINDOW_SIZE),
    };
  });
}
