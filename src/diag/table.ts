import { diagnose00 } from './diagnose-00.js';
import { diagnose04 } from './diagnose-04.js';
import { diagnose08 } from './diagnose-08.js';
import { diagnose0c } from './diagnose-0c.js';
import { diagnose10 } from './diagnose-10.js';
import { diagnose14 } from './diagnose-14.js';
import { diagnose18 } from './diagnose-18.js';
import { diagnose1c } from './diagnose-1c.js';
import { diagnose20 } from './diagnose-20.js';
import { diagnose24 } from './diagnose-24.js';
import { diagnose28 } from './diagnose-28.js';
import { diagnose2c } from './diagnose-2c.js';
import { diagnose30 } from './diagnose-30.js';
import { diagnose34 } from './diagnose-34.js';
import { diagnose38 } from './diagnose-38.js';
import { diagnose3c } from './diagnose-3c.js';
import { diagnose48 } from './diagnose-48.js';
import { diagnose4c } from './diagnose-4c.js';
import { diagnose50 } from './diagnose-50.js';
import { diagnose54 } from './diagnose-54.js';
import { diagnose58 } from './diagnose-58.js';
import { diagnose5c } from './diagnose-5c.js';
import { diagnose60 } from './diagnose-60.js';
import { diagnose64 } from './diagnose-64.js';
import { diagnose68 } from './diagnose-68.js';
import { diagnose74 } from './diagnose-74.js';
import { diagnose78 } from './diagnose-78.js';
import { diagnose7c } from './diagnose-7c.js';
import { diagnose84 } from './diagnose-84.js';
import { diagnose8c } from './diagnose-8c.js';
import { diagnoseA4 } from './diagnose-a4.js';
import { diagnoseA8 } from './diagnose-a8.js';
import { reserved } from './reserved.js';
import { DiagnoseException, PRIVILEGED_OPERATION, SPECIFICATION } from './call.js';
import type { DiagnoseCall, DiagnoseHandler } from './call.js';

/** One hypercall. */
export interface DiagnoseFunction {
  readonly code: number;
  readonly name: string;
  /** Privilege classes one of which the user needs; `any` for none. */
  readonly classes: string;
  readonly execute: DiagnoseHandler;
}

/** The hypercalls of VM/370 that this CP has. GC20-1807, DIAGNOSE Instruction in a Virtual Machine. */
export const DIAGNOSE_FUNCTIONS: readonly DiagnoseFunction[] = [
  { code: 0x00, name: 'store extended-identification code', classes: 'any', execute: diagnose00 },
  { code: 0x04, name: 'examine real storage', classes: 'CE', execute: diagnose04 },
  { code: 0x08, name: 'virtual console function', classes: 'any', execute: diagnose08 },
  { code: 0x0c, name: 'pseudo timer', classes: 'any', execute: diagnose0c },
  { code: 0x10, name: 'release pages', classes: 'any', execute: diagnose10 },
  { code: 0x14, name: 'input spool file manipulation', classes: 'any', execute: diagnose14 },
  { code: 0x18, name: 'standard DASD I/O', classes: 'any', execute: diagnose18 },
  { code: 0x1c, name: 'clear error recording area', classes: 'F', execute: diagnose1c },
  { code: 0x20, name: 'general I/O', classes: 'any', execute: diagnose20 },
  { code: 0x24, name: 'device type and features', classes: 'any', execute: diagnose24 },
  { code: 0x28, name: 'dynamic channel program modification', classes: 'any', execute: diagnose28 },
  { code: 0x2c, name: 'start of the error recording area', classes: 'CEF', execute: diagnose2c },
  { code: 0x30, name: 'read a page of the error recording area', classes: 'CEF', execute: diagnose30 },
  { code: 0x34, name: 'read system dump file', classes: 'CE', execute: diagnose34 },
  { code: 0x38, name: 'read system symbol table', classes: 'CE', execute: diagnose38 },
  { code: 0x3c, name: 'dynamic directory update', classes: 'ABC', execute: diagnose3c },
  { code: 0x40, name: 'reserved', classes: 'any', execute: reserved },
  { code: 0x44, name: 'reserved', classes: 'any', execute: reserved },
  { code: 0x48, name: 'second-level CP', classes: 'any', execute: diagnose48 },
  { code: 0x4c, name: 'accounting cards', classes: 'any', execute: diagnose4c },
  { code: 0x50, name: 'save 3704 or 3705 control program image', classes: 'ABC', execute: diagnose50 },
  { code: 0x54, name: 'PA2 of a display', classes: 'any', execute: diagnose54 },
  { code: 0x58, name: '3270 virtual console interface', classes: 'any', execute: diagnose58 },
  { code: 0x5c, name: 'error message editing', classes: 'any', execute: diagnose5c },
  { code: 0x60, name: 'virtual machine storage size', classes: 'any', execute: diagnose60 },
  { code: 0x64, name: 'find, load, purge named segment', classes: 'any', execute: diagnose64 },
  { code: 0x68, name: 'virtual machine communication facility', classes: 'any', execute: diagnose68 },
  { code: 0x6c, name: 'reserved', classes: 'any', execute: reserved },
  { code: 0x70, name: 'reserved', classes: 'any', execute: reserved },
  { code: 0x74, name: 'load or save a 3800 named system', classes: 'ABC', execute: diagnose74 },
  { code: 0x78, name: 'mass storage communication', classes: 'any', execute: diagnose78 },
  { code: 0x7c, name: 'logical device support facility', classes: 'any', execute: diagnose7c },
  { code: 0x80, name: 'reserved', classes: 'any', execute: reserved },
  { code: 0x84, name: 'directory update in place', classes: 'B', execute: diagnose84 },
  { code: 0x88, name: 'reserved', classes: 'any', execute: reserved },
  { code: 0x8c, name: '3270 device characteristics', classes: 'any', execute: diagnose8c },
  { code: 0xa4, name: 'synchronous block I/O', classes: 'any', execute: diagnoseA4 },
  { code: 0xa8, name: 'synchronous general I/O', classes: 'any', execute: diagnoseA8 },
];

/** Hypercalls by code: the table's, and those that an installation adds (X'100' and up). */
export class DiagnoseTable {
  private readonly byCode = new Map<number, DiagnoseFunction>();

  constructor(installation: readonly DiagnoseFunction[] = []) {
    for (const row of DIAGNOSE_FUNCTIONS) this.byCode.set(row.code, row);
    for (const row of installation) {
      if (row.code < 0x100 || row.code > 0x1fc || row.code % 4 !== 0) {
        throw new RangeError(`DIAGNOSE X'${row.code.toString(16)}' is not an installation code`);
      }
      this.byCode.set(row.code, row);
    }
  }

  /** Carries a hypercall out. Throws `DiagnoseException`: specification for unknown codes, privileged operation without the class. */
  execute(call: DiagnoseCall): void {
    const row = this.byCode.get(call.code);
    if (row === undefined) throw new DiagnoseException(SPECIFICATION);
    if (row.classes !== 'any' && !call.services.hasClass(row.classes)) {
      throw new DiagnoseException(PRIVILEGED_OPERATION);
    }
    row.execute(call);
  }
}
