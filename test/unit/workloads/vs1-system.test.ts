import { describe, expect, it } from 'vitest';
import type { OperatedMachine } from '../../../scripts/workloads/emulator.js';
import { Operator } from '../../../scripts/workloads/operator.js';
import { checkSample, startSystem } from '../../../scripts/workloads/vs1-system.js';

/** A machine that plays a part: what it prints after each line that is typed. */
function actor(scenes: readonly (readonly string[])[]): { machine: OperatedMachine; typed: string[] } {
  const typed: string[] = [];
  const waiting = [...scenes];
  let print: (line: string) => void = () => undefined;
  const operator = new Operator({
    listen: (listener) => (print = (line) => listener.line(line)),
    send: (line) => {
      typed.push(line);
      const scene = waiting.shift() ?? [];
      setTimeout(() => scene.forEach(print), 1);
    },
  });
  const machine: OperatedMachine = {
    operator,
    reads: /^READS/,
    ipl: (unit) => operator.type(`ipl ${unit}`),
    type: (line) => operator.type(line),
    answer: async (message, reply, within) => {
      await operator.see(message, within);
      await operator.see(/^READS/, within);
      operator.type(reply);
    },
    always: (message, reply) => operator.always(message, reply),
    readCards: () => undefined,
    mountTape: () => undefined,
    quit: () => Promise.resolve(),
  };
  return { machine, typed };
}

const NIP = ['IEA760A SPECIFY VIRTUAL STORAGE SIZE', 'READS'];
const PARAMETERS = ['IEA101A SPECIFY SYSTEM AND/OR SET PARAMETERS', 'READS'];
const DUMP = ['IEA135A SPECIFY SYS1.DUMP TAPE UNIT ADDRESS OR NO', 'READS'];
const FORMATTING = ["*00 IEF068A  VOLUME DLIBA1 REQUIRES FORMATTING. REPLY 'FORMATV' OR 'RESET'"];
const OLD_FILE = ['*01 IEC107D E 150,DLIBA1,MASTER,SCHEDULR,SYS1.SYSPOOL'];
const READY = [' IEE048I INITIALIZATION COMPLETED', ' IEF005I PARTITION WAITING FOR WORK  P00'];

describe('the operator of OS/VS1', () => {
  it('answers NIP and the questions of a cold start', async () => {
    const { machine, typed } = actor([NIP, PARAMETERS, DUMP, FORMATTING, OLD_FILE, READY]);
    await startSystem(machine, true);
    expect(typed).toEqual([
      'ipl 150',
      '',
      "R 00,'AUTO=STARTER,PAGE=(V=DLIBA1,BLK=4096),Q=(,F)'",
      '',
      'R 00,FORMATV',
      'R 01,U',
    ]);
  });

  it('formats no job queue in a warm start', async () => {
    const { machine, typed } = actor([NIP, PARAMETERS, DUMP, READY]);
    await startSystem(machine, false);
    expect(typed[2]).toBe("R 00,'AUTO=STARTER,PAGE=(V=DLIBA1,BLK=4096)'");
  });

  it('does not mind that the program before the IPL is reported late, but a wait state of the system', async () => {
    const late = actor([['HHCCP011I CPU0000: Disabled wait state', ...NIP], PARAMETERS, DUMP, READY]);
    await startSystem(late.machine, false);
    const dead = actor([NIP, ['HHCCP011I CPU0000: Disabled wait state']]);
    await expect(startSystem(dead.machine, false)).rejects.toThrow('the system is in a disabled wait');
  });

  it('stops when the system does not know the date', async () => {
    const { machine } = actor([NIP, PARAMETERS, ['IEE058A SET PARAMETER MISSING, RESPECIFY SET PARAMETERS']]);
    await expect(startSystem(machine, false)).rejects.toThrow('the system does not start');
  });
});

describe('the output of the sample job', () => {
  const good = [
    'IEF142I - STEP WAS EXECUTED - COND CODE 0000',
    'IEF142I - STEP WAS EXECUTED - COND CODE 0000',
    'IEF142I - STEP WAS EXECUTED - COND CODE 0000',
    'ASSEMBLER DIAGNOSTICS AND STATISTICS',
    'NO STATEMENTS FLAGGED IN THIS ASSEMBLY',
    'F64-LEVEL LINKAGE EDITOR OPTIONS SPECIFIED XREF',
    'THE SUM OF 1 TO 100 IS 05050',
  ];

  it('is right with three steps, listings and the sum', () => {
    expect(checkSample({ output: good.join('\n'), trouble: undefined })).toEqual([]);
  });

  it.each(good.map((line, missing) => [line, missing] as const))('is wrong without %j', (_line, missing) => {
    const output = good.filter((_, index) => index !== missing).join('\n');
    expect(checkSample({ output, trouble: undefined })).toHaveLength(1);
  });

  it('is wrong when the job ABENDs', () => {
    expect(checkSample({ output: good.join('\n'), trouble: 'IEF450I CP370 ABEND S0C1' })).toEqual([
      'IEF450I CP370 ABEND S0C1',
    ]);
  });
});
