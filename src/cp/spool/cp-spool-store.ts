import { SpoolStoreError } from './spool-store.js';
import type { SpoolStore } from './spool-store.js';

/** Pages of a CP volume, as the nucleus gives them. Its errors become `SpoolStoreError`. */
export class CpSpoolStore implements SpoolStore {
  constructor(private readonly pages: SpoolStore) {}

  get pageCount(): number {
    return this.pages.pageCount;
  }

  read(page: number): Uint8Array {
    return this.guarded(() => this.pages.read(page));
  }

  write(page: number, bytes: Uint8Array): void {
    this.guarded(() => this.pages.write(page, bytes));
  }

  sync(): void {
    this.guarded(() => this.pages.sync());
  }

  private guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new SpoolStoreError(error instanceof Error ? error.message : String(error));
    }
  }
}
