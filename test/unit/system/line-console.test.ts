import { describe, expect, test } from 'vitest';
import type { LinePrinter, LineTerminal } from '../../../src/cp/terminal/line-terminal.js';
import { LineConsole } from '../../../src/system/line-console.js';

/** A line console at a terminal whose printer the test drives. */
function consoleAt() {
  let printer!: LinePrinter;
  const terminal = { reading: 'none' as 'none' | 'vm' | 'cp', taken: true, typed: [] as string[] };
  const heard: string[] = [];
  const console = new LineConsole(
    {
      addLine: (_name, given) => {
        printer = given;
        return {
          get reading() {
            return terminal.reading;
          },
          lineTyped: (line: string) => {
            terminal.typed.push(line);
            return terminal.taken;
          },
        } as LineTerminal;
      },
    },
    'LINE 020',
    {
      line: (text) => void heard.push(text),
      text: (text) => void heard.push(JSON.stringify(text)),
      reads: (reader) => void heard.push(`reads ${reader}`),
    },
  );
  return { console, printer, terminal, heard };
}

describe('a line terminal with a program at it', () => {
  test('pieces of a line come as one line, and the text as it was typed', () => {
    const { console, printer, heard } = consoleAt();
    printer.print('ONE ', true);
    expect(console.partial).toBe('ONE ');
    printer.print('TWO', false);
    expect(heard).toEqual(['"ONE "', '"TWO\\n"', 'ONE TWO']);
    expect(console.partial).toBe('');
  });

  test('a read that begins is told, one that ends is not', () => {
    const { console, printer, terminal, heard } = consoleAt();
    terminal.reading = 'vm';
    printer.prompt!('read');
    terminal.reading = 'cp';
    printer.prompt!('hidden');
    terminal.reading = 'none';
    printer.prompt!('none');
    expect(heard).toEqual(['reads vm', 'reads cp']);
    expect(console.reading).toBe('none');
  });

  test('what stands before a read can be had as a line, once', () => {
    const { console, printer, heard } = consoleAt();
    printer.print('NAME: ', true);
    heard.length = 0;
    console.endPartial();
    console.endPartial();
    expect(heard).toEqual(['NAME: ']);
  });

  test('says whether the terminal took a line', () => {
    const { console, terminal } = consoleAt();
    expect(console.type('QUERY TIME')).toBe(true);
    terminal.taken = false;
    expect(console.type('QUERY TIME')).toBe(false);
    expect(terminal.typed).toEqual(['QUERY TIME', 'QUERY TIME']);
  });
});
