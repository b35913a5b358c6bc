/** The program around a measured path: new PSWs, a loop that counts its rounds in register 12, a second loop to subtract. */

export interface GuestParts {
  /** Once, before each loop. */
  readonly setup?: readonly string[];
  /** What is measured. */
  readonly body: readonly string[];
  /** How often it stands in the loop; default 16. */
  readonly times?: number;
  /** What one round costs beside the measured path: a loop of its own. */
  readonly base?: readonly string[];
  /** Handlers in place of those that go on behind the interruption. */
  readonly handlers?: Partial<Record<'EXTINT' | 'SVCINT' | 'PGMINT' | 'IOINT', readonly string[]>>;
  readonly data?: readonly string[];
  /** Second word of the program's own address in new PSWs: EC mode (X'00080000'). */
  readonly extendedControl?: boolean;
}

/** Times that the body of the loop stands in it. */
export const timesOf = (parts: GuestParts): number => parts.times ?? 16;

/** Assembler source, to be loaded at 0. `LOOP` and `BASE` are where the two loops begin. */
export function guestSource(parts: GuestParts): string {
  const mask = parts.extendedControl === true ? "X'00080000'" : "X'00000000'";
  const handler = (name: 'EXTINT' | 'SVCINT' | 'PGMINT' | 'IOINT', old: string): readonly string[] =>
    label(name, parts.handlers?.[name] ?? [` L 1,X'${old}'`, ' BR 1']);
  const times = timesOf(parts);
  const body = Array.from({ length: times }, (_, index) =>
    parts.body.map((line) => line.replaceAll('&N', String(index))),
  ).flat();
  return [
    'BENCH    START 0',
    '         ENTRY LOOP',
    ...(parts.base === undefined ? [] : ['         ENTRY BASE']),
    '         USING BENCH,0',
    "         ORG   BENCH+X'50'",
    "         DC    X'7FFFFFFF'",
    "         ORG   BENCH+X'58'",
    ...['EXTINT', 'SVCINT', 'PGMINT'].map((name) => `         DC    ${mask},A(${name})`),
    "         ORG   BENCH+X'78'",
    `         DC    ${mask},A(IOINT)`,
    "         ORG   BENCH+X'200'",
    ...label('LOOP', parts.setup ?? []),
    ...label('ROUND', body),
    '         LA    12,1(12)',
    '         B     ROUND',
    ...(parts.base === undefined ? [] : label('BASE', parts.setup ?? [])),
    ...label('BROUND', parts.base ?? []),
    '         LA    12,1(12)',
    '         B     BROUND',
    ...handler('EXTINT', '1C'),
    ...handler('SVCINT', '24'),
    ...handler('PGMINT', '2C'),
    ...handler('IOINT', '3C'),
    'FAILED   LPSW  STOPPED',
    "STOPPED  DC    0D'0',X'00020000',A(X'BAD')",
    '         DS    0D',
    ...(parts.data ?? []),
    '         END   LOOP',
  ].join('\n');
}

function label(name: string, lines: readonly string[]): string[] {
  return [`${name.padEnd(8)} DS    0H`, ...lines];
}
