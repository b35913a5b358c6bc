import { type FileOperation, checksum, pattern } from './file-operations.js';

interface ModelFile {
  readonly format: 'F' | 'V';
  length: number;
  items: Uint8Array[];
  open: 'no' | 'read' | 'write' | 'point';
  writePointer: number;
  readPointer: number;
}

/** What an operation must answer. */
export interface Expected {
  readonly code: number;
  readonly bytes?: number;
  readonly checksum?: number;
}

/** The file functions of CMS as their documentation says, over arrays: the oracle of the property tests. */
export class FileModel {
  readonly files = new Map<string, ModelFile>();

  apply(operation: FileOperation): Expected {
    const id = `${operation.name} ${operation.type}`;
    const file = this.files.get(id);
    switch (operation.op) {
      case 'write':
        return this.write(operation, id, file);
      case 'read':
        return this.read(operation, file);
      case 'finis':
        if (file === undefined || file.open === 'no') return { code: 6 };
        this.close(id);
        return { code: 0 };
      case 'erase':
        this.close(id);
        return { code: this.files.delete(id) ? 0 : 28 };
      case 'state':
        return { code: file === undefined ? 28 : 0 };
      case 'point': {
        if (file === undefined) return { code: 1 };
        const { item: write = 0, count: read = 0 } = operation;
        if (file.open === 'no') file.open = 'point';
        if (read !== 0) file.readPointer = read;
        if (write !== 0) file.writePointer = write === 0xffff ? file.items.length + 1 : write;
        return { code: 0 };
      }
      case 'rename': {
        const target = `${operation.newName} ${operation.newType}`;
        this.close(target);
        this.close(id);
        const closed = this.files.get(id);
        if (this.files.has(target) && target !== id) return { code: 12 };
        if (closed === undefined) return { code: 28 };
        this.files.delete(id);
        this.files.set(target, closed);
        return { code: 0 };
      }
    }
  }

  /** A file without items is not kept. */
  private close(id: string): void {
    const file = this.files.get(id);
    if (file === undefined) return;
    if (file.items.length === 0) this.files.delete(id);
    file.open = 'no';
    file.readPointer = 1;
    file.writePointer = file.items.length + 1;
  }

  private write(operation: FileOperation, id: string, old: ModelFile | undefined): Expected {
    const { format = 'F', item = 0, count = 1, size = 80, seed = 0 } = operation;
    if (format === 'V' && count > 1) return { code: 18 };
    if (size % count !== 0) return { code: 14 };
    if (old?.open === 'read') return { code: 9 };
    const length = size / count;
    const file: ModelFile = old ?? {
      format,
      length,
      items: [],
      open: 'write',
      writePointer: 1,
      readPointer: 1,
    };
    file.open = 'write';
    this.files.set(id, file);
    if (file.format !== format) return { code: 16 };
    const first = item === 0 ? file.writePointer : item;
    const bytes = pattern(seed, size);
    if (format === 'V') {
      if (first > file.items.length + 1) return { code: 7 };
      if (first <= file.items.length && file.items[first - 1].length !== size) return { code: 27 };
      file.items[first - 1] = bytes;
      file.length = Math.max(file.length, size);
    } else {
      if (file.length !== length) return { code: 15 };
      while (file.items.length < first - 1) file.items.push(new Uint8Array(length));
      for (let n = 0; n < count; n++) file.items[first - 1 + n] = bytes.slice(n * length, (n + 1) * length);
    }
    file.writePointer = first + count;
    return { code: 0 };
  }

  private read(operation: FileOperation, file: ModelFile | undefined): Expected {
    const { item = 0, count = 1, size = 80 } = operation;
    if (file === undefined) return { code: 1 };
    if (file.open === 'write') return { code: 9 };
    file.open = 'read';
    const first = item === 0 ? file.readPointer : item;
    if (first > file.items.length) return { code: 12 };
    if (file.format === 'V' && count !== 1) return { code: 11 };
    const items = file.items.slice(first - 1, first - 1 + count);
    const all = Uint8Array.from(items.flatMap((one) => [...one]));
    const bytes = all.subarray(0, size);
    file.readPointer = first + items.length;
    return { code: all.length > size ? 8 : 0, bytes: bytes.length, checksum: checksum(bytes) };
  }
}
