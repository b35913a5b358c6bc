/** The paths through the hypervisor that are measured. */

import { BLOCK_LENGTH } from './bench-system.js';
import type { GuestParts } from './guest-source.js';

/** One path, as a loop of a guest. */
export interface Path {
  readonly name: string;
  readonly guest: GuestParts;
  /** How often the path is passed in one round, beyond what the base does; default: as often as the body stands there. */
  readonly operations?: number;
  /** First word of the PSW that the loop runs with; default BC mode, everything enabled. */
  readonly psw?: number;
  /** Bytes of real storage. */
  readonly realStorage?: number;
  /** Leave out the waits for devices. */
  readonly skipWaits?: boolean;
  /** Milliseconds before the first sample: the time to page everything out once. */
  readonly warmUp?: number;
}

const ENABLED = 0xff000000 | 0;
const DISABLED = 0;
const DISABLED_EC = 0x00080000;

/** SEEK, SEARCH, TIC, READ of record `RECORD` of the minidisk, and where it is read to. */
const DISK_PROGRAM = [
  "CCWS     CCW   X'07',SEEKARG,X'40',6",
  "         CCW   X'31',SEEKARG+2,X'40',5",
  "         CCW   X'08',*-8,0,0",
  `         CCW   X'06',BUFFER,0,${BLOCK_LENGTH}`,
  "SEEKARG  DC    X'000000010002',X'03'",
  '         DS    0D',
  "BUFFER   EQU   BENCH+X'2000'",
];

const WAIT_ENABLED = "WAITPSW  DC    X'FF020000',A(0)";

/** Guest tables: segment 0 and 1 mapped to themselves, in 4K pages and 64K segments. */
const GUEST_TABLES = [
  "         ORG   BENCH+X'1000'",
  "SEGTAB   DC    X'F0',AL3(PAGTAB0),X'F0',AL3(PAGTAB1)",
  ...Array.from({ length: 14 }, () => "         DC    X'00000001'"),
  ...[0, 1].flatMap((segment) => [
    `PAGTAB${segment}  DS    0H`,
    ...Array.from({ length: 16 }, (_, page) => `         DC    AL2(${(segment * 16 + page) << 4})`),
  ]),
];

const simple = (name: string, body: readonly string[], rest: Partial<GuestParts> = {}): Path => ({
  name,
  guest: { body, ...rest },
});

/** Reads a byte of every page from 64K up to `pages` pages, round and round. */
function pageRounds(name: string, pages: number, access: string): Path {
  return {
    name,
    realStorage: 0x100000,
    warmUp: 1000,
    guest: {
      times: 1,
      // Written once, so that every page has a slot on the paging volume.
      setup: [
        " L 2,=A(X'10000')",
        ` L 3,=A(X'${(0x10000 + pages * 0x1000).toString(16)}')`,
        'FILL     STC 2,0(2)',
        ' LA 2,2048(2)',
        ' LA 2,2048(2)',
        ' CR 2,3',
        ' BL FILL',
        " L 2,=A(X'10000')",
      ],
      body: [
        ` ${access} 4,0(2)`,
        ' LA 2,2048(2)',
        ' LA 2,2048(2)',
        ' CR 2,3',
        ' BL *+8',
        " L 2,=A(X'10000')",
      ],
      data: ['         LTORG'],
    },
  };
}

/** Reads a block of one track after the other, of so many (a power of two). */
function manyTracks(name: string, tracks: number): Path {
  return {
    name,
    guest: {
      times: 1,
      setup: [" LA 1,X'191'", ' LA 3,CCWS', ' SR 2,2'],
      body: [
        ' LA 2,1(2)',
        ` N 2,=F'${tracks - 1}'`,
        ' LR 5,2',
        ' SRL 5,4',
        ' STC 5,SEEKARG+3',
        ' LR 5,2',
        " N 5,=F'15'",
        ' STC 5,SEEKARG+5',
        ' LA 15,1',
        " DC X'83130018'",
        ' BNZ FAILED',
      ],
      data: [...DISK_PROGRAM, '         LTORG'],
    },
  };
}

export const PATHS: readonly Path[] = [
  simple('SSM', [' SSM MASK'], { data: ["MASK     DC    X'FF'"] }),
  simple('STNSM', [" STNSM SAVED,X'FF'"], { data: ["SAVED    DC    X'00'"] }),
  simple('LPSW', [' LPSW PSW&N', 'NEXT&N   DS 0H'], {
    data: Array.from(
      { length: 16 },
      (_, n) => `PSW${n}${n < 10 ? ' ' : ''}    DC    X'FF000000',A(NEXT${n})`,
    ),
  }),
  simple('PTLB', [' PTLB']),
  simple('ISK', [' ISK 2,3'], { setup: [" L 3,=A(X'4000')"], data: ['         LTORG'] }),
  simple('LCTL', [' LCTL 0,0,CR0'], { data: ["CR0      DC    X'000000E0'"] }),
  { ...simple('SVC reflected', [' SVC 5']), psw: ENABLED },
  simple('program interruption reflected', [" DC X'0000'"]),
  {
    name: 'shadow fault',
    psw: 0x04080000,
    guest: {
      extendedControl: true,
      setup: [" L 2,=A(X'10000')"],
      times: 1,
      body: [
        ' PTLB',
        ...Array.from({ length: 16 }, () => [' IC 4,0(2)', ' LA 2,2048(2)', ' LA 2,2048(2)']).flat(),
        " L 2,=A(X'10000')",
      ],
      base: [' PTLB', ' IC 4,0(2)'],
      data: ['         LTORG', ...GUEST_TABLES],
    },
    operations: 15,
  },
  pageRounds('page-in', 512, 'IC'),
  pageRounds('page-out and page-in', 512, 'STC'),
  simple('DIAGNOSE 0', [' LA 2,40', " DC X'83120000'"], { setup: [" LA 1,BENCH+X'E00'"] }),
  simple('DIAGNOSE 18, 800 bytes', [' LA 15,1', " DC X'83130018'", ' BNZ FAILED'], {
    setup: [" LA 1,X'191'", ' LA 3,CCWS'],
    data: DISK_PROGRAM,
  }),
  manyTracks('DIAGNOSE 18, 800 bytes, another track', 256),
  // More than the volume's own cache of tracks has: each is read from the host's cache of the file.
  manyTracks('DIAGNOSE 18, 800 bytes, a track of the host', 512),
  {
    name: 'SIO to a minidisk, to its interruption',
    skipWaits: true,
    psw: DISABLED,
    guest: {
      times: 1,
      setup: [' LA 2,CCWS', " ST 2,BENCH+X'48'"],
      body: [" SIO X'191'(0)", ' LPSW WAITPSW'],
      handlers: { IOINT: [" CLI BENCH+X'44',X'0C'", ' BNE FAILED', ' LA 12,1(12)', ' B ROUND'] },
      data: [WAIT_ENABLED, ...DISK_PROGRAM],
    },
  },
  {
    name: 'SIO to a spooled reader, to its interruption',
    skipWaits: true,
    psw: DISABLED,
    guest: {
      times: 1,
      setup: [' LA 2,CARD', " ST 2,BENCH+X'48'"],
      // Condition code 1 the first time: device end of the file that has come.
      body: [" SIO X'00C'(0)", ' BC 4,ROUND', ' LPSW WAITPSW'],
      handlers: {
        // Unit exception is the end of a file, device end alone comes with the next one after the hopper was empty.
        IOINT: [" CLI BENCH+X'44',X'0C'", ' BNE ROUND', ' LA 12,1(12)', ' B ROUND'],
      },
      data: [WAIT_ENABLED, "CARD     CCW   X'02',BUFFER,X'20',80", "BUFFER   EQU   BENCH+X'2000'"],
    },
  },
  {
    name: 'dispatch',
    psw: DISABLED_EC,
    guest: {
      extendedControl: true,
      times: 1,
      body: [' LPSW WAITPSW'],
      handlers: { EXTINT: [' LA 12,1(12)', ' B ROUND'] },
      data: ["WAITPSW  DC    X'030A0000',A(0)"],
    },
  },
];
