/** SET PROGRAM MASK and MONITOR CALL as programs mostly have them: without effect. GA22-7000, General Instructions. */

import { CPU_CR } from '../../layout.js';
import { CONDITION_KINDS } from '../condition-code.js';
import type { Emit } from '../region-emitter.js';
import { CPU } from '../region-registers.js';

/** Classes of monitor events. */
const CLASSES = 16;
const MONITOR_MASKS = CPU_CR + 4 * 8;

/**
 * SET PROGRAM MASK: a program gets back the condition code and, as a rule, the mask that it has. Each block has one
 * program mask, so another one is set by the interpreter.
 */
const setProgramMask: Emit = (e, { r1 }) => {
  const { f } = e;
  e.getGpr(r1);
  f.i32(24).op('i32.shr_u').i32(15).op('i32.and').i32(e.programMask).op('i32.ne');
  e.sideExit();
  e.getGpr(r1);
  f.i32(28).op('i32.shr_u').i32(3).op('i32.and');
  e.setCondition(CONDITION_KINDS.value);
};

/** MONITOR CALL: the interpreter makes the event that a mask in control register 8 asks for. */
const monitorCall: Emit = (e, { i2 }) => {
  if (i2 >= CLASSES) {
    e.leave();
    return;
  }
  e.f
    .get(CPU)
    .memory('i32.load', MONITOR_MASKS)
    .i32(0x8000 >> i2)
    .op('i32.and');
  e.sideExit();
};

export const MODE_EMITTERS: Readonly<Record<string, Emit>> = { SPM: setProgramMask, MC: monitorCall };
