import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemDirectory } from '../support/system.js';
import { S3270, hasS3270 } from '../support/s3270.js';
import { TmuxTerminal, hasProgram } from '../support/tmux.js';

const tmux = hasProgram('tmux');
if (!tmux) console.log('skipped: no tmux on this host');
const START = 60_000;

let directory: SystemDirectory | undefined;
let terminal: TmuxTerminal | undefined;
let client: S3270 | undefined;
afterEach(() => {
  client?.close();
  terminal?.close();
  directory?.remove();
  client = directory = terminal = undefined;
});

/** `cp370 start` in a window, on a system directory that is there already. */
function start(): { window: TmuxTerminal; pid: () => number } {
  directory = new SystemDirectory();
  const command = `node --import tsx src/cli/cp370.ts start --system ${directory.path} --port 0`;
  const pidFile = directory.file('pid');
  terminal = new TmuxTerminal(
    `sh -c 'echo $$ > ${pidFile}; exec ${command}'; echo EXIT $?; stty -a; sleep 60`,
  );
  return { window: terminal, pid: () => Number(readFileSync(pidFile, 'utf8')) };
}

describe.skipIf(!tmux)('the built-in terminal of cp370 start', () => {
  it('logs on a user, runs commands, and ends with the system when it is left', async () => {
    const { window } = start();
    await window.until('RUNNING', START);
    window.press('Enter');
    await window.until('CP READ');
    window.type('logon alice wonder');
    window.press('Enter');
    await window.until('LOGON AT');
    expect(window.screen().join('\n')).not.toContain('wonder');
    window.type('query virtual 191');
    window.press('Enter');
    await window.until('DASD 191 3350 PACK01 R/W');
    window.type('logoff');
    window.press('Enter');
    await window.until('LOGOFF AT');
    window.press('C-]');
    await window.until('EXIT 0');
    await window.until(' icanon');
  });

  it.skipIf(!hasS3270())('works beside a TN3270 client, each at a display of its own', async () => {
    const { window } = start();
    await window.until('RUNNING', START);
    const port = /127\.0\.0\.1:(\d+)/.exec(window.screen().join('\n'))?.[1];
    client = new S3270(`127.0.0.1:${port}`);
    await client.run('Wait(10,InputField)', 12_000);
    await client.enter('');
    await client.enter('logon bob builder');
    await client.until((row) => row.includes('LOGON AT'));
    window.press('Enter');
    await window.until('CP READ');
    window.type('logon carol singer');
    window.press('Enter');
    await window.until('LOGON AT');
    window.type('query names');
    window.press('Enter');
    const names = await window.until('BOB');
    expect(names).toContain('CAROL');
    expect(names).toMatch(/BOB +- 0C1/);
  });

  it('gives the terminal back when the system is told to end', async () => {
    const { window, pid } = start();
    await window.until('RUNNING', START);
    process.kill(pid(), 'SIGTERM');
    await window.until('EXIT 0');
    await window.until(' icanon');
  });
});
