/** Definition of a named saved system or discontiguous shared segment: what NAMESYS says. GC20-1801, NAMESYS Macro. */
export interface SavedSystemDefinition {
  /** Up to 8 characters, not like a hexadecimal address. */
  readonly name: string;
  /** Bytes of storage that a virtual machine must have to IPL it; 0 for a segment that lies above its storage. */
  readonly minimumStorage: number;
  /** Ranges of 4K page numbers that are saved, both ends included. */
  readonly pages: readonly { readonly from: number; readonly to: number }[];
  /** 64K segment numbers that all users share. */
  readonly sharedSegments: readonly number[];
  /** Virtual address of the system disk that an IPL needs; undefined when it needs none. */
  readonly systemDisk?: number;
}

/** Every saved page number in ascending order. */
export function savedPages(definition: SavedSystemDefinition): number[] {
  const pages: number[] = [];
  for (const { from, to } of definition.pages) for (let page = from; page <= to; page++) pages.push(page);
  return pages.sort((a, b) => a - b);
}

/** Throws RangeError when a definition can't be right. */
export function checkDefinition(definition: SavedSystemDefinition): void {
  const { name, pages, sharedSegments } = definition;
  const fail = (what: string): never => {
    throw new RangeError(`saved system ${name}: ${what}`);
  };
  if (!/^[A-Z$#@][A-Z0-9$#@]{0,7}$/.test(name)) fail('the name is not 1 to 8 letters and digits');
  if (/^[0-9A-F]{1,3}$/.test(name)) fail('the name looks like a device address');
  if (pages.length === 0) fail('no pages');
  for (const { from, to } of pages) {
    if (from < 0 || to < from || to > 0xfff) fail(`pages ${from} to ${to} do not exist`);
  }
  for (const segment of sharedSegments) {
    if (!pages.some(({ from, to }) => from <= segment * 16 && to >= segment * 16 + 15)) {
      fail(`shared segment ${segment} is not wholly saved`);
    }
  }
}
