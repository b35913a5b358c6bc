import type { CommandContext } from './context.js';
import { hex, parseHex } from './numbers.js';

const PAGE_SIZE = 4096;
/** CP itself, in place of a user. */
const SYSTEM = 'SYSTEM';

interface Pages {
  /** Undefined for CP's own. */
  readonly vm: CommandContext['vm'] | undefined;
  readonly first: number;
  readonly last: number;
}

/** `LOCK {userid | SYSTEM} firstpage lastpage [MAP]`, class C: keeps pages in real storage. DMKCPV. */
export function lock(context: CommandContext): number {
  const request = pagesOperand(context, true);
  if (typeof request === 'number') return request;
  const { vm, first, last } = request;
  const option = context.line.next();
  if (option !== undefined && option !== 'MAP') return context.error('CPV', 3, [option]);
  if (option === 'MAP') context.respond('  VIRTPG  REALPG');
  for (let page = first; page <= last; page++) {
    // CP's storage is where it is: all of it is real
    const real = vm === undefined ? page * PAGE_SIZE : context.cp.pageLocks.lock(vm, page);
    if (real === undefined) context.error('CPV', 165, [hex(page * PAGE_SIZE, 6)], 'I');
    else if (option === 'MAP') context.respond(`  ${hex(page * PAGE_SIZE, 6)}  ${hex(real, 6)}`);
  }
  context.respond('COMMAND COMPLETE');
  return 0;
}

/** `UNLOCK {userid | SYSTEM} firstpage lastpage`, `UNLOCK {VIRT=REAL | V=R}`, class C. */
export function unlock(context: CommandContext): number {
  const word = context.line.peek();
  // no storage is set aside for a virtual machine whose addresses are real ones
  if (word === 'V=R' || word === 'VIRT=REAL') return context.error('CPV', 202);
  const request = pagesOperand(context, false);
  if (typeof request === 'number') return request;
  const { vm, first, last } = request;
  for (let page = first; vm !== undefined && page <= last; page++) context.cp.pageLocks.unlock(vm, page);
  context.respond('COMMAND COMPLETE');
  return 0;
}

/** Userid and two page numbers in hexadecimal, or the return code of the message. */
function pagesOperand(context: CommandContext, locking: boolean): Pages | number {
  const { cp, line } = context;
  const userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('CPV', 20);
  const vm = cp.findUser(userid);
  if (vm === undefined && userid !== SYSTEM) return context.error('CPV', 45, [userid]);
  const words: string[] = [];
  const pages: number[] = [];
  for (let count = 0; count < 2; count++) {
    const word = line.next();
    if (word === undefined || word.length > 3) return context.error('CPV', 33);
    const page = parseHex(word, 3);
    if (page === undefined) return context.error('CPV', 4, [word]);
    words.push(word);
    pages.push(page);
  }
  const [first, last] = pages;
  if (first > last || (locking && last - first + 1 >= cp.pageableFrames)) {
    return context.error('CPV', 9, [words.join(' ')]);
  }
  const size = vm === undefined ? cp.machine.storage.size : vm.storageSize;
  if ((last + 1) * PAGE_SIZE > size) return context.error('CPV', 160, [words[1]]);
  return { vm, first, last };
}
