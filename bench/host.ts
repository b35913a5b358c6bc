/** The host a benchmark ran on. */

import { cpus, platform, release } from 'node:os';

export interface Host {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
}

export function describeHost(): Host {
  const all = cpus();
  return {
    cpu: all[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown',
    cores: all.length,
    platform: `${platform()} ${release()}`,
    node: process.version,
  };
}
