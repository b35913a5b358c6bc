import { decimal } from './numbers.js';

/** Time zone of the system: what is added to UTC, and its name in messages. */
export interface TimeZone {
  readonly id: string;
  readonly offsetMinutes: number;
}

const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

function local(milliseconds: number, zone: TimeZone): Date {
  return new Date(milliseconds + zone.offsetMinutes * 60_000);
}

/** `12:34:56` */
export function timeText(milliseconds: number, zone: TimeZone): string {
  const time = local(milliseconds, zone);
  return [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map((n) => decimal(n, 2)).join(':');
}

/** `10/28/80` */
export function dateText(milliseconds: number, zone: TimeZone): string {
  const time = local(milliseconds, zone);
  return [time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCFullYear() % 100]
    .map((n) => decimal(n, 2))
    .join('/');
}

/** `12:34:56 EST TUESDAY 10/28/80` */
export function timeAndDateText(milliseconds: number, zone: TimeZone): string {
  const weekday = WEEKDAYS[local(milliseconds, zone).getUTCDay()];
  return `${timeText(milliseconds, zone)} ${zone.id} ${weekday} ${dateText(milliseconds, zone)}`;
}

/** `hh:mm:ss` of a time span in microseconds. */
export function connectText(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1e6);
  return [Math.floor(seconds / 3600) % 100, Math.floor(seconds / 60) % 60, seconds % 60]
    .map((n) => decimal(n, 2))
    .join(':');
}

/** `mmm:ss.hh` of CPU time in microseconds. */
export function cpuText(microseconds: number): string {
  const hundredths = Math.floor(microseconds / 10_000);
  const minutes = Math.floor(hundredths / 6000) % 1000;
  return `${decimal(minutes, 3)}:${decimal(Math.floor(hundredths / 100) % 60, 2)}.${decimal(hundredths % 100, 2)}`;
}
