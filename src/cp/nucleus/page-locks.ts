import type { Vmblok } from '../vmachine/vmblok.js';
import type { Page } from './page.js';

const PAGE_SIZE = 4096;

/** Pages that LOCK keeps in their frames, by virtual machine. SY20-0884, DMKCPV. */
export class PageLocks {
  private readonly locked = new Map<Vmblok, Map<number, Page>>();

  /** Brings a page in and keeps it; answers its real address. Undefined for a shared page, which is not locked. */
  lock(vm: Vmblok, page: number): number | undefined {
    if (vm.storage.isShared(page * PAGE_SIZE)) return undefined;
    let pages = this.locked.get(vm);
    if (pages === undefined) this.locked.set(vm, (pages = new Map<number, Page>()));
    const { real, page: locked } = vm.storage.lock(page * PAGE_SIZE);
    if (pages.has(page)) vm.storage.unlock(locked);
    else pages.set(page, locked);
    return real;
  }

  unlock(vm: Vmblok, page: number): void {
    const pages = this.locked.get(vm);
    const locked = pages?.get(page);
    if (pages === undefined || locked === undefined) return;
    vm.storage.unlock(locked);
    pages.delete(page);
  }

  /** All of a virtual machine whose storage is about to go. */
  unlockAll(vm: Vmblok): void {
    for (const page of this.locked.get(vm)?.values() ?? []) vm.storage.unlock(page);
    this.locked.delete(vm);
  }

  count(vm: Vmblok): number {
    return this.locked.get(vm)?.size ?? 0;
  }
}
