const INDEXED = 0x80;
const LAST_LINE = 0x10;

interface FormsImage {
  readonly name: string;
  readonly lines: number;
  /** Line and channel. */
  readonly channels: readonly (readonly [line: number, channel: number])[];
}

/** Forms control buffers by name. SY20-0884, DMKFCB. */
const IMAGES: readonly FormsImage[] = [
  {
    name: 'FCB1',
    lines: 66,
    channels: [
      [1, 1],
      [3, 2],
      [5, 3],
      [7, 4],
      [9, 5],
      [11, 6],
      [13, 7],
      [15, 8],
      [19, 10],
      [21, 11],
      [23, 12],
      [64, 9],
    ],
  },
];

/** Image of a forms control buffer, at an index (1-31) when one is given; undefined when nothing has the name. */
export function formsImage(name: string, index?: number): Uint8Array | undefined {
  const image = IMAGES.find((entry) => entry.name === name);
  if (image === undefined) return undefined;
  const bytes = new Uint8Array(image.lines);
  for (const [line, channel] of image.channels) bytes[line - 1] = channel;
  bytes[image.lines - 1] |= LAST_LINE;
  return index === undefined ? bytes : Uint8Array.of(INDEXED | index, ...bytes);
}
