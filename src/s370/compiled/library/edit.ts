/** EDIT, and what EDIT AND MARK marks. GA22-7000, Decimal Instructions. */

import type { Code } from '../wasm/code.js';
import { i32, v128, type I32 } from '../wasm/expressions.js';
import { libraryFunction } from './library-function.js';
import { REFUSED } from './packed-words.js';

const DIGIT_SELECTOR = 0x20;
const SIGNIFICANCE_STARTER = 0x21;
const FIELD_SEPARATOR = 0x22;
/** No digit is waiting in the right half of the last source byte. */
const NONE = -1;

/** Copies a pattern, up to 15 bytes more. */
function copy(code: Code, target: I32, source: I32, length: I32): void {
  const at = code.i32(0);
  code.loop((again) => {
    code.store('v128.store', i32.add(target, at), v128.load(i32.add(source, at)));
    code.set(at, i32.add(at, 16));
    code.branchIf(again, i32.ltU(at, length));
  });
}

/**
 * EDIT. Parameters are the pattern, the source, the length of the pattern and 272 bytes of work area; as many bytes of the
 * source as the pattern has can be read. The answer is the condition code plus 4 times the number, counted from 1, of the
 * character to mark (0: none); -1 for bad digits and for operands that overlap.
 */
const ed = libraryFunction(['i32', 'i32', 'i32', 'i32'], ['i32'], (code, pattern, source, length, work) => {
  const end = i32.add(pattern, length);
  const overlap = i32.and(i32.ltU(source, end), i32.ltU(pattern, i32.add(source, length)));
  code.if(overlap, () => code.return(REFUSED));
  // What is changed before a bad digit is found comes back.
  copy(code, work, pattern, length);
  const fill = code.i32(i32.load8(pattern));
  const from = code.i32(source);
  const at = code.i32(0);
  const waiting = code.i32(NONE);
  const significance = code.i32(0);
  const any = code.i32(0);
  const mark = code.i32(0);
  const character = code.i32();
  const digit = code.i32();
  const plus = code.i32();
  const place = i32.add(pattern, at);
  const selectDigit = (): void => {
    code.set(plus, 0);
    code.if(
      i32.geS(waiting, 0),
      () => {
        code.set(digit, waiting);
        code.set(waiting, NONE);
      },
      () => {
        const byte = code.i32(i32.load8(from));
        code.set(from, i32.add(from, 1));
        code.set(digit, i32.shrU(byte, 4));
        code.if(i32.gtU(digit, 9), () => {
          const back = code.i32(0);
          code.loop((again) => {
            code.store('i32.store8', i32.add(pattern, back), i32.load8(i32.add(work, back)));
            code.set(back, i32.add(back, 1));
            code.branchIf(again, i32.ltU(back, length));
          });
          code.return(REFUSED);
        });
        code.set(waiting, i32.and(byte, 15));
        code.if(i32.gtU(waiting, 9), () => {
          // A sign: all but X'B' and X'D' are plus.
          code.set(plus, i32.eqz(i32.and(i32.shrU(0x2800, waiting), 1)));
          code.set(waiting, NONE);
        });
      },
    );
    const nonzero = code.i32(i32.ne(digit, 0));
    code.set(mark, i32.select(i32.and(nonzero, i32.eqz(significance)), i32.add(at, 1), mark));
    code.set(any, i32.or(any, nonzero));
    code.set(significance, i32.or(significance, nonzero));
    code.store('i32.store8', place, i32.select(significance, i32.or(digit, 0xf0), fill));
    code.set(significance, i32.or(significance, i32.eq(character, SIGNIFICANCE_STARTER)));
    code.set(significance, i32.and(significance, i32.eqz(plus)));
  };
  code.loop((again) => {
    code.set(character, i32.load8(place));
    code.if(i32.eq(i32.and(character, 0xfe), DIGIT_SELECTOR), selectDigit, () => {
      code.if(i32.eq(character, FIELD_SEPARATOR), () => {
        code.set(significance, 0);
        code.set(any, 0);
      });
      code.store('i32.store8', place, i32.select(significance, character, fill));
    });
    code.set(at, i32.add(at, 1));
    code.branchIf(again, i32.ltU(at, length));
  });
  const condition = i32.select(any, i32.sub(2, significance), 0);
  code.return(i32.or(condition, i32.shl(mark, 2)));
});

export const EDIT_FUNCTIONS = { ed };
