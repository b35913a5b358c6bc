import type { MinidiskVdev } from './vdevblok.js';

interface Minidisk {
  holder: MinidiskVdev | undefined;
  /** Those who found it reserved, and how they hear that it is not any more. */
  readonly waiting: Map<MinidiskVdev, () => void>;
}

/**
 * Virtual reserve and release: minidisks whose directory mode ends in V can be reserved by one virtual machine of those
 * who have them. For others the device is busy; they get device end when it is released. SY20-0887, DMKCCW and VRRBLOK.
 */
export class VirtualReserves {
  private readonly disks = new Map<string, Minidisk>();

  /** Has another virtual machine reserved the minidisk? */
  isReserved(vdev: MinidiskVdev): boolean {
    const holder = this.disks.get(keyOf(vdev))?.holder;
    return vdev.virtualReserve && holder !== undefined && holder !== vdev;
  }

  /** The virtual machine found the minidisk reserved: `free` is called when it is released. */
  wait(vdev: MinidiskVdev, free: () => void): void {
    this.disks.get(keyOf(vdev))?.waiting.set(vdev, free);
  }

  /** RESERVE. */
  reserve(vdev: MinidiskVdev): void {
    if (!vdev.virtualReserve) return;
    const key = keyOf(vdev);
    const disk = this.disks.get(key);
    if (disk === undefined) this.disks.set(key, { holder: vdev, waiting: new Map() });
    else disk.holder ??= vdev;
  }

  /** RELEASE, a reset, DETACH: nothing when another holds it. */
  release(vdev: MinidiskVdev): void {
    const key = keyOf(vdev);
    const disk = this.disks.get(key);
    disk?.waiting.delete(vdev);
    if (disk?.holder !== vdev) return;
    this.disks.delete(key);
    for (const free of disk.waiting.values()) free();
  }
}

function keyOf({ owner, ownerAddress }: MinidiskVdev): string {
  return `${owner} ${ownerAddress}`;
}
