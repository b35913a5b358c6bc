import { graphicCode } from './buffer-address.js';

/** Bits of a field attribute byte. GA23-0059, Field Attributes. */
const PROTECTED = 0x20;
const NUMERIC = 0x10;
const DISPLAY = 0x0c;
const INTENSIFIED = 0x08;
const DETECTABLE = 0x04;
const HIDDEN = 0x0c;
const MODIFIED = 0x01;

/** How a field shows. `detectable` can be picked with the selector pen; `intensified` always can. */
export type FieldDisplay = 'normal' | 'detectable' | 'intensified' | 'hidden';

export interface FieldOptions {
  readonly protected?: boolean;
  /** Numeric input only; with `protected` the cursor skips the field. */
  readonly numeric?: boolean;
  readonly display?: FieldDisplay;
  readonly modified?: boolean;
}

const displayBits: Record<FieldDisplay, number> = {
  normal: 0,
  detectable: DETECTABLE,
  intensified: INTENSIFIED,
  hidden: HIDDEN,
};

/** Field attribute byte, as a graphic character: `fieldAttribute({ protected: true })` is X'60'. */
export function fieldAttribute(options: FieldOptions = {}): number {
  return graphicCode(
    (options.protected ? PROTECTED : 0) |
      (options.numeric ? NUMERIC : 0) |
      displayBits[options.display ?? 'normal'] |
      (options.modified ? MODIFIED : 0),
  );
}

export const isProtected = (attribute: number): boolean => (attribute & PROTECTED) !== 0;
export const isNumeric = (attribute: number): boolean => (attribute & NUMERIC) !== 0;
/** Protected and numeric: the cursor skips over it when it arrives by typing. */
export const isAutoSkip = (attribute: number): boolean =>
  (attribute & (PROTECTED | NUMERIC)) === (PROTECTED | NUMERIC);
export const isHidden = (attribute: number): boolean => (attribute & DISPLAY) === HIDDEN;
export const isIntensified = (attribute: number): boolean => (attribute & DISPLAY) === INTENSIFIED;
export const isDetectable = (attribute: number): boolean => {
  const display = attribute & DISPLAY;
  return display === DETECTABLE || display === INTENSIFIED;
};
export const isModified = (attribute: number): boolean => (attribute & MODIFIED) !== 0;
export const withModified = (attribute: number): number => attribute | MODIFIED;
export const withoutModified = (attribute: number): number => attribute & ~MODIFIED;
