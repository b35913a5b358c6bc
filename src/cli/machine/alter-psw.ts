/** The operands of the operator's `psw` command. */

import type { Cpu } from '../../s370/index.js';

/**
 * Changes the fields of a PSW: `sm=xx`, `pk=n`, `cmwp=x`, `cc=n`, `pm=x`, `ia=xxxxxx`. Returns the first word that is
 * not understood; the words before it have been executed.
 */
export function alterPsw(cpu: Cpu, words: readonly string[]): string | undefined {
  const { psw } = cpu;
  for (const word of words) {
    const match = /^(sm|pk|cmwp|cc|pm|ia)=([0-9a-f]+)$/i.exec(word);
    if (!match) return word;
    const value = parseInt(match[2], 16);
    switch (match[1].toLowerCase()) {
      case 'sm':
        psw.systemMask = value & 0xff;
        break;
      case 'pk':
        psw.key = value & 15;
        break;
      case 'cmwp':
        psw.bit12 = (value & 8) !== 0;
        psw.machineCheckMask = (value & 4) !== 0;
        psw.wait = (value & 2) !== 0;
        psw.problemState = (value & 1) !== 0;
        break;
      case 'cc':
        psw.conditionCode = value & 3;
        break;
      case 'pm':
        psw.programMask = value & 15;
        break;
      case 'ia':
        psw.instructionAddress = cpu.wrap(value);
        break;
    }
  }
  cpu.synchronize();
  return undefined;
}
