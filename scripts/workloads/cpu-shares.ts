/** Who got how much of the CPU, by CP's own accounting: what QUERY TIME, INDICATE USER and accounting cards show. */

/** Of a virtual machine, what CP keeps. */
export interface AccountedUser {
  readonly userid: string;
  /** Microseconds: the virtual CPU's, and with what CP did for it. */
  readonly accounting: { readonly virtualCpu: number; readonly totalCpu: number };
}

/** CPU times at a moment. */
export type CpuTimes = ReadonlyMap<string, { readonly virtual: number; readonly total: number }>;

export function cpuTimes(users: readonly AccountedUser[]): CpuTimes {
  return new Map(
    users.map(({ userid, accounting: { virtualCpu, totalCpu } }) => [
      userid,
      { virtual: virtualCpu, total: totalCpu },
    ]),
  );
}

/** A user's part of the CPU time that all users got, in percent. */
export interface Share {
  readonly userid: string;
  /** Of his virtual CPU. */
  readonly virtual: number;
  /** With what CP did for him. */
  readonly total: number;
}

/** Shares between two moments, the largest first. Users who came meanwhile are counted from their LOGON. */
export function sharesBetween(before: CpuTimes, after: CpuTimes): Share[] {
  const used = [...after].map(([userid, { virtual, total }]) => {
    const then = before.get(userid) ?? { virtual: 0, total: 0 };
    return { userid, virtual: virtual - then.virtual, total: total - then.total };
  });
  const all = used.reduce((sum, { total }) => sum + total, 0);
  const percent = (time: number): number => (all === 0 ? 0 : (100 * time) / all);
  return used
    .map(({ userid, virtual, total }) => ({ userid, virtual: percent(virtual), total: percent(total) }))
    .sort((a, b) => b.total - a.total);
}
