/**
 * A case of the conformance room: the complete state of a CPU and its storage before some instructions, as plain
 * data. Any value of this type may be run, so a case can be made smaller by changing whatever is in it.
 */

/** Bytes in real storage. */
export interface Patch {
  /** Absolute address: in the sandbox or in the free part of the prefix area. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** The instructions of a case. A SUPERVISOR CALL 255 follows the last one and ends the case. */
export interface Code {
  readonly instructions: readonly Uint8Array[];
  /** Where the bytes are one after the other: absolute addresses, enough for all instructions and the final SVC. */
  readonly places: Int32Array;
}

/** The state before the first instruction. */
export interface MachineCase {
  /** Mnemonics that the case was made to try, without those that only prepare. */
  readonly mnemonics: readonly string[];
  /** Current PSW, two words. */
  readonly psw: readonly [number, number];
  readonly gpr: Int32Array;
  /** Floating-point registers 0, 2, 4, 6: high and low words. */
  readonly fpr: Int32Array;
  readonly cr: Int32Array;
  /** 0 or `SECOND_PREFIX`. */
  readonly prefix: number;
  /** Storage keys of the blocks of the sandbox. */
  readonly keys: Uint8Array;
  readonly code: Code;
  readonly patches: readonly Patch[];
}

/** Main storage of the machine that runs cases: what lies behind is an addressing exception. */
export const MAIN_STORAGE = 0x800000;
/** Real storage that cases have for themselves; all zeros but for the patches. */
export const SANDBOX = 0x10000;
export const SANDBOX_SIZE = 0x8000;
export const BLOCK = 0x800;
export const SANDBOX_BLOCKS = SANDBOX_SIZE / BLOCK;
/** A page that can take the place of the prefix area: its new PSWs are as good as those at 0. */
export const SECOND_PREFIX = 0x3000;
/** Free part of the prefix area that cases may use and that is compared: the end of the protected 512 bytes. */
export const LOW_WINDOW = 0x1e0;
export const LOW_WINDOW_SIZE = 64;
/** The last bytes of main storage: zeros, for operands that go beyond it. What they become is not compared. */
export const STORAGE_END_WINDOW = 256;
/** Immediate byte of the SUPERVISOR CALL behind the last instruction. */
export const FINAL_SVC = 0xff;

/** A case as text that `parseCase` takes. */
export function serializeCase({
  mnemonics,
  psw,
  gpr,
  fpr,
  cr,
  prefix,
  keys,
  code,
  patches,
}: MachineCase): string {
  const hex = (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return JSON.stringify({
    mnemonics,
    psw,
    gpr: [...gpr],
    fpr: [...fpr],
    cr: [...cr],
    prefix,
    keys: hex(keys),
    code: { instructions: code.instructions.map(hex), places: [...code.places] },
    patches: patches.map(({ address, bytes }) => ({ address, bytes: hex(bytes) })),
  });
}

interface CaseText {
  readonly mnemonics: string[];
  readonly psw: [number, number];
  readonly gpr: number[];
  readonly fpr: number[];
  readonly cr: number[];
  readonly prefix: number;
  readonly keys: string;
  readonly code: { readonly instructions: string[]; readonly places: number[] };
  readonly patches: readonly { readonly address: number; readonly bytes: string }[];
}

/** The case that `serializeCase` has written. Throws `SyntaxError` when it is no JSON. */
export function parseCase(text: string): MachineCase {
  const parsed = JSON.parse(text) as CaseText;
  const bytes = (digits: string): Uint8Array =>
    Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  return {
    mnemonics: parsed.mnemonics,
    psw: parsed.psw,
    gpr: Int32Array.from(parsed.gpr),
    fpr: Int32Array.from(parsed.fpr),
    cr: Int32Array.from(parsed.cr),
    prefix: parsed.prefix,
    keys: bytes(parsed.keys),
    code: {
      instructions: parsed.code.instructions.map(bytes),
      places: Int32Array.from(parsed.code.places),
    },
    patches: parsed.patches.map((patch) => ({ address: patch.address, bytes: bytes(patch.bytes) })),
  };
}
