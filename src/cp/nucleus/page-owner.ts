/** The virtual machine behind private pages, as paging sees it: how much real storage it has, and how much it may keep. */
export class PageOwner {
  constructor(
    /** Page writes are counted for the one whose page it is. */
    readonly counters: { pageWrites: number },
  ) {}

  /** Its pages in real storage. */
  resident = 0;
  /** Pages that are not stolen from it while others can be (SET RESERVE). */
  reserved = 0;

  /** May one of its pages be stolen before others have been looked at? */
  get givesUp(): boolean {
    return this.reserved === 0 || this.resident > this.reserved;
  }
}
