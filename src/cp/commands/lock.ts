import type { CommandContext } from './context.js';
import { hex, parseHex } from './numbers.js';

const PAGE_SIZE = 4096;

/** `LOCK userid firstpage lastpage [MAP]`, class C: keeps pages in real storage. SY20-0884, DMKCPV. */
export function lock(context: CommandContext): number {
  const request = pagesOperand(context);
  if (typeof request === 'number') return request;
  const { vm, first, last } = request;
  const option = context.line.next();
  if (option !== undefined && option !== 'MAP') return context.error('CPV', 3, [option]);
  if (option === 'MAP') context.respond('  VIRTPG  REALPG');
  for (let page = first; page <= last; page++) {
    const real = context.cp.pageLocks.lock(vm, page);
    if (real === undefined) context.error('CPV', 165, [hex(page * PAGE_SIZE, 6)], 'I');
    else if (option === 'MAP') context.respond(`  ${hex(page * PAGE_SIZE, 6)}  ${hex(real, 6)}`);
  }
  context.respond('COMMAND COMPLETE');
  return 0;
}

/** `UNLOCK userid firstpage lastpage`, class C. */
export function unlock(context: CommandContext): number {
  const request = pagesOperand(context);
  if (typeof request === 'number') return request;
  const { vm, first, last } = request;
  const option = context.line.next();
  if (option !== undefined) return context.error('CPV', 3, [option]);
  for (let page = first; page <= last; page++) context.cp.pageLocks.unlock(vm, page);
  context.respond('COMMAND COMPLETE');
  return 0;
}

/** Userid and two page numbers in hexadecimal, or the return code of the message. */
function pagesOperand(
  context: CommandContext,
): { readonly vm: CommandContext['vm']; readonly first: number; readonly last: number } | number {
  const { cp, line } = context;
  const userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('CPV', 20);
  const vm = cp.findUser(userid);
  if (vm === undefined) return context.error('CPV', 45, [userid]);
  const words = [line.next(), line.next()];
  const pages: number[] = [];
  for (const word of words) {
    if (word === undefined) return context.error('CPV', 33);
    const page = parseHex(word, 4);
    if (page === undefined) return context.error('CPV', 4, [word]);
    pages.push(page);
  }
  const [first, last] = pages;
  if (first > last) return context.error('CPV', 9, [words.join(' ')]);
  if ((last + 1) * PAGE_SIZE > vm.storageSize) return context.error('CPV', 160, [words[1]]);
  return { vm, first, last };
}
