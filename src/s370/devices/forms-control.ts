/** Vertical format of a form: which carriage channels are punched at which lines. */
export interface FormsControl {
  /** Lines of the form. */
  readonly lines: number;
  readonly linesPerInch: 6 | 8;
  /** Columns by which a line is printed further to the right, or to the left when negative (3211). */
  readonly index: number;
  /** Is this channel punched at a line (from 1)? */
  hasChannel(line: number, channel: number): boolean;
  /** The line a skip to `channel` from `line` comes to; undefined when the channel is punched nowhere. */
  lineOfChannel(channel: number, line: number): number | undefined;
}

class PunchedForms implements FormsControl {
  /** `channels[line - 1]`: bit n is channel n. */
  constructor(
    private readonly channels: readonly number[],
    readonly linesPerInch: 6 | 8,
    readonly index: number,
  ) {}

  get lines(): number {
    return this.channels.length;
  }

  hasChannel(line: number, channel: number): boolean {
    return ((this.channels[line - 1] ?? 0) & (1 << channel)) !== 0;
  }

  lineOfChannel(channel: number, line: number): number | undefined {
    for (let step = 1; step <= this.lines; step++) {
      const candidate = ((line - 1 + step) % this.lines) + 1;
      if (this.hasChannel(candidate, channel)) return candidate;
    }
    return undefined;
  }
}

/** Makes a form of so many lines with channels punched at the given lines; a line may have several. */
export function makeFormsControl(
  lines: number,
  punched: readonly (readonly [line: number, channel: number])[],
  options: { readonly linesPerInch?: 6 | 8; readonly index?: number } = {},
): FormsControl {
  const channels = new Array<number>(lines).fill(0);
  for (const [line, channel] of punched) channels[line - 1] |= 1 << channel;
  return new PunchedForms(channels, options.linesPerInch ?? 6, options.index ?? 0);
}

/** Lines of channels 1 to 12 on the carriage tape most installations kept on the printer, 66 lines to a form. */
export const STANDARD_CHANNEL_LINES: readonly number[] = [1, 7, 13, 19, 25, 31, 37, 43, 63, 49, 55, 61];

/** That tape. */
export const DEFAULT_FORMS_CONTROL: FormsControl = makeFormsControl(
  66,
  STANDARD_CHANNEL_LINES.map((line, index) => [line, index + 1]),
);

const INDEX_FLAG = 0x80;
const INDEX_LEFT = 0x40;
const INDEX_COLUMNS = 0x1f;
/** In the first line's byte: 8 lines to the inch; in a later one: the last line of the form. */
const FLAG = 0x10;
const CHANNEL = 0x0f;
const MUST_BE_ZERO = 0x20;

/** A forms control buffer image that has been understood, and how many of the bytes it is. */
export interface ParsedForms {
  readonly forms: FormsControl;
  readonly length: number;
}

/**
 * Forms control buffer image: an optional index byte (X'80' and columns, X'40' for left), then a byte a line with
 * the channel in its low half; X'10' in the first line means 8 lines to the inch, in another the last line.
 * Undefined when no line is marked as the last within `most` lines or a byte is none of these. GA24-3543.
 */
export function parseFormsControl(image: Uint8Array, most = 180): ParsedForms | undefined {
  if (image.length === 0 || (image[0] & MUST_BE_ZERO) !== 0) return undefined;
  const indexed = (image[0] & INDEX_FLAG) !== 0;
  const start = indexed ? 1 : 0;
  // Index 1 is the first print position: the line is where it is without an index.
  const columns = indexed ? Math.max(0, (image[0] & INDEX_COLUMNS) - 1) : 0;
  const index = indexed && (image[0] & INDEX_LEFT) !== 0 ? -(image[0] & INDEX_COLUMNS) : columns;
  const channels: number[] = [];
  for (let i = start; i < image.length && channels.length < most; i++) {
    const channel = image[i] & CHANNEL;
    if (channel > 12 || (image[i] & ~(CHANNEL | FLAG)) !== 0) return undefined;
    channels.push(channel === 0 ? 0 : 1 << channel);
    if ((image[i] & FLAG) !== 0 && channels.length > 1) {
      const linesPerInch = (image[start] & FLAG) !== 0 ? 8 : 6;
      return { forms: new PunchedForms(channels, linesPerInch, index), length: i + 1 };
    }
  }
  return undefined;
}

/** The buffer image of a form, for READ FORMS CONTROL BUFFER. Of several channels at a line the lowest. */
export function formsControlImage(forms: FormsControl): Uint8Array {
  const lines = Array.from({ length: forms.lines }, (_, i) => {
    for (let channel = 1; channel <= 12; channel++) if (forms.hasChannel(i + 1, channel)) return channel;
    return 0;
  });
  if (forms.linesPerInch === 8) lines[0] |= FLAG;
  lines[lines.length - 1] |= FLAG;
  if (forms.index === 0) return Uint8Array.from(lines);
  const index = forms.index > 0 ? INDEX_FLAG | (forms.index + 1) : INDEX_FLAG | INDEX_LEFT | -forms.index;
  return Uint8Array.of(index, ...lines);
}
