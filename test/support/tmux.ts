import { execFileSync, spawnSync } from 'node:child_process';

/** Whether a program is on this host. */
export function hasProgram(name: string, versionOption = '-V'): boolean {
  return spawnSync(name, [versionOption], { stdio: 'ignore' }).error === undefined;
}

let serial = 0;

/** A terminal of its own (a tmux server) with one command in it: keys go in, the screen comes out. */
export class TmuxTerminal {
  private readonly socket = `cp370-test-${process.pid}-${++serial}`;

  /** Runs a shell command in a window of `columns` by `rows`. */
  constructor(command: string, size: { readonly columns?: number; readonly rows?: number } = {}) {
    const { columns = 80, rows = 25 } = size;
    this.tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), command);
  }

  /** Presses keys by tmux's names: `Enter`, `F3`, `C-]`, `M-1`. */
  press(...keys: string[]): void {
    this.tmux('send-keys', ...keys);
  }

  /** Types text as it is. */
  type(text: string): void {
    this.tmux('send-keys', '-l', text);
  }

  /** Pastes text as a terminal does (bracketed when the program asked for it). */
  paste(text: string): void {
    this.tmux('set-buffer', text);
    this.tmux('paste-buffer', '-p');
  }

  resize(columns: number, rows: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Rows of the screen. */
  screen(): string[] {
    return this.tmux('capture-pane', '-p').replace(/\n$/, '').split('\n');
  }

  /** Waits for text on the screen: the row it is in. */
  async until(text: string, timeout = 10_000): Promise<string> {
    const end = Date.now() + timeout;
    for (;;) {
      const rows = this.screen();
      const row = rows.find((candidate) => candidate.includes(text));
      if (row !== undefined) return row;
      if (Date.now() > end)
        throw new Error(`no "${text}" on the screen within ${timeout} ms:\n${rows.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Process id of the window's command. */
  get pid(): number {
    return Number(this.tmux('list-panes', '-F', '#{pane_pid}').trim());
  }

  close(): void {
    spawnSync('tmux', ['-L', this.socket, 'kill-server'], { stdio: 'ignore' });
  }

  private tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.socket, ...args], {
      encoding: 'utf8',
      timeout: 10_000,
      env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color', TMUX: '' },
    });
  }
}
