import { ALTERNATE_SIZE } from './datastream/index.js';
import type { DisplayModel, ScreenSize } from './datastream/index.js';

/** What the name of a terminal type says about a 3270 display. */
export interface DisplayType {
  /** The name without an LU name. */
  readonly name: string;
  readonly model: DisplayModel;
  readonly alternate: ScreenSize;
  /** Structured fields, colour and highlighting (names that end in -E, and later models). */
  readonly extended: boolean;
  /** The size must be asked for with a query. */
  readonly dynamic: boolean;
  /** LU that the client asks for (`IBM-3278-2@LU` in basic TN3270). */
  readonly lu: string | undefined;
}

const DISPLAY = /^IBM-(3277|3278|3279|3179|3180|3192|3472)-([1-5])(-E)?$/;
const BASE_TYPES = ['3277', '3278', '3279'];

/**
 * Understands the terminal types of 3270 displays: IBM-3278-2, IBM-3279-4-E, IBM-3277-2, IBM-DYNAMIC, each with
 * or without `@LUNAME`. Undefined for every other terminal, printers (IBM-3287-1) included.
 */
export function parseDisplayType(text: string): DisplayType | undefined {
  const [name, lu] = text.toUpperCase().split('@', 2);
  const wanted = lu || undefined;
  if (name === 'IBM-DYNAMIC') {
    return { name, model: 2, alternate: ALTERNATE_SIZE[2], extended: true, dynamic: true, lu: wanted };
  }
  const match = DISPLAY.exec(name);
  if (!match) return undefined;
  const [, type, digit, extension] = match;
  // model 1 (12x40) lives on as the smallest that everything else expects
  const model = type === '3277' ? 2 : (Math.max(2, Number(digit)) as DisplayModel);
  return {
    name,
    model,
    alternate: ALTERNATE_SIZE[model],
    extended: extension !== undefined || !BASE_TYPES.includes(type),
    dynamic: false,
    lu: wanted,
  };
}
