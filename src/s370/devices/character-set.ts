/**
 * Universal character set buffer: which graphics are on the printer's train. GA24-3312 (1403), GA24-3543 (3211).
 */

const NULL = 0x00;
const BLANK = 0x40;

/** What a printer knows of its train. Without a loaded image every code is taken to be on it. */
export class CharacterSet {
  private image: Uint8Array = new Uint8Array(0);
  private readonly onTrain = new Uint8Array(256);
  /** Lower-case letters print as capitals. */
  folding = false;

  /** `size`: bytes of the buffer; `graphics`: those of them that name graphics (the rest is associative data). */
  constructor(
    readonly size: number,
    private readonly graphics = size,
  ) {}

  /** Takes an image, shorter ones filled with zeros. */
  load(image: Uint8Array): void {
    this.image = new Uint8Array(this.size);
    this.image.set(image.subarray(0, this.size));
    this.onTrain.fill(0);
    for (let i = 0; i < this.graphics; i++) this.onTrain[this.image[i]] = 1;
  }

  get loaded(): boolean {
    return this.image.length > 0;
  }

  /** The buffer: zeros before an image has been loaded. */
  contents(): Uint8Array {
    return this.loaded ? this.image : new Uint8Array(this.size);
  }

  /** The buffer as it is to be kept, empty before an image has been loaded. */
  saved(): Uint8Array {
    return this.image.slice();
  }

  restore(image: Uint8Array): void {
    if (image.length > 0) this.load(image);
    else this.image = new Uint8Array(0);
  }

  /** What prints of a line: codes that are not on the train leave a blank, and make it `unprintable`. */
  print(line: Uint8Array): { readonly line: Uint8Array; readonly unprintable: boolean } {
    if (!this.loaded && !this.folding) return { line, unprintable: false };
    const printed = new Uint8Array(line.length);
    let unprintable = false;
    line.forEach((code, i) => {
      const graphic = this.folding ? folded(code) : code;
      const prints = !this.loaded || graphic === BLANK || graphic === NULL || this.onTrain[graphic] !== 0;
      printed[i] = prints ? graphic : BLANK;
      if (!prints) unprintable = true;
    });
    return { line: printed, unprintable };
  }
}

/** The capital for a lower-case letter: X'81'-X'A9' print as X'C1'-X'E9'. */
function folded(code: number): number {
  const low = code & 15;
  const letter =
    (low >= 1 && low <= 9 && (code >> 4 === 8 || code >> 4 === 9)) ||
    (low >= 2 && low <= 9 && code >> 4 === 10);
  return letter ? code | 0x40 : code;
}
