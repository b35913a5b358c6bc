/**
 * Byte codes of the 3270 data stream. GA23-0059 (3270 Information Display System, Data Stream
 * Programmer's Reference) and GA27-2749 (3272/3277 Component Description).
 */

/** Channel command codes of a local 3270, which this project uses inside the machine. */
export const Command = {
  write: 0x01,
  readBuffer: 0x02,
  eraseWrite: 0x05,
  readModified: 0x06,
  eraseWriteAlternate: 0x0d,
  readModifiedAll: 0x0e,
  eraseAllUnprotected: 0x0f,
  writeStructuredField: 0x11,
} as const;

/** The same commands as remote controllers and TN3270 hosts send them. */
export const RemoteCommand = {
  write: 0xf1,
  readBuffer: 0xf2,
  writeStructuredField: 0xf3,
  eraseWrite: 0xf5,
  readModified: 0xf6,
  readModifiedAll: 0x6e,
  eraseAllUnprotected: 0x6f,
  eraseWriteAlternate: 0x7e,
} as const;

type CommandName = keyof typeof Command;
const commandNames = Object.keys(Command) as CommandName[];
const toChannel = new Map<number, number>(
  commandNames.flatMap((name) => [
    [Command[name], Command[name]],
    [RemoteCommand[name], Command[name]],
  ]),
);
const toRemote = new Map<number, number>(commandNames.map((name) => [Command[name], RemoteCommand[name]]));

/** Channel command code of a command byte in either code set; undefined when it is neither. */
export function channelCommand(code: number): number | undefined {
  return toChannel.get(code);
}

/** Code that goes over TN3270 for a channel command; undefined when there is none (Select, No-op, Sense). */
export function remoteCommand(channelCode: number): number | undefined {
  return toRemote.get(channelCode);
}

/** Orders in write data. */
export const Order = {
  programTab: 0x05,
  graphicEscape: 0x08,
  setBufferAddress: 0x11,
  eraseUnprotectedToAddress: 0x12,
  insertCursor: 0x13,
  startField: 0x1d,
  setAttribute: 0x28,
  startFieldExtended: 0x29,
  modifyField: 0x2c,
  repeatToAddress: 0x3c,
} as const;

/** Bits of the write control character. The base value only makes the byte a graphic character. */
export const Wcc = {
  base: 0xc0,
  startPrinter: 0x08,
  soundAlarm: 0x04,
  restoreKeyboard: 0x02,
  resetModified: 0x01,
} as const;

/** Attention identifiers: what the operator did. */
export const Aid = {
  none: 0x60,
  structuredField: 0x88,
  enter: 0x7d,
  clear: 0x6d,
  pa1: 0x6c,
  pa2: 0x6e,
  pa3: 0x6b,
  sysReq: 0xf0,
  selectorPen: 0x7e,
  pf1: 0xf1,
  pf2: 0xf2,
  pf3: 0xf3,
  pf4: 0xf4,
  pf5: 0xf5,
  pf6: 0xf6,
  pf7: 0xf7,
  pf8: 0xf8,
  pf9: 0xf9,
  pf10: 0x7a,
  pf11: 0x7b,
  pf12: 0x7c,
  pf13: 0xc1,
  pf14: 0xc2,
  pf15: 0xc3,
  pf16: 0xc4,
  pf17: 0xc5,
  pf18: 0xc6,
  pf19: 0xc7,
  pf20: 0xc8,
  pf21: 0xc9,
  pf22: 0x4a,
  pf23: 0x4b,
  pf24: 0x4c,
} as const;

export type AidName = keyof typeof Aid;

const aidNames = new Map<number, AidName>((Object.keys(Aid) as AidName[]).map((name) => [Aid[name], name]));

/** Name of an attention identifier, undefined for a byte that is none. */
export function aidName(aid: number): AidName | undefined {
  return aidNames.get(aid);
}

/** AID of program function key 1-24. */
export function pfAid(key: number): number {
  const aid = Aid[`pf${key}` as AidName];
  if (aid === undefined) throw new RangeError(`no program function key ${key}`);
  return aid;
}

/** Program function key number of an AID, undefined when it is another key. */
export function pfNumber(aid: number): number | undefined {
  const name = aidNames.get(aid);
  return name?.startsWith('pf') ? Number(name.slice(2)) : undefined;
}

/** Keys whose inbound record is the AID alone: CLEAR and the program access keys. */
export function isShortRead(aid: number): boolean {
  return aid === Aid.clear || aid === Aid.pa1 || aid === Aid.pa2 || aid === Aid.pa3;
}

/** Attribute types in SFE, SA and MF pairs. */
export const AttributeType = {
  resetAll: 0x00,
  highlighting: 0x41,
  foreground: 0x42,
  characterSet: 0x43,
  background: 0x45,
  transparency: 0x46,
  field: 0xc0,
  validation: 0xc1,
  outlining: 0xc2,
} as const;

/** Colours of foreground and background attributes; 0 is the device's default. */
export const Color = {
  default: 0x00,
  neutralBlack: 0xf0,
  blue: 0xf1,
  red: 0xf2,
  pink: 0xf3,
  green: 0xf4,
  turquoise: 0xf5,
  yellow: 0xf6,
  neutralWhite: 0xf7,
  black: 0xf8,
  deepBlue: 0xf9,
  orange: 0xfa,
  purple: 0xfb,
  paleGreen: 0xfc,
  paleTurquoise: 0xfd,
  grey: 0xfe,
  white: 0xff,
} as const;

export const Highlight = {
  default: 0x00,
  normal: 0xf0,
  blink: 0xf1,
  reverse: 0xf2,
  underscore: 0xf4,
  intensify: 0xf8,
} as const;

/** Characters with a meaning of their own in a field. */
export const ControlCharacter = {
  nul: 0x00,
  formFeed: 0x0c,
  carriageReturn: 0x0d,
  newLine: 0x15,
  endOfMedium: 0x19,
  dup: 0x1c,
  fieldMark: 0x1e,
  substitute: 0x3f,
  eightOnes: 0xff,
} as const;
