import type { Assembly } from '../assembly.js';
import type { Diagnostic } from '../diagnostics.js';

/** The listing of one assembly. */
export function writeListing(assembly: Assembly, diagnostics: readonly Diagnostic[]): string {
  const lines: string[] = [];
  for (const s of assembly.statements) {
    if (!s.printed) continue;
    const loc = s.section
      ? (s.section.base + s.location).toString(16).padStart(6, '0').toUpperCase()
      : '      ';
    const code = s.bytes ? Buffer.from(s.bytes.subarray(0, 8)).toString('hex').toUpperCase() : '';
    lines.push(
      ` ${loc} ${code.padEnd(16)} ${String(s.number).padStart(5)}${s.level > 0 ? '+' : ' '}${s.generatedText ?? s.source.images.join('\n')}`,
    );
  }
  for (const d of diagnostics) lines.push(` ${d.statement} ${d.id} ${d.message}`);
  return lines.join('\n') + '\n';
}
