import type { Statement } from '../statement.js';
import { hex } from './hex.js';
import type { Pages } from './pages.js';

/** Bytes of object code on one line. */
const BYTES_PER_LINE = 8;
/** Width of LOC, OBJECT CODE, ADDR1 and ADDR2 with the blanks between. */
const LEFT_WIDTH = 34;

/** The lines of one statement: location, object code, operand addresses, number and text. */
export function writeStatement(statement: Statement, pages: Pages): void {
  const { bytes, source, level } = statement;
  const texts = statement.generatedText === undefined ? source.images : [statement.generatedText];
  const number = String(statement.number).padStart(5) + (level > 0 ? '+' : ' ');
  const all = bytes ?? new Uint8Array();
  const shown = statement.printData ? all : all.subarray(0, BYTES_PER_LINE);
  pages.line(left(statement, shown.subarray(0, BYTES_PER_LINE)) + number + (texts[0] ?? ''));
  const indent = ' '.repeat(LEFT_WIDTH + number.length);
  for (const text of texts.slice(1)) pages.line(indent + text);
  const { section } = statement;
  if (!section) return;
  const address = section.base + statement.location;
  for (let at = BYTES_PER_LINE; at < shown.length; at += BYTES_PER_LINE) {
    pages.line(`${hex(address + at, 6)} ${digits(shown.subarray(at, at + BYTES_PER_LINE))}`);
  }
}

function left(statement: Statement, bytes: Uint8Array): string {
  const location = locationColumn(statement);
  const code = statement.isInstruction ? halfwords(bytes) : digits(bytes);
  const { address1, address2 } = statement;
  const start = `${location} ${code}`.padEnd(22);
  const first = address1 === undefined ? '     ' : hex(address1, 5);
  const second = address2 === undefined ? '     ' : hex(address2, 5);
  // Constants longer than the column of object code have no addresses beside them.
  return (start.length > 22 ? start : `${start}${first} ${second}`).padEnd(LEFT_WIDTH);
}

function locationColumn({ listed, section, location }: Statement): string {
  switch (listed.kind) {
    case 'location':
      return section ? hex(section.base + location, 6) : '      ';
    case 'value':
      return hex(listed.value, 6);
    case 'none':
      return '      ';
  }
}

function halfwords(bytes: Uint8Array): string {
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += 2) out.push(digits(bytes.subarray(at, at + 2)));
  return out.join(' ');
}

function digits(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += hex(byte, 2);
  return out;
}
