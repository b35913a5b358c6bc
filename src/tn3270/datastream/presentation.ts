import { Color, ControlCharacter, Highlight } from './codes.js';
import { isHidden, isIntensified, isProtected } from './field-attribute.js';
import type { Screen } from './screen.js';

/** How one position looks. */
export interface CellLook {
  /** One of `Color`, never the default. */
  foreground: number;
  /** One of `Color`; `Color.default` is the screen's own black. */
  background: number;
  intensified: boolean;
  blink: boolean;
  reverse: boolean;
  underscore: boolean;
}

const SHOWN_CONTROLS = new Map<number, string>([
  [ControlCharacter.dup, '*'],
  [ControlCharacter.fieldMark, ';'],
  [ControlCharacter.substitute, '\u25cf'],
]);

/** Character that a display shows for an EBCDIC byte. */
export function shownCharacter(screen: Screen, byte: number): string {
  if (byte >= 0x40 && byte < ControlCharacter.eightOnes) return screen.codePage.decodeByte(byte);
  return SHOWN_CONTROLS.get(byte) ?? ' ';
}

/** Base colour of a 3279 by field attribute: green input, red intensified input, blue and white protected. */
function baseColor(attribute: number): number {
  if (isProtected(attribute)) return isIntensified(attribute) ? Color.neutralWhite : Color.blue;
  return isIntensified(attribute) ? Color.red : Color.green;
}

/**
 * Visits every position in order with the character shown and its look. The look object is reused between
 * calls. Field attributes show as blanks.
 */
export function present(
  screen: Screen,
  visit: (position: number, character: string, look: CellLook) => void,
): void {
  const { buffer } = screen;
  const look: CellLook = {
    foreground: Color.green,
    background: Color.default,
    intensified: false,
    blink: false,
    reverse: false,
    underscore: false,
  };
  let field = buffer.fieldStart(0);
  for (let at = 0; at < buffer.size; at++) {
    const isAttribute = buffer.isAttribute(at);
    if (isAttribute) field = at;
    const attribute = field < 0 ? 0 : buffer.attributeAt(field);
    const own = isAttribute ? 0 : buffer.highlight[at];
    const highlight = own || (field < 0 ? 0 : buffer.highlight[field]);
    look.foreground =
      (isAttribute ? 0 : buffer.foreground[at]) ||
      (field < 0 ? 0 : buffer.foreground[field]) ||
      baseColor(attribute);
    look.background = (isAttribute ? 0 : buffer.background[at]) || (field < 0 ? 0 : buffer.background[field]);
    look.intensified = isIntensified(attribute) || highlight === Highlight.intensify;
    look.blink = !isAttribute && highlight === Highlight.blink;
    look.reverse = !isAttribute && highlight === Highlight.reverse;
    look.underscore = !isAttribute && highlight === Highlight.underscore;
    const shown = isAttribute || isHidden(attribute) ? ' ' : shownCharacter(screen, buffer.characters[at]);
    visit(at, shown, look);
  }
}

/** Text of the screen as an operator sees it: one string a row, hidden fields blank. */
export function screenText(screen: Screen): string[] {
  const rows = Array.from({ length: screen.rows }, () => '');
  present(screen, (position, character) => {
    rows[Math.floor(position / screen.columns)] += character;
  });
  return rows;
}

/** One field as tests and programs see it. */
export interface ScreenField {
  /** First data position. */
  readonly address: number;
  readonly attribute: number;
  /** Decoded data, nulls as blanks; hidden fields too. */
  readonly text: string;
}

/** All fields of the screen in order; none when it is unformatted. */
export function screenFields(screen: Screen): ScreenField[] {
  const { buffer } = screen;
  return [...buffer.attributePositions()].map((start) => ({
    address: buffer.next(start),
    attribute: buffer.attributeAt(start),
    text: [...buffer.fieldPositions(start)]
      .map((at) => shownCharacter(screen, buffer.characters[at]))
      .join(''),
  }));
}
