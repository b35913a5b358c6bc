import { describe, expect, it } from 'vitest';
import { CpSystem } from '../../../support/cp-system.js';
import { guestProgram } from '../../../support/guest-programs.js';

/** Types a prompt, waits for an attention, and only then reads a line; as operating systems do. */
const OPERATORS_CONSOLE = guestProgram(
  `         LA    2,9
         LA    1,PROMPT
         BAL   14,DOIO
ATTN     TM    UNIT,X'80'         IT CAME WITH THE END OF THE WRITE
         BO    ASK
         LPSW  ATTNPSW
ASK      LA    1,READ
         BAL   14,DOIO
         LA    1,ECHO
         BAL   14,DOIO`,
  `PROMPT   CCW   9,READY,X'20',5
READ     CCW   10,LINE,X'20',8
ECHO     CCW   9,SAID,X'20',17
         DS    0D
ATTNPSW  DC    X'FE02000000000000'
READY    DC    C'READY'
SAID     DC    C'YOU SAID '
LINE     DC    CL8' '`,
)
  // An interruption for an attention alone goes on at ASK.
  .replace('IOINT    ST    2,DEVICE', "IOINT    ST    2,DEVICE\n         TM    68,X'80'\n         BO    ASK");

describe('a virtual console', () => {
  it('raises attention for a line that came while the guest was typing', () => {
    const system = new CpSystem();
    const alice = system.user('ALICE');
    const lines = alice.lines;
    const push = lines.push.bind(lines);
    // The user answers while the type head is still on the way.
    lines.push = (...printed: string[]) => {
      if (printed[0] === 'READY') alice.terminal.lineTyped('HELLO');
      return push(...printed);
    };
    system.start('ALICE', OPERATORS_CONSOLE, 0);
    alice.waitFor('YOU SAID HELLO');
    expect(alice.lines).toContain('YOU SAID HELLO');
  });
});
