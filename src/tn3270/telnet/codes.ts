/** Telnet commands, RFC 854 and RFC 885 (EOR). */
export const Telnet = {
  eor: 0xef,
  se: 0xf0,
  nop: 0xf1,
  dataMark: 0xf2,
  break: 0xf3,
  interruptProcess: 0xf4,
  abortOutput: 0xf5,
  areYouThere: 0xf6,
  goAhead: 0xf9,
  sb: 0xfa,
  will: 0xfb,
  wont: 0xfc,
  do: 0xfd,
  dont: 0xfe,
  iac: 0xff,
} as const;

/** Telnet options: RFC 856, 860, 885, 1091, 2355. */
export const TelnetOption = {
  binary: 0x00,
  echo: 0x01,
  suppressGoAhead: 0x03,
  timingMark: 0x06,
  terminalType: 0x18,
  endOfRecord: 0x19,
  tn3270e: 0x28,
} as const;

/** Commands inside a TERMINAL-TYPE subnegotiation. */
export const TerminalTypeCommand = { is: 0x00, send: 0x01 } as const;

export type NegotiationVerb = 'will' | 'wont' | 'do' | 'dont';

const verbs = new Map<number, NegotiationVerb>([
  [Telnet.will, 'will'],
  [Telnet.wont, 'wont'],
  [Telnet.do, 'do'],
  [Telnet.dont, 'dont'],
]);

/** Verb of a command code, undefined when it is no negotiation. */
export function negotiationVerb(code: number): NegotiationVerb | undefined {
  return verbs.get(code);
}

/** Bytes of a negotiation command. */
export function negotiation(verb: NegotiationVerb, option: number): Uint8Array {
  return Uint8Array.of(Telnet.iac, Telnet[verb], option);
}

/** Bytes of a subnegotiation; X'FF' in the data is doubled. */
export function subnegotiation(option: number, ...data: number[]): Uint8Array {
  const doubled = data.flatMap((byte) => (byte === Telnet.iac ? [byte, byte] : [byte]));
  return Uint8Array.of(Telnet.iac, Telnet.sb, option, ...doubled, Telnet.iac, Telnet.se);
}

/** Bytes of a record: parts in sequence, X'FF' doubled, IAC EOR at the end. */
export function framedRecord(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 2;
  for (const part of parts) for (const byte of part) length += byte === Telnet.iac ? 2 : 1;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts)
    for (const byte of part) {
      out[at++] = byte;
      if (byte === Telnet.iac) out[at++] = byte;
    }
  out[at++] = Telnet.iac;
  out[at] = Telnet.eor;
  return out;
}

/** ASCII bytes of a name in a subnegotiation. */
export function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0) & 0x7f);
}

/** Text of ASCII bytes; control characters are left out. */
export function fromAscii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.filter((byte) => byte >= 0x20 && byte < 0x7f));
}
