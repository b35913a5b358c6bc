import type { FileCounts } from '../terminal/terminal-service.js';

/** `FILES: 002 RDR,  NO PRT,  NO PUN`; undefined when there are none and `always` is not asked for. */
export function filesLine(counts: FileCounts, always = false): string | undefined {
  const { reader, printer, punch } = counts;
  if (reader + printer + punch === 0 && !always) return undefined;
  return `FILES:${count(reader)} RDR,${count(printer)} PRT,${count(punch)} PUN`;
}

function count(files: number): string {
  if (files === 0) return '  NO';
  return files < 1000 ? ` ${String(files).padStart(3, '0')}` : String(files);
}
