/** Lines of assembler source. */
export class Source {
  private readonly lines: string[] = [];
  private waiting: string | undefined;

  /** One instruction; it gets the label that `label` announced. */
  op(operation: string, operands = ''): void {
    const name = (this.waiting ?? '').padEnd(8);
    this.waiting = undefined;
    this.lines.push(`${name} ${operation.padEnd(5)} ${operands}`.trimEnd());
  }

  /** The next instruction has this name. */
  label(name: string): void {
    if (this.waiting !== undefined) this.op('EQU', '*');
    this.waiting = name;
  }

  /** A named statement. */
  named(name: string, operation: string, operands = ''): void {
    this.label(name);
    this.op(operation, operands);
  }

  comment(text: string): void {
    this.lines.push(`*        ${text}`);
  }

  /** Statements as they stand. */
  text(lines: string): void {
    this.lines.push(lines.replace(/\n$/, ''));
  }

  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }
}
