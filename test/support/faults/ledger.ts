/**
 * What users have been told, beside what they asked for: the two bounds of what may be found after a system was
 * killed. A change is *begun* before the user asks for it and *done* when the answer is on the screen.
 */

/** States of one thing: what it may be now. The last one that was acknowledged, and those that were asked for since. */
export class Ledger<State> {
  private readonly things = new Map<string, State[]>();
  /** Changes that were acknowledged. */
  acknowledged = 0;

  /** A user asks for a change of a thing; it may be in this state from now on. */
  begin(name: string, state: State): void {
    const states = this.things.get(name);
    if (states === undefined) throw new Error(`${name} is not in the ledger`);
    states.push(state);
  }

  /** A thing that nobody has heard of yet: before, it was in `before`. */
  introduce(name: string, before: State): void {
    this.things.set(name, [before]);
  }

  /** The last change that was begun has been acknowledged: nothing else is possible. */
  done(name: string): void {
    const states = this.things.get(name)!;
    states.splice(0, states.length - 1);
    this.acknowledged++;
  }

  /** This state was found, and is known from now on. */
  settle(name: string, state: State): void {
    this.things.set(name, [state]);
  }

  forget(name: string): void {
    this.things.delete(name);
  }

  /** Everything there is, with the states it may be in. */
  entries(): [name: string, states: readonly State[]][] {
    return [...this.things];
  }
}
