/** Channel command words. GA22-7000, Channel Command Word. */

/**
 * Flag byte of a CCW (bits 32-39). Bit 38 suspends the program where the suspend-and-resume facility is installed
 * and the CAW allows it, and ought to be zero elsewhere, as bit 39 always ought to be.
 */
export const CcwFlag = {
  chainData: 0x80,
  chainCommand: 0x40,
  suppressLength: 0x20,
  skip: 0x10,
  programControlled: 0x08,
  indirect: 0x04,
  suspend: 0x02,
  mustBeZero: 0x01,
} as const;

/** One decoded CCW. */
export interface Ccw {
  readonly command: number;
  readonly address: number;
  readonly flags: number;
  readonly count: number;
}

/** Decodes eight bytes of storage. */
export function decodeCcw(bytes: Uint8Array): Ccw {
  return {
    command: bytes[0],
    address: (bytes[1] << 16) | (bytes[2] << 8) | bytes[3],
    flags: bytes[4],
    count: (bytes[6] << 8) | bytes[7],
  };
}

/** The eight bytes of a CCW, for tests and for programs that build channel programs. */
export function encodeCcw(command: number, address: number, flags: number, count: number): Uint8Array {
  return Uint8Array.of(
    command,
    (address >>> 16) & 0xff,
    (address >>> 8) & 0xff,
    address & 0xff,
    flags,
    0,
    (count >>> 8) & 0xff,
    count & 0xff,
  );
}

/** What the low-order bits of a command ask of the channel: which way data go. */
export type CommandKind =
  'invalid' | 'sense' | 'transfer-in-channel' | 'read-backward' | 'write' | 'read' | 'control';

/** Direction of a command. Bits 4-7: 0000 invalid, 0100 sense, 1000 TIC, 1100 read backward, xx01, xx10, xx11. */
export function commandKind(command: number): CommandKind {
  switch (command & 0x03) {
    case 1:
      return 'write';
    case 2:
      return 'read';
    case 3:
      return 'control';
  }
  switch (command & 0x0c) {
    case 0x04:
      return 'sense';
    case 0x08:
      return 'transfer-in-channel';
    case 0x0c:
      return 'read-backward';
    default:
      return 'invalid';
  }
}
