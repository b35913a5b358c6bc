/** Commands of a channel-to-channel adapter, SENSE and SENSE ID apart. SA22-7203, Commands. */
export type AdapterCommand =
  | 'write'
  | 'write-end-of-file'
  | 'read'
  | 'control'
  | 'sense-command-byte'
  | 'no-operation'
  | 'set-extended-mode'
  | 'set-basic-mode'
  | 'prepare';

/**
 * Which command a code is. Most bits are for the programs, which the other side sees by SENSE COMMAND BYTE: xxxxxx01
 * writes (with bit 0 on an end of file, in extended mode), xxxxxx10 and xxxx1100 read, xxxxx111 controls, and
 * NOP, xxxxx011, has bits 0-1 00 or 10. Undefined for a code that is none.
 */
export function adapterCommand(code: number): AdapterCommand | undefined {
  switch (code & 0x03) {
    case 0x01:
      return (code & 0x80) !== 0 ? 'write-end-of-file' : 'write';
    case 0x02:
      return 'read';
    case 0x03:
      return (code & 0x04) !== 0 ? 'control' : controlOperation(code);
  }
  if ((code & 0x0f) === 0x0c) return 'read';
  return SENSE_COMMAND_BYTES.has(code) ? 'sense-command-byte' : undefined;
}

function controlOperation(code: number): AdapterCommand | undefined {
  if (code === 0xc3) return 'set-extended-mode';
  if (code === 0xe3) return 'prepare';
  const zone = code & 0xc0;
  if (zone === 0x40) return 'set-basic-mode';
  return zone === 0xc0 ? undefined : 'no-operation';
}

const SENSE_COMMAND_BYTES: ReadonlySet<number> = new Set([0x14, 0x34, 0x54, 0x74, 0x94, 0xb4, 0xd4, 0xf4]);
