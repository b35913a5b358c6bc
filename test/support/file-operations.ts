import { assemble } from '../../src/asm/index.js';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { CmsSources } from '../../src/generate/cms-sources.js';
import type { CmsFile } from './cms-disk.js';

/**
 * A CMS program that calls the file functions of the nucleus as a script says, and types for each step `STEP n code
 * bytes checksum`. The script is the file SCRIPT OPS.
 */
const PROGRAM = `
FSOPS    CSECT
         USING FSOPS,12
         ST    14,RETURN
NEXT     LA    1,SCRIPT
         SVC   202
         DC    AL4(DONE)
         LA    3,1(,3)
         MVC   FSFN(18),OPFN
         MVC   FSNO,OPITEM
         MVC   FSFV,OPFV
         MVC   FSITEMS,OPCOUNT
         MVC   FSSIZE,OPSIZE
         XC    FSREAD,FSREAD
         L     5,BUFADDR
         ST    5,FSBUF
         CLI   OP,C'W'
         BNE   NOTW
*        pattern: seed, seed + 1, ...
         L     6,FSSIZE
         SR    7,7
         IC    7,OPSEED
FILL     STC   7,0(,5)
         LA    7,1(,7)
         LA    5,1(,5)
         BCT   6,FILL
         MVC   FSCOMM,=CL8'WRBUF'
         B     CALL
NOTW     MVC   FSCOMM,=CL8'RDBUF'
         CLI   OP,C'R'
         BE    CALL
         MVC   FSCOMM,=CL8'ERASE'
         CLI   OP,C'E'
         BE    CALL
         MVC   FSCOMM,=CL8'FINIS'
         CLI   OP,C'F'
         BE    CALL
         MVC   FSCOMM,=CL8'STATE'
         CLI   OP,C'S'
         BE    CALL
         MVC   FSCOMM,=CL8'POINT'
         CLI   OP,C'P'
         BNE   NOTP
         MVC   FSNO(4),OPITEM       write and read pointer
         B     CALL
NOTP     MVC   RNOLD(18),OPFN
         MVC   RNNEW(16),OPNEW
         LA    1,RENAME
         B     CALL1
CALL     LA    1,FSCB
CALL1    SVC   202
         DC    AL4(*+4)
         LR    4,15
         SR    8,8
         L     9,FSREAD
         LTR   6,9
         BZ    TYPE
         L     5,BUFADDR
         SR    7,7
SUM      LR    1,8
         SLL   1,5
         SR    1,8
         LR    8,1
         IC    7,0(,5)
         AR    8,7
         LA    5,1(,5)
         BCT   6,SUM
TYPE     LINEDIT TEXT='STEP ..... ..... ........ ........',DOT=NO,     X
               SUB=(DEC,(3),DEC,(4),DEC,(9),HEX,(8))
         B     NEXT
DONE     L     14,RETURN
         SR    15,15
         BR    14
RETURN   DC    A(0)
BUFADDR  DC    X'00030000'
         DS    0D
SCRIPT   DC    CL8'RDBUF',CL8'SCRIPT',CL8'OPS',CL2'* ',H'0'
         DC    A(OP),F'64',CL2'F',H'1',F'0'
RENAME   DC    CL8'RENAME6'
RNOLD    DC    CL24' '
RNNEW    DC    CL24' '
         DC    8X'FF'
FSCB     DS    0D
FSCOMM   DC    CL8' '
FSFN     DC    CL18' '
FSNO     DC    H'0'
FSBUF    DC    A(0)
FSSIZE   DC    F'0'
FSFV     DC    C'F'
         DC    X'00'
FSITEMS  DC    H'0'
FSREAD   DC    F'0'
         DS    0D
OP       DS    C
OPFN     DS    CL18
OPFV     DS    C
OPITEM   DS    H
OPCOUNT  DS    H
OPSIZE   DS    F
OPSEED   DS    C
OPNEW    DS    CL16
         ORG   OP+64
         LTORG
         REGEQU
         END   FSOPS
`;

/** One call of a file function. */
export interface FileOperation {
  readonly op: 'write' | 'read' | 'erase' | 'finis' | 'state' | 'point' | 'rename';
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
  readonly format?: 'F' | 'V';
  /** Item number, 0: next one; for point the write pointer. */
  readonly item?: number;
  /** Items; for point the read pointer. */
  readonly count?: number;
  readonly size?: number;
  /** First byte of the pattern that is written. */
  readonly seed?: number;
  readonly newName?: string;
  readonly newType?: string;
}

/** Answer to an operation. */
export interface OperationResult {
  readonly code: number;
  readonly bytes: number;
  readonly checksum: number;
}

/** The bytes that `write` writes. */
export function pattern(seed: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (seed + index) & 0xff);
}

/** Checksum of bytes as the program computes it. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0;
  return sum;
}

/** The program as TEXT file FSOPS, and the script; to be run with LOAD FSOPS (START. */
export function operationFiles(operations: readonly FileOperation[]): CmsFile[] {
  const { object, returnCode, diagnostics } = assemble(PROGRAM, {
    library: new CmsSources().library,
    noListing: true,
  });
  if (returnCode > 4) throw new Error(JSON.stringify(diagnostics));
  const cards: Uint8Array[] = [];
  for (let at = 0; at < object.length; at += 80) cards.push(object.slice(at, at + 80));
  return [
    { name: 'FSOPS', type: 'TEXT', format: 'F', records: cards },
    { name: 'SCRIPT', type: 'OPS', format: 'F', records: operations.map(operationRecord) },
  ];
}

function operationRecord(operation: FileOperation): Uint8Array {
  const { op, name, type, mode = 'A1', format = 'F', item = 0, count = 1, size = 80, seed = 0 } = operation;
  const record = new Uint8Array(64);
  const view = new DataView(record.buffer);
  record.set(ebcdic037.encode(op === 'rename' ? 'N' : op[0].toUpperCase()), 0);
  record.set(ebcdic037.encode(name, 8), 1);
  record.set(ebcdic037.encode(type, 8), 9);
  record.set(ebcdic037.encode(mode, 2), 17);
  record.set(ebcdic037.encode(format), 19);
  view.setUint16(20, item);
  view.setUint16(22, count);
  view.setUint32(24, size);
  view.setUint8(28, seed);
  record.set(ebcdic037.encode(operation.newName ?? '', 8), 29);
  record.set(ebcdic037.encode(operation.newType ?? '', 8), 37);
  return record;
}

/** Results that the program typed, in the order of the script. */
export function operationResults(lines: readonly string[]): OperationResult[] {
  return lines
    .map((line) => /^STEP (\d+) (-?\d+) (\d+) ([0-9A-F]+)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ code: Number(match[2]), bytes: Number(match[3]), checksum: parseInt(match[4], 16) }));
}
