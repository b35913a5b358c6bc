/** A command line, taken apart word by word. Words are parted by blanks. */
export class CommandLine {
  private position = 0;

  /** `text` as it was entered; words come in upper case, `rest` keeps the case. */
  constructor(private readonly text: string) {}

  /** Next word in upper case, undefined at the end. */
  next(): string | undefined {
    this.skipBlanks();
    const start = this.position;
    while (this.position < this.text.length && this.text[this.position] !== ' ') this.position++;
    return start === this.position ? undefined : this.text.slice(start, this.position).toUpperCase();
  }

  /** The next word without taking it. */
  peek(): string | undefined {
    const position = this.position;
    const word = this.next();
    this.position = position;
    return word;
  }

  /** All words that are left. */
  words(): string[] {
    const words: string[] = [];
    for (let word = this.next(); word !== undefined; word = this.next()) words.push(word);
    return words;
  }

  /** What follows, without leading blanks. */
  rest(): string {
    this.skipBlanks();
    const rest = this.text.slice(this.position);
    this.position = this.text.length;
    return rest;
  }

  /** What follows the one blank after the word taken last. */
  restAfterBlank(): string {
    const rest = this.text.slice(this.position + 1);
    this.position = this.text.length;
    return rest;
  }

  private skipBlanks(): void {
    while (this.text[this.position] === ' ') this.position++;
  }
}

/** Is `word` the keyword, or an abbreviation of it of at least `shortest` characters? */
export function abbreviates(word: string | undefined, keyword: string, shortest: number): boolean {
  return word !== undefined && word.length >= shortest && keyword.startsWith(word);
}
