/** What distinguishes the printers. */
export interface PrinterModel {
  readonly type: string;
  /** Print positions. */
  readonly columns: number;
  /** Bytes of the universal character set buffer; 0 for none. */
  readonly characterSetSize: number;
  /** Bytes of it that name the graphics of the train. */
  readonly graphics: number;
  /** The character set is loaded behind UCS GATE LOAD, with or without folding. */
  readonly gateLoad: boolean;
  /** A buffer that programs load, in place of a carriage tape. */
  readonly formsBuffer: boolean;
  /** Lines that it has room for. */
  readonly formsBufferSize: number;
  /** The forms control image may shift the line. */
  readonly indexing: boolean;
  readonly diagnosticWrite: boolean;
  readonly senseLength: number;
  /** SENSE ID, for those that have it. */
  readonly identification?: Uint8Array;
}

export type PrinterType = '1403' | '1443' | '3203' | '3211';

/** GA24-3312 (1403 on a 2821), GA24-3120 (1443), GA33-1515 (3203), GA24-3543 (3211 on a 3811). */
export const PRINTER_MODELS: Readonly<Record<PrinterType, PrinterModel>> = {
  '1403': {
    type: '1403',
    columns: 132,
    characterSetSize: 240,
    graphics: 240,
    gateLoad: true,
    formsBuffer: false,
    formsBufferSize: 0,
    indexing: false,
    diagnosticWrite: true,
    senseLength: 1,
  },
  '1443': {
    type: '1443',
    columns: 144,
    characterSetSize: 0,
    graphics: 0,
    gateLoad: false,
    formsBuffer: false,
    formsBufferSize: 0,
    indexing: false,
    diagnosticWrite: false,
    senseLength: 1,
  },
  '3203': {
    type: '3203',
    columns: 132,
    characterSetSize: 304,
    graphics: 240,
    gateLoad: true,
    formsBuffer: true,
    formsBufferSize: 256,
    indexing: false,
    diagnosticWrite: false,
    senseLength: 5,
  },
  '3211': {
    type: '3211',
    columns: 150,
    characterSetSize: 512,
    graphics: 432,
    gateLoad: false,
    formsBuffer: true,
    formsBufferSize: 180,
    indexing: true,
    diagnosticWrite: true,
    senseLength: 6,
  },
};
