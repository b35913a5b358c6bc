/** The machine: what the other rooms may use of it. */
export * from './channel/index.js';
export * from './devices/index.js';
export { EventQueue } from './event-queue.js';
export type { MachineClock, ScheduledEvent } from './event-queue.js';
