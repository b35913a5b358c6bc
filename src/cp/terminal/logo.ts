/** What a terminal shows while nobody uses it. */

const LOGO: readonly string[] = [
  '     CCCCCC    PPPPPPP     33333    777777777    000000  ',
  '   CCC    CC   PP    PP   3    33   7      77   00    00 ',
  '  CC           PP    PP         3         77    00    00 ',
  '  CC           PPPPPPP      3333         77     00    00 ',
  '  CC           PP               3       77      00    00 ',
  '   CCC    CC   PP         3    33      77       00    00 ',
  '     CCCCCC    PP          33333      77         000000  ',
];

const BELOW: readonly string[] = ['', 'V I R T U A L   M A C H I N E S', '', 'PRESS ENTER TO BEGIN'];

/** First row of the logo screen. */
export const ONLINE = 'CP370 ONLINE';

/** Logo rows, centred for a screen: row number and text. */
export function logoRows(rows: number, columns: number): { row: number; column: number; text: string }[] {
  const lines = [...LOGO, ...BELOW];
  const top = Math.max(2, Math.floor((rows - lines.length) / 2));
  return lines
    .map((text, index) => ({ row: top + index, column: Math.floor((columns - text.length) / 2), text }))
    .filter(({ text, row }) => text !== '' && row < rows);
}
