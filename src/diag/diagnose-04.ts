import { ADDRESSING, DiagnoseException, address, require, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const MOST_WORDS = 1024;
const PAGE = 4096;

/**
 * X'04' examine real storage: Rx is the address of a list of real addresses, Ry their count, the register behind Ry (0
 * behind 15) the address of the list of results, in the same page. For each address a word of real storage is stored,
 * with zeros for what is beyond its end, until the count or the page is used up. Addressing exception for an address
 * that is not in real storage: the results before it are there. SY20-0887, DMKHVD.
 */
export function diagnose04(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const { storage, realStorage } = services;
  const count = gpr[ry];
  let request = address(call, rx);
  let result = address(call, (ry + 1) & 15);
  specify(count > 0 && count <= MOST_WORDS && request >>> 12 === result >>> 12);
  require(call, request, 1);
  const end = (request & -PAGE) + PAGE;
  for (let left = count; left > 0 && request + 4 <= end && result + 4 <= end; left--) {
    const at = storage.fetchWord(request) & 0xffffff;
    if (at >= realStorage.size) throw new DiagnoseException(ADDRESSING);
    const word = Uint8Array.from({ length: 4 }, (_, index) =>
      at + index < realStorage.size ? realStorage.fetchByte(at + index) : 0,
    );
    storage.store(result, word);
    request += 4;
    result += 4;
  }
}
