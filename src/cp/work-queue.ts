/**
 * Keeps CP's reactions apart: what comes in while another piece of work is being done (it may let machine time pass
 * for paging I/O) waits until that is finished.
 */
export class WorkQueue {
  private readonly waiting: (() => void)[] = [];
  private working = false;

  /** Does the work now, or after what is being done. */
  submit(work: () => void): void {
    this.waiting.push(work);
    if (this.working) return;
    this.working = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) next();
    } finally {
      this.working = false;
    }
  }
}
