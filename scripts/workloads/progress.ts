/** What a script tells its user: one line a step, with the time it took. */

/** Steps of a run and how long each took, in seconds. */
export class Progress {
  private readonly begin = performance.now();
  readonly steps: { readonly name: string; readonly seconds: number }[] = [];

  constructor(
    private readonly write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
  ) {}

  /** Runs a step: a line when it begins, a line with its time when it is done. */
  async step<T>(name: string, action: () => T | Promise<T>): Promise<T> {
    this.say(`${name} ...`);
    const start = performance.now();
    const result = await action();
    const seconds = (performance.now() - start) / 1000;
    this.steps.push({ name, seconds });
    this.say(`${name}: done in ${seconds.toFixed(1)} s`);
    return result;
  }

  /** What shows the lines of consoles, when they are to be shown. */
  watch(verbose: boolean | undefined): ((line: string) => void) | undefined {
    return verbose === true ? (line) => this.say(`| ${line}`) : undefined;
  }

  say(line: string): void {
    this.write(`[${((performance.now() - this.begin) / 1000).toFixed(1).padStart(6)} s] ${line}`);
  }
}
