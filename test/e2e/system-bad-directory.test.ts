import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSystem } from '../../src/system/open-system.js';
import { SYSTEM_DIRECTORY, SystemDirectory, SystemProcess, failingStart } from '../support/system.js';

let directory: SystemDirectory;
beforeEach(() => (directory = new SystemDirectory()));
afterEach(() => directory.remove());

/** What opening the directory fails with. */
function refusal(): string {
  try {
    openSystem({ path: directory.path }).close();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('a system directory that is not in order', () => {
  it('names a disk image that is missing, with the line that wants it', () => {
    rmSync(directory.userVolume);
    expect(refusal()).toBe(`${directory.file('machine.cnf')}:5: ${directory.userVolume}: no such file`);
  });

  it('names a disk image that is cut off, and where', () => {
    truncateSync(directory.userVolume, 1_000_000);
    expect(refusal()).toContain(`${directory.file('machine.cnf')}:5: ${directory.userVolume}`);
    expect(refusal()).toContain('the image ends within cylinder 1');
    writeFileSync(directory.userVolume, 'this is no disk image');
    expect(refusal()).toContain(`${directory.file('machine.cnf')}:5: ${directory.userVolume}`);
  });

  it('names every bad statement of the user directory with its line', () => {
    const lines = SYSTEM_DIRECTORY.split('\n');
    directory.write(
      'user.direct',
      [
        ...lines,
        'USER DAVE', // no password
        'USER ALICE AGAIN 512K 1M G',
        ' CONSOLE 0G9 3215',
        ' MDISK 191 3350 001 XYZ PACK01 MR',
        ' FROBNICATE',
        'USER EVE SECRET 16M 512K G',
      ].join('\n'),
    );
    const said = refusal();
    const first = lines.length + 1;
    for (const line of [first, first + 1, first + 2, first + 3, first + 4]) {
      expect(said, said).toContain(`${directory.file('user.direct')}:${line}: `);
    }
    expect(said).not.toMatch(/user\.direct:[1-9]: /);
  });

  it('names what is wrong in the machine configuration and in system.json', () => {
    directory.write('machine.cnf', 'MAINSIZE 4\n0350 3350 CPRES.3350\n0350 3350 PACK01.3350\n');
    expect(refusal()).toContain(`${directory.file('machine.cnf')}:3: `);
    directory.write('machine.cnf', 'MAINSIZE 4\n0350 9999 CPRES.3350\n');
    expect(refusal()).toContain(`${directory.file('machine.cnf')}:2: `);
    directory.write('machine.cnf', 'MAINSIZE LARGE\n');
    expect(refusal()).toContain(`${directory.file('machine.cnf')}:1: `);
    directory.write('machine.cnf', 'MAINSIZE 4\n0351 3350 PACK01.3350\n');
    // CP's own volume is not on any device
    expect(refusal()).toContain('CPRES');
    directory.write('system.json', '{ "ownedVolumes": ');
    expect(refusal()).toContain(directory.file('system.json'));
    directory.write('system.json', '{ "ownedVolumes": "CPRES" }');
    expect(refusal()).toContain(`${directory.file('system.json')}: ownedVolumes`);
    rmSync(directory.file('user.direct'));
    directory.write('system.json', '{ "ownedVolumes": [] }');
    expect(refusal()).toBe(`${directory.file('user.direct')}: no such file`);
  });

  it('is left as it was: it opens when the fault is mended', () => {
    directory.write('user.direct', 'USER');
    expect(refusal()).not.toBe('');
    directory.write('user.direct', SYSTEM_DIRECTORY);
    expect(refusal()).toBe('');
  });
});

describe('cp370 start', () => {
  it('says in one line why it can not, and ends with a failure', async () => {
    directory.write('user.direct', `${SYSTEM_DIRECTORY}USER\n`);
    const { code, output } = await failingStart(directory.path);
    expect(code).toBe(1);
    const line = SYSTEM_DIRECTORY.split('\n').length;
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain(`${directory.file('user.direct')}:${line}: `);
    expect(output).not.toContain('    at ');
  });

  it('leaves a system alone that another process runs', async () => {
    const running = await SystemProcess.start(directory);
    try {
      const { code, output } = await failingStart(directory.path);
      expect(code).toBe(1);
      expect(output).toContain('is in use by process');
      expect(output).not.toContain('    at ');
    } finally {
      expect(await running.close()).toBe(0);
    }
  });

  it('names a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    try {
      const { code, output } = await failingStart(directory.path, ['--port', String(port)]);
      expect(code).toBe(1);
      expect(output).toContain(`port ${port} is in use`);
      expect(output).not.toContain('    at ');
    } finally {
      other.close();
    }
  });
});
