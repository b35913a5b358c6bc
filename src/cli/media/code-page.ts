import { ebcdic037, ebcdic1047 } from '../../ebcdic/index.js';
import type { CodePage } from '../../ebcdic/index.js';

/** Code page of an option. Throws when there is no such page. */
export function codePageOption(name: string | undefined): CodePage {
  if (name === undefined || name === '037' || name === '37') return ebcdic037;
  if (name === '1047') return ebcdic1047;
  throw new Error(`code page ${name} is not known (037, 1047)`);
}
