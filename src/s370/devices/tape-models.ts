/** Tape units by type, with the control unit in front of them. */
export type TapeType = '2401' | '2402' | '2403' | '2404' | '2415' | '2420' | '3410' | '3411' | '3420';

/** Which bits of the drive's state lie where in the sense bytes, and what is installed. */
export interface TapeModel {
  /** Type of the control unit that the drives share. */
  readonly controlUnit: string;
  readonly senseLength: number;
  /** Sense bytes that are always the same, by index. */
  readonly fixedSense: readonly (readonly [index: number, value: number])[];
  /** The end-of-tape marker has a sense bit (byte 4); a 2400 tells it by unit exception alone. */
  readonly tapeIndicate: boolean;
  readonly dataSecurityErase: boolean;
  readonly loopWriteToRead: boolean;
  /** SET DIAGNOSE and DIAGNOSTIC MODE SET. */
  readonly diagnostics: boolean;
  /** REWIND UNLOAD ends with control unit end too. */
  readonly controlUnitEnd: boolean;
  /** Densities in bytes an inch that mode sets choose from; the first is set by a reset. */
  readonly densities: readonly number[];
  /** SENSE ID: X'FF', control unit and model, device and model. */
  readonly identification?: Uint8Array;
}

/** Byte 5: "new subsystem"; byte 6: dual density and the model. GA32-0021, Sense Byte Summary. */
const MODEL_3420: TapeModel = {
  controlUnit: '3803',
  senseLength: 24,
  fixedSense: [
    [5, 0xc0],
    [6, 0x23], // dual density, 3420 model 7
  ],
  tapeIndicate: true,
  dataSecurityErase: true,
  loopWriteToRead: true,
  diagnostics: true,
  controlUnitEnd: true,
  densities: [1600, 800],
  identification: Uint8Array.of(0xff, 0x38, 0x03, 0x02, 0x34, 0x20, 0x07),
};

/** GA32-0015, Sense Bytes. */
const MODEL_3410: TapeModel = {
  controlUnit: '3411',
  senseLength: 9,
  fixedSense: [
    [5, 0x40],
    [6, 0x22], // dual density, model 2
  ],
  tapeIndicate: true,
  dataSecurityErase: true,
  loopWriteToRead: false,
  diagnostics: true,
  controlUnitEnd: false,
  densities: [1600, 800],
  identification: Uint8Array.of(0xff, 0x34, 0x11, 0x01, 0x34, 0x10, 0x02),
};

/** 2401-2404, 2415 and 2420 on a 2803 or 2804. GA22-6866. */
const MODEL_2400: TapeModel = {
  controlUnit: '2803',
  senseLength: 6,
  fixedSense: [],
  tapeIndicate: false,
  dataSecurityErase: false,
  loopWriteToRead: false,
  diagnostics: false,
  controlUnitEnd: false,
  densities: [1600, 800],
};

export const TAPE_MODELS: Readonly<Record<TapeType, TapeModel>> = {
  '2401': MODEL_2400,
  '2402': MODEL_2400,
  '2403': MODEL_2400,
  '2404': MODEL_2400,
  '2415': MODEL_2400,
  '2420': { ...MODEL_2400, densities: [1600] },
  '3410': MODEL_3410,
  '3411': MODEL_3410,
  '3420': MODEL_3420,
};
