import type { AssemblyDate } from '../options.js';

/** Characters of a listing line without the carriage control character. */
const WIDTH = 120;

/** Lines of a listing with ASA carriage control characters, divided into pages with headings. */
export class Pages {
  private readonly lines: string[] = [];
  private page = 0;
  private used = Infinity;
  private title = '';
  private caption = '';

  constructor(
    private readonly linesPerPage: number,
    private readonly date: AssemblyDate | undefined,
  ) {}

  /** Starts a part of the listing: the next line begins a page with this caption. */
  part(title: string, caption: string): void {
    this.title = title;
    this.caption = caption;
    this.eject();
  }

  /** Heading text of the following pages. */
  setTitle(title: string): void {
    this.title = title;
    this.eject();
  }

  /** The next line begins a new page; an empty page is not left behind. */
  eject(): void {
    this.used = Infinity;
  }

  /** Blank lines; at the end of a page they are left out. */
  space(lines: number): void {
    if (this.used + lines >= this.linesPerPage) this.eject();
    else for (let i = 0; i < lines; i++) this.put(' ', '');
  }

  line(text: string): void {
    if (this.used >= this.linesPerPage) this.heading();
    this.put(' ', text);
  }

  private put(control: string, text: string): void {
    this.lines.push(control + text.slice(0, WIDTH).trimEnd());
    this.used++;
  }

  private heading(): void {
    this.page++;
    this.used = 0;
    this.put('1', `${this.title.padEnd(109)}PAGE ${String(this.page).padStart(4)}`);
    const two = (n: number): string => String(n % 100).padStart(2, '0');
    const { date } = this;
    const stamp = date
      ? `${two(date.hour)}.${two(date.minute)} ${two(date.month)}/${two(date.day)}/${two(date.year)}`
      : '';
    this.put('0', `${this.caption.padEnd(91)} CP370 ASM  ${stamp}`);
    this.put(' ', '');
    this.used++;
  }

  get text(): string {
    return this.lines.map((line) => line + '\n').join('');
  }
}

/** The listing for a host file: carriage control replaced by form feeds and blank lines. */
export function plainListing(listing: string): string {
  let out = '';
  for (const line of listing.split('\n')) {
    if (line === '') continue;
    const control = line[0];
    if (control === '1') out += out === '' ? '' : '\f';
    else if (control === '0') out += '\n';
    else if (control === '-') out += '\n\n';
    out += line.slice(1) + '\n';
  }
  return out;
}
