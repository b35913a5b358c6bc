/** Track images in memory, the longest unused one given up first. */
export class TrackCache {
  private readonly tracks = new Map<number, Uint8Array>();

  constructor(private readonly capacity: number) {}

  /** The image of a track, from memory or by `read`. */
  get(number: number, read: () => Uint8Array): Uint8Array {
    let track = this.tracks.get(number);
    if (track === undefined) track = read();
    else this.tracks.delete(number);
    if (this.tracks.size >= this.capacity) {
      const [oldest] = this.tracks.keys();
      this.tracks.delete(oldest);
    }
    this.tracks.set(number, track);
    return track;
  }
}
