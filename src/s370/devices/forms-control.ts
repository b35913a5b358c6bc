/** Vertical format of a form: which carriage channels are punched at which lines. */
export interface FormsControl {
  /** Lines of the form. */
  readonly lines: number;
  /** Channel punched at a line (from 1), 0 for none. */
  channelAt(line: number): number;
  /** The line a skip to `channel` from `line` comes to; undefined when the channel is punched nowhere. */
  lineOfChannel(channel: number, line: number): number | undefined;
}

class PunchedForms implements FormsControl {
  /** `channels[line - 1]` */
  constructor(private readonly channels: readonly number[]) {}

  get lines(): number {
    return this.channels.length;
  }

  channelAt(line: number): number {
    return this.channels[line - 1] ?? 0;
  }

  lineOfChannel(channel: number, line: number): number | undefined {
    for (let step = 1; step <= this.lines; step++) {
      const candidate = ((line - 1 + step) % this.lines) + 1;
      if (this.channelAt(candidate) === channel) return candidate;
    }
    return undefined;
  }
}

/** Makes a form of so many lines with channels punched at the given lines. */
export function makeFormsControl(
  lines: number,
  punched: readonly (readonly [line: number, channel: number])[],
): FormsControl {
  const channels = new Array<number>(lines).fill(0);
  for (const [line, channel] of punched) channels[line - 1] = channel;
  return new PunchedForms(channels);
}

/** The carriage tape most installations kept on the printer: 66 lines, a channel every six lines, 9 and 12 near the end. */
export const DEFAULT_FORMS_CONTROL: FormsControl = makeFormsControl(66, [
  [1, 1],
  [7, 2],
  [13, 3],
  [19, 4],
  [25, 5],
  [31, 6],
  [37, 7],
  [43, 8],
  [49, 10],
  [55, 11],
  [61, 12],
  [63, 9],
]);

/**
 * Forms control buffer image: an optional index byte (X'80'-X'9F'), then a byte a line with the channel in its low
 * half; X'10' on in a byte marks the last line. Undefined when no line is marked or a channel is past 12. GA24-3543.
 */
export function parseFormsControl(image: Uint8Array): FormsControl | undefined {
  const channels: number[] = [];
  const start = image.length > 0 && image[0] >= 0x80 ? 1 : 0;
  for (let i = start; i < image.length; i++) {
    const channel = image[i] & 0x0f;
    if (channel > 12) return undefined;
    channels.push(channel);
    if ((image[i] & 0x10) !== 0) return new PunchedForms(channels);
  }
  return undefined;
}
