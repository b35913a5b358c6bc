/**
 * Branchy code: many small basic blocks, joined by conditional branches that depend on data. The blocks form modules
 * of a base register each, as the blocks of real programs do; a driver calls the modules in an order that looks random.
 */

import { Draw } from './draw.js';
import { Source } from './source.js';

const BLOCKS_OF_MODULE = 40;
/** Words of data that the blocks work on, by register 9. */
const WORDS = 128;
/** Backward branches that one call of a module may take. */
const TURNS = 6;
/** Module calls in one repetition. */
const CALLS = 600;

/** Source of a deck with so many blocks (a multiple of 40). */
export function branchySource(blocks: number, expected: string): string {
  const modules = blocks / BLOCKS_OF_MODULE;
  const draw = new Draw(blocks);
  const source = new Source();
  source.comment(`BRANCHY CODE: ${blocks} BLOCKS IN ${modules} MODULES`);
  source.text(DRIVER.replace('MODULES', String(modules)).replace('CALLS', String(CALLS)));
  source.named('EXPECT', 'DC', `X'${expected}'`);
  for (let m = 0; m < modules; m++) source.named(m === 0 ? 'TABLE' : '', 'DC', `A(M${m})`);
  for (let word = 0; word < WORDS; word++) {
    source.named(word === 0 ? 'SEEDS' : '', 'DC', `F'${(draw.below(2) ? 1 : -1) * draw.below(100_000)}'`);
  }
  source.named('WORDS', 'DS', `${WORDS}F`);
  source.op('DROP', '12');
  for (let m = 0; m < modules; m++) module(source, draw, m);
  source.op('END', 'FRSTART');
  return source.toString();
}

const DRIVER = `         COPY  FRAME
REP      BALR  12,0
         USING *,12
         ST    14,LINK
         LA    9,WORDS
         MVC   0(256,9),SEEDS
         MVC   256(256,9),SEEDS+256
         SR    2,2
         LM    3,6,WORDS
         L     8,=F'CALLS'
         MVC   STATE,=F'4711'
CALL     L     5,STATE             LINEAR CONGRUENTIAL GENERATOR
         M     4,=F'1103515245'
         AL    5,=F'12345'
         ST    5,STATE
         XR    2,5
         LR    3,5
         SRL   5,12
         SR    4,4
         D     4,=F'MODULES'
         SLL   4,2
         L     15,TABLE(4)
         BALR  14,15
         BCT   8,CALL
         L     14,LINK
         BR    14
LINK     DC    F'0'
STATE    DC    F'0'
         LTORG`;

function module(source: Source, draw: Draw, number: number): void {
  const name = `M${number}`;
  const blockName = (block: number): string => `B${number}X${block}`;
  source.named('', 'CNOP', '0,4');
  source.op('USING', `${name},15`);
  source.named(name, 'LA', `7,${TURNS}`);
  for (let block = 0; block < BLOCKS_OF_MODULE; block++) {
    source.label(blockName(block));
    const length = 2 + draw.below(4);
    for (let i = 0; i < length; i++) operate(source, draw);
    const ahead = Math.min(block + 2 + draw.below(4), BLOCKS_OF_MODULE);
    const kind = draw.below(10);
    if (kind < 7) {
      compare(source, draw);
      source.op(draw.pick(['BE', 'BNE', 'BH', 'BL', 'BNH', 'BNL']), blockName(ahead));
    } else if (kind < 8) source.op('B', blockName(ahead));
    else if (block > 3) {
      source.op('S', `7,ONE${number}`);
      source.op('BP', blockName(block - 1 - draw.below(3)));
    }
  }
  source.named(blockName(BLOCKS_OF_MODULE), 'BR', '14');
  source.named(`ONE${number}`, 'DC', `F'1'`);
  source.op('LTORG');
  source.op('DROP', '15');
}

function operate(source: Source, draw: Draw): void {
  const word = `${4 * draw.below(WORDS)}(9)`;
  const byte = `${draw.below(4 * WORDS)}(9)`;
  const register = 3 + draw.below(4);
  const other = 2 + draw.below(5);
  const write: (() => void)[] = [
    () => source.op('A', `2,${word}`),
    () => source.op('X', `2,${word}`),
    () => source.op('AR', `2,${register}`),
    () => source.op('L', `${register},${word}`),
    () => source.op('L', `${register},${word}`),
    () => source.op('ST', `${other},${word}`),
    () => source.op('LA', `${register},${draw.below(200)}(${register})`),
    () => source.op('SR', `${register},${other}`),
    () => source.op('LR', `${register},${other}`),
    () => source.op('SRL', `${register},${1 + draw.below(6)}`),
    () => source.op('SLL', `${register},${1 + draw.below(3)}`),
    () => source.op('IC', `${register},${byte}`),
    () => source.op('STC', `${other},${byte}`),
    () => source.op('AH', `${register},${2 * draw.below(2 * WORDS)}(9)`),
    () => source.op('N', `${register},=X'00FFFFFF'`),
  ];
  draw.pick(write)();
}

/** Sets the condition code by something that is not always the same. */
function compare(source: Source, draw: Draw): void {
  const register = 2 + draw.below(5);
  const write: (() => void)[] = [
    () => source.op('C', `${register},${4 * draw.below(WORDS)}(9)`),
    () => source.op('C', `${register},${4 * draw.below(WORDS)}(9)`),
    () => source.op('LTR', `${register},${register}`),
    () => source.op('CR', `2,${register}`),
    () => source.op('CLI', `${draw.below(4 * WORDS)}(9),X'${(16 + draw.below(200)).toString(16)}'`),
    () => source.op('TM', `${draw.below(4 * WORDS)}(9),X'${(1 << draw.below(8)).toString(16).padStart(2, '0')}'`),
  ];
  draw.pick(write)();
}
