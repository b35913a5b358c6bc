/**
 * Programs of the equality property, as plain data that can be made smaller: units of code in a loop that never ends,
 * the state they begin with, and what the host does between its stops.
 */

/** An instruction, as it is. */
interface Plain {
  readonly kind: 'plain';
  readonly bytes: readonly number[];
}

/** A branch to the instruction of that number (modulo how many there are): BC, BCT, BAL … (RX), or BXH, BXLE (RS). */
interface Branch {
  readonly kind: 'branch';
  readonly opcode: number;
  /** Second byte of the instruction; its index field is 0. */
  readonly registers: number;
  readonly target: number;
}

/** LA register,count; body; BCT register,body. */
interface Loop {
  readonly kind: 'loop';
  readonly register: number;
  readonly count: number;
  readonly body: readonly Unit[];
}

/** BC mask past the body. */
interface Skip {
  readonly kind: 'skip';
  readonly mask: number;
  readonly body: readonly Unit[];
}

/** BAL or BAS to the body, which lies behind a branch and ends with BCR 15,register. */
interface Call {
  readonly kind: 'call';
  readonly opcode: number;
  readonly register: number;
  readonly body: readonly Unit[];
}

/** EX register,subject; the subject lies behind the program. */
interface Execute {
  readonly kind: 'execute';
  readonly register: number;
  readonly subject: readonly number[];
}

/** A store into the instruction of that number: one byte, a halfword from a register, or another instruction over it. */
interface Modify {
  readonly kind: 'modify';
  /** Into the instruction that comes next, whatever number it has. */
  readonly next?: boolean;
  readonly how: 'MVI' | 'XI' | 'STC' | 'STH' | 'MVC' | 'XC';
  readonly target: number;
  readonly offset: number;
  /** Immediate byte, register, or number of the instruction that is the source. */
  readonly value: number;
}

/** LPSW of a PSW that goes on behind it: its first word, and condition code and program mask. */
interface NewPsw {
  readonly kind: 'psw';
  readonly high: number;
  readonly mask: number;
  /** The mask goes where the mode has it; else into the second word whatever the mode, where EC mode has zeros. */
  readonly valid: boolean;
}

/** LCTL register,register of a word. */
interface Control {
  readonly kind: 'control';
  readonly register: number;
  readonly value: number;
}

/** Set the key of the real address: LA, LA, SSK. */
interface Key {
  readonly kind: 'key';
  readonly address: number;
  readonly key: number;
}

export type Unit = Plain | Branch | Loop | Skip | Call | Execute | Modify | NewPsw | Control | Key;

/** What the host does after a stop. */
export type Action =
  | { readonly kind: 'none' }
  /** Bytes come into storage as from a channel; `code`: at that offset of the code's frames, else of the data's. */
  | {
      readonly kind: 'input';
      readonly code: boolean;
      readonly offset: number;
      readonly bytes: readonly number[];
    }
  | { readonly kind: 'key'; readonly block: number; readonly key: number }
  | { readonly kind: 'drop-frame'; readonly frame: number }
  /** Two pages change their frames: contents, page-table entries, and what is known of the frames. */
  | { readonly kind: 'exchange'; readonly page: number; readonly with: number }
  | { readonly kind: 'external' }
  | { readonly kind: 'control'; readonly register: number; readonly value: number }
  | { readonly kind: 'mask'; readonly mask: number }
  | { readonly kind: 'register'; readonly register: number; readonly value: number }
  | { readonly kind: 'purge' }
  | { readonly kind: 'poll' }
  | { readonly kind: 'save' }
  | { readonly kind: 'restart' }
  /** Of guests: a CP command of one of the two users; the bare machine has none. */
  | { readonly kind: 'command'; readonly user: 0 | 1; readonly line: string }
  /** Of guests: all storage of one of the two is looked at, so that pages of both go out. */
  | { readonly kind: 'sweep'; readonly user: 0 | 1 };

export interface Step {
  /** Instructions until the stop. */
  readonly budget: number;
  readonly action: Action;
}

export interface Program {
  /** First word of the PSW that the program begins with. */
  readonly psw: number;
  /** First word and program mask of the handlers' PSWs. */
  readonly handlers: { readonly psw: number; readonly mask: number };
  readonly programMask: number;
  /** Offset of the program in its area: where it lies with regard to the ends of blocks and pages. */
  readonly at: number;
  /** Frame of each of the 16 pages of the address space, when DAT is on. */
  readonly frames: readonly number[];
  readonly controls: readonly (readonly [register: number, value: number])[];
  readonly registers: readonly number[];
  readonly floats: readonly number[];
  readonly data: Uint8Array;
  /** Keys of the 2K blocks of the first 64K. */
  readonly keys: readonly number[];
  readonly units: readonly Unit[];
  readonly steps: readonly Step[];
  readonly cpus: 1 | 2;
  /** Regions have code that was never executed, too. */
  readonly whole: boolean;
  /** Instructions in a microsecond of machine time; default: as fast as the model. With few of them devices and timers are quick. */
  readonly speed?: number;
  /** Model of the bare machine; default: one with every facility. */
  readonly model?: string;
  /** How it runs as a guest of CP; programs of the bare machine have none. */
  readonly guest?: GuestSituation;
}

/** Two virtual machines of 128K, and the machine under CP. */
export interface GuestSituation {
  /** 4K frames of real storage: few of them make CP page. */
  readonly frames: number;
  /** Code is in a shared segment of a saved system that both have; else each has its own copy. */
  readonly shared: boolean;
  /** The other virtual machine executes the program too. */
  readonly second: boolean;
  readonly assist: boolean;
  readonly timer: 'on' | 'off' | 'real';
}
