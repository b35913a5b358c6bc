import type { DiagnoseCall } from './call.js';

/** Characters of a message's code, and of the code with the blank behind it. */
const CODE_LENGTH = 10;
const HEADER_LENGTH = 11;

/**
 * X'5C' error message editing: Rx is the address of a message, Ry its length; both are changed so that they give
 * the part SET EMSG asks for: the code, the text, all, or nothing (length 0).
 */
export function diagnose5c(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  switch (services.errorMessages) {
    case 'on':
      return;
    case 'off':
      gpr[ry] = 0;
      return;
    case 'code':
      gpr[ry] = CODE_LENGTH;
      return;
    case 'text': {
      const length = gpr[ry] - HEADER_LENGTH;
      if (length > 0) gpr[rx] += HEADER_LENGTH;
      gpr[ry] = Math.max(0, length);
      return;
    }
  }
}
