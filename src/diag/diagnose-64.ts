import { ebcdic037 } from '../ebcdic/index.js';
import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const UNKNOWN_SYSTEM = 44;
const PAGING_ERROR = 177;

/**
 * X'64' find, load, purge a named segment: Rx is the doubleword address of its 8-character name, Ry the function:
 * 00 load shared, 04 load nonshared, 08 purge, 0C find. Rx and Ry get the first and last address. Condition code
 * 0; 1 loaded inside of the virtual machine's storage (load), not loaded (find), not attached (purge);
 * 2 with a code in Ry: 44 no such system, 177 paging error.
 */
export function diagnose64(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const at = address(call, rx);
  specify(at % 8 === 0);
  const action = (['load-shared', 'load-nonshared', 'purge', 'find'] as const)[gpr[ry] >>> 2];
  specify(action !== undefined && gpr[ry] % 4 === 0);
  const name = ebcdic037.decode(services.storage.copyOut(at, 8)).trim();
  const outcome = services.savedSystem(name, action);
  if (outcome.kind !== 'found') {
    gpr[ry] = outcome.kind === 'unknown' ? UNKNOWN_SYSTEM : PAGING_ERROR;
    services.setConditionCode(2);
    return;
  }
  if (action !== 'purge') {
    gpr[rx] = outcome.start;
    gpr[ry] = outcome.end;
  }
  const one = action === 'load-shared' || action === 'load-nonshared' ? outcome.inside : !outcome.attached;
  services.setConditionCode(one ? 1 : 0);
}
