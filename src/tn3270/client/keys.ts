import { Aid } from '../datastream/index.js';
import type { AidName, Screen } from '../datastream/index.js';

/** Keys that send: AIDs of the keyboard. CLEAR is one but erases first. */
type SendingKey = Exclude<AidName, 'none' | 'structuredField' | 'sysReq' | 'selectorPen' | 'clear'>;

const EDITING = {
  tab: (screen: Screen) => screen.tab(),
  backTab: (screen: Screen) => screen.backTab(),
  newLine: (screen: Screen) => screen.newLine(),
  home: (screen: Screen) => screen.home(),
  fieldEnd: (screen: Screen) => screen.fieldEnd(),
  left: (screen: Screen) => screen.left(),
  right: (screen: Screen) => screen.right(),
  up: (screen: Screen) => screen.up(),
  down: (screen: Screen) => screen.down(),
  insert: (screen: Screen) => screen.toggleInsert(),
  delete: (screen: Screen) => screen.delete(),
  backspace: (screen: Screen) => screen.backspaceErase(),
  eraseEof: (screen: Screen) => screen.eraseEndOfField(),
  eraseInput: (screen: Screen) => screen.eraseInput(),
  dup: (screen: Screen) => screen.dup(),
  fieldMark: (screen: Screen) => screen.fieldMark(),
} as const;

export type EditingKey = keyof typeof EDITING;

/** Every key of the terminal besides characters. */
export type TerminalKey = SendingKey | EditingKey | 'clear' | 'sysReq' | 'attn' | 'reset';

/** The AID of a key, undefined for keys that do not send. */
export function keyAid(key: TerminalKey): number | undefined {
  return key in Aid ? Aid[key as AidName] : undefined;
}

export function isEditingKey(key: TerminalKey): key is EditingKey {
  return key in EDITING;
}

/** Carries out an editing key. */
export function edit(screen: Screen, key: EditingKey): void {
  EDITING[key](screen);
}
