import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, readDeck } from '../../src/asm/index.js';

/** Pieces of source that make random programs look like programs. */
const PIECES = [
  'A',
  'B',
  'X1',
  '&A',
  '&B(1)',
  '&SYSLIST(2)',
  '&SYSNDX',
  '.S',
  '.T',
  '*',
  '.*',
  ' ',
  '  ',
  '   ',
  ',',
  '(',
  ')',
  "'",
  "''",
  '=',
  '+',
  '-',
  '/',
  '.',
  '1',
  '15',
  '4095',
  '99999999',
  "X'FF'",
  "C'A'",
  "B'1'",
  "L'A",
  "T'&A",
  "N'&SYSLIST",
  "K'&A",
  "'&A'",
  'CSECT',
  'DSECT',
  'START',
  'COM',
  'DC',
  'DS',
  'EQU',
  'ORG',
  'CNOP',
  'LTORG',
  'USING',
  'DROP',
  'ENTRY',
  'EXTRN',
  'CCW',
  'MACRO',
  'MEND',
  'MEXIT',
  'MNOTE',
  'AIF',
  'AGO',
  'ANOP',
  'ACTR',
  'LCLA',
  'LCLB',
  'LCLC',
  'GBLA',
  'SETA',
  'SETB',
  'SETC',
  'LR',
  'L',
  'MVC',
  'PACK',
  'SVC',
  'BNE',
  'SIO',
  'PRINT',
  'TITLE',
  'SPACE',
  'PUNCH',
  'REPRO',
  'COPY',
  'OPSYN',
  'ICTL',
  'ISEQ',
  'END',
  'F',
  "F'1'",
  "E'1.5'",
  "P'12'",
  'AL3(A)',
  "3H'2'",
  "BL.3'1'",
  "=F'1'",
  '=A(*)',
  'EQ',
  'AND',
  'NOT',
  '\n',
  '\n ',
  '\nA ',
  '\n.S ',
];

const program = fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((pieces) => pieces.join(''));

describe('the assembler', () => {
  it('takes any text without throwing and makes a deck', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (source) => {
        const result = assemble(source);
        expect(result.object.length % 80).toBe(0);
        expect(readDeck(result.object).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('takes any mixture of language elements without throwing', () => {
    const library = (member: string, kind: string): string | undefined =>
      kind === 'copy'
        ? " DC C'COPIED'\n"
        : member === 'X1'
          ? ' MACRO\n X1 &A\n DC AL1(&A)\n MEND\n'
          : undefined;
    fc.assert(
      fc.property(program, (source) => {
        const result = assemble(source, { library });
        expect([0, 4, 8, 12, 16]).toContain(result.returnCode);
        expect(readDeck(result.object).length).toBeGreaterThan(0);
        for (const d of result.diagnostics) {
          expect(d.line).toBeGreaterThan(0);
          expect(d.message).not.toContain('undefined');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is a function of its source', () => {
    fc.assert(
      fc.property(program, (source) => {
        expect(assemble(source)).toEqual(assemble(source));
      }),
      { numRuns: 100 },
    );
  });
});

describe('constants', () => {
  const object = (line: string): Uint8Array => {
    const [module] = readDeck(assemble(`T CSECT\n${line}\n END`, { noListing: true }).object);
    return module.text[0].bytes;
  };
  const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset);

  it('hold the fixed-point numbers they are written as', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(view(object(` DC F'${n}'`)).getInt32(0)).toBe(n);
      }),
    );
  });

  it('hold the packed numbers they are written as', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 31n) + 1n, max: 10n ** 31n - 1n }), (n) => {
        const text = Buffer.from(object(` DC PL16'${n}'`)).toString('hex');
        expect(BigInt(text.slice(0, 31)) * (text[31] === 'd' ? -1n : 1n)).toBe(n);
      }),
    );
  });

  it('hold long floating-point numbers rounded in the last bit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.integer({ min: -60, max: 50 }),
        (digits, exponent) => {
          const bits = view(object(` DC D'${digits}E${exponent}'`)).getBigUint64(0);
          const fraction = bits & 0xffffffffffffffn;
          const characteristic = Number((bits >> 56n) & 0x7fn) - 64;
          expect(fraction >> 52n).not.toBe(0n);
          // | value - fraction * 16^characteristic / 2^56 | is at most half a unit of the fraction, in exact fractions.
          const power = 4 * characteristic - 56;
          const up = (n: number): bigint => (n > 0 ? 1n << BigInt(n) : 1n);
          const ten = 10n ** BigInt(Math.abs(exponent));
          const value = digits * (exponent > 0 ? ten : 1n) * up(-power);
          const scale = (exponent < 0 ? ten : 1n) * up(power);
          const distance = value - fraction * scale;
          expect(2n * (distance < 0n ? -distance : distance) <= scale).toBe(true);
        },
      ),
    );
  });
});
