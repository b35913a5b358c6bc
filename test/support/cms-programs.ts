import { assemble } from '../../src/asm/index.js';
import { CmsSources } from '../../src/generate/cms-sources.js';
import type { CmsFile } from './cms-disk.js';

/** An assembled program as file `name TEXT`, with the macros of CMS. Throws with the diagnostics when it has errors. */
export function programFile(name: string, source: string): CmsFile {
  const { object, returnCode, diagnostics } = assemble(source, {
    name,
    library: new CmsSources().library,
    noListing: true,
  });
  if (returnCode > 4) {
    throw new Error(diagnostics.map(({ line, message }) => `${name}:${line}: ${message}`).join('\n'));
  }
  const records: Uint8Array[] = [];
  for (let at = 0; at < object.length; at += 80) records.push(object.slice(at, at + 80));
  return { name, type: 'TEXT', format: 'F', records };
}

/** A program with base register 12 around some statements; it returns with code 0 unless the statements do. */
export function programAround(name: string, statements: string): CmsFile {
  return programFile(
    name,
    `${name.padEnd(8)} CSECT
         USING ${name},12
         USING NUCON,0
         ST    14,RETURN
${statements}
         SR    15,15
EXIT     L     14,RETURN
         BR    14
RETURN   DC    A(0)
         LTORG
         NUCON
         REGEQU
         END   ${name}
`,
  );
}

/** Address of a NUCON field, from the macro itself. */
export function nuconAddress(field: string): number {
  const { object } = assemble(
    `X        CSECT\n         DC    A(${field}-NUCON)\n         NUCON\n         END\n`,
    { library: new CmsSources().library, noListing: true },
  );
  for (let at = 0; at < object.length; at += 80) {
    const card = Buffer.from(object.buffer, object.byteOffset + at, 80);
    // X'E3E7E3': a TXT card, text from column 17 on
    if (card.readUIntBE(1, 3) === 0xe3e7e3) return card.readUInt32BE(16);
  }
  throw new Error(`${field} is not in NUCON`);
}
