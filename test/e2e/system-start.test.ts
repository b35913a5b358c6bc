import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { ConsoleProcess } from '../support/console-process.js';
import { SystemDirectory } from '../support/system.js';

describe('CP’s start at the console', { timeout: 120_000 }, () => {
  const directories: SystemDirectory[] = [];
  const processes: ConsoleProcess[] = [];
  afterEach(async () => {
    for (const process of processes.splice(0)) await process.kill();
    for (const directory of directories.splice(0)) directory.remove();
  });

  const directory = (): SystemDirectory => {
    const made = new SystemDirectory();
    directories.push(made);
    return made;
  };
  const start = (system: SystemDirectory, ...words: string[]): ConsoleProcess => {
    const process = new ConsoleProcess(system.path, ...words);
    processes.push(process);
    return process;
  };

  /** A closed file in the spool, with the text in it; then the power fails. */
  async function crashWithFile(system: SystemDirectory, text: string): Promise<void> {
    const process = start(system);
    process.type('spool console start', `msg * ${text}`, 'close console', 'query files');
    await process.says(/FILES: {2}NO RDR, 001 PRT/);
    await process.kill();
  }

  test('asks for the clock and the start, logs the operator on and does what he says', async () => {
    const process = start(directory(), '--ask');
    process.type('yes', '13/01/80', '10/28/80', '12:34:56', 'no', 'hot', 'cold drain', 'query names');
    const output = await process.says('OPERATOR - 009');
    const lines = output.split('\n').filter((line) => / :$/.test(line));
    expect(lines).toEqual([
      'CHANGE TOD CLOCK (YES|NO) :',
      'SET DATE MM/DD/YY :',
      'SET DATE MM/DD/YY :',
      'SET TIME HH:MM:SS :',
      'CHANGE TOD CLOCK (YES|NO) :',
      'START ((WARM|CKPT|FORCE|COLD) (DRAIN))|(SHUTDOWN) :',
      'START ((WARM|CKPT|FORCE|COLD) (DRAIN))|(SHUTDOWN) :',
    ]);
    expect(output).toMatch(/NOW 12:34:5\d [A-Z]{3} TUESDAY 10\/28\/80/);
    expect(output).toMatch(/LOGON AT 12:3\d:\d\d [A-Z]{3} TUESDAY 10\/28\/80/);
    expect(output).toContain('DMKCPI971I SYSTEM IS UNIPROCESSOR GENERATED');
    expect(output).toContain('DMKCPI957I STORAGE SIZE = 04096 K,');
    await process.says('DMKCPI966I INITIALIZATION COMPLETE');
    process.type('query ur', 'shutdown');
    await process.says('DMKCKP961W SYSTEM SHUTDOWN COMPLETE');
    expect(process.output).toContain('PRT  00E DRAINED');
    expect(await process.ended).toBe(0);
  });

  test('SHUTDOWN in place of a start leaves everything as it is', async () => {
    const system = directory();
    const process = start(system, '--ask');
    process.type('no', 'shutdown');
    expect(await process.ended).toBe(0);
    expect(process.output).toContain('DMKCPI968I NO WARM START, PREVIOUS DATA STILL VALID');
    expect(process.output).toContain('DMKCPI961W SYSTEM SHUTDOWN COMPLETE');
  });

  test('nobody there to answer', async () => {
    const process = start(directory(), '--ask');
    process.type('no');
    process.leave();
    expect(await process.ended).toBe(1);
    expect(process.output).toContain('cp370: the console ended at the question START');
  });

  test('a warm start needs what SHUTDOWN leaves; the checkpoint has the files too', async () => {
    const system = directory();
    await crashWithFile(system, 'KEPT');
    const process = start(system, '--ask');
    process.type('', 'warm', 'ckpt', 'query printer all');
    const output = await process.says('OPERATOR 0001');
    expect(output.split('START ((WARM').length - 1).toBe(2);
    expect(output).toContain('DMKWRM920I NO WARM START DATA; CKPT START FOR RETRY');
  });

  test('a file that is damaged is left aside by a checkpoint start and thrown away by a force start', async () => {
    const system = directory();
    await crashWithFile(system, 'DAMAGED');
    const volume = readFileSync(system.cpVolume);
    const place = volume.indexOf(Buffer.from(ebcdic037.encode('DAMAGED')));
    expect(place).toBeGreaterThan(0);
    volume.fill(0, place - 60, place + 60);
    writeFileSync(system.cpVolume, volume);
    const first = start(system, '--ckpt');
    first.type('query files');
    await first.says(/DMKCKS922W .*1 LEFT ASIDE; A FORCE START PURGES IT/);
    await first.says(/INITIALIZATION COMPLETE[\s\S]*FILES: {2}NO RDR, {2}NO PRT|NO PRT[\s\S]*INITIALIZATION/);
    await first.kill();
    const second = start(system, '--force');
    await second.says(/DMKCKS922W .*1 PURGED/);
    second.type('shutdown');
    await second.ended;
    const third = start(system, '--warm');
    await third.says('INITIALIZATION COMPLETE');
    expect(third.output).not.toContain('922');
  });
});
