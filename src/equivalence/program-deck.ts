/** A program as a deck of cards that IPLs on any machine, with or without a Control Program. */

import { assemble, iplDeck, loadAbsolute } from '../asm/index.js';
import type { GuestProgram, StoragePart } from './guest-program.js';
import { hexAddress, hexBytes, wordBytes } from './words.js';

/** The last page of a program's storage: the loader sets keys and registers there and leaves itself behind. */
const LOADER_BYTES = 0x1000;
/** Of the bootstrap in the loader's page: it reads the cards. */
const BOOTSTRAP = 0xe00;
/** Low storage that IPL and the bootstrap use. */
export const LOW_BYTES = 0x80;
/** Where the PSW to load is put: the loader's base register is gone by then. */
const PSW = 0xf8;
/** Two cards of it and the card that it reads. */
const BOOTSTRAP_BYTES = 240;

/**
 * 80-byte cards. The reader's device address may be any; what the program's own devices need is for who writes the
 * configuration. Throws RangeError when the program uses the last page of its storage, which the loader takes.
 */
export function programDeck(program: GuestProgram): Uint8Array {
  const { storageSize, storage } = program;
  const base = storageSize - LOADER_BYTES;
  const used = storage.find(({ address, bytes }) => address + bytes.length > base);
  if (used !== undefined) {
    throw new RangeError(`the program uses ${hexAddress(used.address)}: the last page is the loader's`);
  }
  const { object, diagnostics } = assemble(loader(program, base), { name: 'LOADER', noListing: true });
  if (diagnostics.length > 0)
    throw new Error(`loader: ${diagnostics[0].statement} ${diagnostics[0].message}`);
  const { segments } = loadAbsolute([{ name: 'LOADER', deck: object }], { origin: 0 });
  const parts: readonly StoragePart[] = [{ address: 0, bytes: image(storage, base) }, ...segments];
  return iplDeck(
    { segments: parts.flatMap((part) => [...stretches(part)]) },
    { bootstrapAddress: base + BOOTSTRAP, entry: base },
  );
}

/** Storage of the program below the loader. */
export function image(storage: readonly StoragePart[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (const part of storage) bytes.set(part.bytes, part.address);
  return bytes;
}

/** Parts without their stretches of zeros: storage is cleared by IPL. */
function* stretches({ address, bytes }: StoragePart): Generator<StoragePart> {
  const GAP = 16;
  let from = 0;
  while (from < bytes.length) {
    if (bytes[from] === 0) {
      from++;
      continue;
    }
    let to = from + 1;
    for (let at = to; at < bytes.length && at - to < GAP; at++) if (bytes[at] !== 0) to = at + 1;
    yield { address: address + from, bytes: bytes.subarray(from, to) };
    from = to;
  }
}

/** Clears what IPL or a restart has used, sets keys, loads registers and the PSW: begins at `base`, in less than X'400' bytes. */
export function loader({ psw, gpr, fpr, keys, storage }: GuestProgram, base: number): string {
  const low = image(storage, base).subarray(0, LOW_BYTES);
  return `
LOADER   CSECT
         ORG   LOADER+X'${hexAddress(base)}'
START    BALR  12,0
         USING *,12
         MVC   0(${LOW_BYTES},0),LOW
         XC    CODE(${BOOTSTRAP_BYTES}),CODE
         LM    2,3,KEYS
KEY      LTR   2,2
         BZ    KEYED
         L     4,0(,3)
         L     5,4(,3)
         SSK   5,4
         LA    3,8(,3)
         BCT   2,KEY
         B     KEYED
KEYED    LD    0,FPRS
         LD    2,FPRS+8
         LD    4,FPRS+16
         LD    6,FPRS+24
         MVC   ${PSW}(8,0),NEWPSW
         LM    0,15,GPRS
         LPSW  ${PSW}
         DS    0D
NEWPSW   EQU   *
${constants(wordBytes(psw))}
LOW      EQU   *
${constants(low)}
         DS    0D
FPRS     EQU   *
${constants(wordBytes(fpr))}
GPRS     EQU   *
${constants(wordBytes(gpr))}
KEYS     DC    A(${keys.length},KEYLIST)
KEYLIST  DS    0F
${keys.map(({ address, key }) => constants(wordBytes([address, key]))).join('\n')}
         ORG   LOADER+X'${hexAddress(base + BOOTSTRAP)}'
CODE     DS    0C
         END   START
`;
}

function constants(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16)
    lines.push(`         DC    X'${hexBytes(bytes.subarray(at, at + 16))}'`);
  return lines.join('\n');
}
