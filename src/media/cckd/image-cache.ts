/** Images kept in memory. */
const CAPACITY = 64;
/** Changed images that may wait to be written. */
const MOST_CHANGED = 8;
/** Milliseconds that a changed image waits at most. */
const LONGEST_WAIT = 200;

/**
 * Expanded images in memory. Several changes of one image make one write: changed images are written when there are
 * many, after a moment, and when `flush` asks. Errors of a write come out of the next change or flush; the image stays.
 */
export class ImageCache {
  private readonly images = new Map<number, Uint8Array>();
  private readonly changed = new Set<number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly write: (number: number, image: Uint8Array) => void) {}

  /** The image from memory, or by `read`. */
  get(number: number, read: () => Uint8Array): Uint8Array {
    let image = this.images.get(number);
    if (image === undefined) {
      image = read();
      if (this.images.size >= CAPACITY) this.giveUpOldest();
    } else {
      this.images.delete(number);
    }
    this.images.set(number, image);
    return image;
  }

  /** Notes that an image in memory was changed. Call `makeRoom` before the change. */
  markChanged(number: number): void {
    this.changed.delete(number);
    this.changed.add(number);
    this.timer ??= setTimeout(() => this.flushLater(), LONGEST_WAIT).unref();
  }

  /** Writes out a changed image if too many wait. Throws what the write throws; then the change must not be made. */
  makeRoom(number: number): void {
    if (this.changed.has(number) || this.changed.size < MOST_CHANGED) return;
    const [oldest] = this.changed;
    this.writeOut(oldest);
  }

  /** Writes all changed images. Throws the first error; images that could not be written stay changed. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const number of [...this.changed]) this.writeOut(number);
  }

  /** Forgets all images; changed ones must have been flushed. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.images.clear();
    this.changed.clear();
  }

  private flushLater(): void {
    this.timer = undefined;
    try {
      this.flush();
    } catch {
      // The images stay; whoever writes or flushes next hears of it.
    }
  }

  private writeOut(number: number): void {
    this.write(number, this.images.get(number)!);
    this.changed.delete(number);
  }

  private giveUpOldest(): void {
    for (const number of this.images.keys()) {
      if (this.changed.has(number)) continue;
      this.images.delete(number);
      return;
    }
  }
}
