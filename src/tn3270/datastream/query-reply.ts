import { Aid, Color, Highlight } from './codes.js';
import { DEFAULT_SIZE } from './models.js';
import type { ScreenSize } from './models.js';

/** Query reply codes. GA23-0059, Query Reply structured fields. */
export const QueryCode = {
  summary: 0x80,
  usableArea: 0x81,
  alphanumericPartitions: 0x84,
  characterSets: 0x85,
  color: 0x86,
  highlight: 0x87,
  replyModes: 0x88,
  implicitPartition: 0xa6,
  null: 0xff,
} as const;

const halfword = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];

/** Character cell in display units and their size, as a 3279 states them. */
const CELL_WIDTH = 9;
const CELL_HEIGHT = 12;
const UNITS_MILLIMETRES = 0x01;
const X_UNITS = [0x00, 0x0a, 0x02, 0xe5];
const Y_UNITS = [0x00, 0x02, 0x00, 0x6f];

/** What each query reply says, after length, X'81' and code. */
function replies(alternate: ScreenSize): ReadonlyMap<number, number[]> {
  const positions = alternate.rows * alternate.columns;
  const colors = [Color.blue, Color.red, Color.pink, Color.green, Color.turquoise, Color.yellow];
  const highlights = [Highlight.blink, Highlight.reverse, Highlight.underscore, Highlight.intensify];
  const map = new Map<number, number[]>([
    [QueryCode.summary, []],
    [
      QueryCode.usableArea,
      [
        0x01, // 12- and 14-bit addresses
        0x00,
        ...halfword(alternate.columns),
        ...halfword(alternate.rows),
        UNITS_MILLIMETRES,
        ...X_UNITS,
        ...Y_UNITS,
        CELL_WIDTH,
        CELL_HEIGHT,
        ...halfword(positions),
      ],
    ],
    [QueryCode.alphanumericPartitions, [0x00, ...halfword(positions), 0x00]],
    [
      QueryCode.characterSets,
      [
        0x82, // graphic escape; descriptors with code page numbers
        0x00,
        CELL_WIDTH,
        CELL_HEIGHT,
        0x00,
        0x00,
        0x00,
        0x00,
        0x07,
        ...[0x00, 0x10, 0x00, ...halfword(697), ...halfword(37)],
        ...[0x01, 0x00, 0xf1, ...halfword(963), ...halfword(310)],
      ],
    ],
    [
      QueryCode.color,
      [0x00, 0x08, 0x00, Color.green, ...[...colors, Color.neutralWhite].flatMap((color) => [color, color])],
    ],
    [
      QueryCode.highlight,
      [highlights.length + 1, 0x00, Highlight.normal, ...highlights.flatMap((code) => [code, code])],
    ],
    [QueryCode.replyModes, [0x00, 0x01, 0x02]],
    [
      QueryCode.implicitPartition,
      [
        0x00,
        0x00,
        0x0b,
        0x01,
        0x00,
        ...halfword(DEFAULT_SIZE.columns),
        ...halfword(DEFAULT_SIZE.rows),
        ...halfword(alternate.columns),
        ...halfword(alternate.rows),
      ],
    ],
  ]);
  map.set(QueryCode.summary, [...map.keys()]);
  return map;
}

/** Query reply record: AID X'88' and the replies; `wanted` undefined asks for all, else those the device has of them. */
export function queryReply(alternate: ScreenSize, wanted?: readonly number[]): Uint8Array {
  const all = replies(alternate);
  const codes = wanted ? wanted.filter((code) => all.has(code)) : [...all.keys()];
  const fields = codes.map((code): [number, number[]] => [code, all.get(code) as number[]]);
  if (fields.length === 0) fields.push([QueryCode.null, []]);
  const bytes = fields.flatMap(([code, data]) => [...halfword(data.length + 4), 0x81, code, ...data]);
  return Uint8Array.of(Aid.structuredField, ...bytes);
}

/** What a host learns from a query reply. Fields that did not come are undefined. */
export interface QueryReplyFacts {
  /** Largest screen: the usable area. */
  readonly usable: ScreenSize | undefined;
  readonly color: boolean;
  readonly highlight: boolean;
}

/** Reads a query reply record (AID X'88'). Undefined when the record is none; cut-off fields end the reading. */
export function parseQueryReply(record: Uint8Array): QueryReplyFacts | undefined {
  if (record[0] !== Aid.structuredField) return undefined;
  let usable: ScreenSize | undefined;
  let color = false;
  let highlight = false;
  for (let at = 1; at + 4 <= record.length;) {
    const length = (record[at] << 8) | record[at + 1];
    if (length < 4 || at + length > record.length) break;
    if (record[at + 2] === 0x81) {
      const code = record[at + 3];
      if (code === QueryCode.usableArea && length >= 10) {
        const columns = (record[at + 6] << 8) | record[at + 7];
        const rows = (record[at + 8] << 8) | record[at + 9];
        if (rows > 0 && columns > 0 && rows * columns <= 16384) usable = { rows, columns };
      } else if (code === QueryCode.color) color = true;
      else if (code === QueryCode.highlight) highlight = true;
    }
    at += length;
  }
  return { usable, color, highlight };
}
