import { MONITOR_CLASSES } from '../monitor.js';
import type { MonitorClass } from '../monitor.js';
import type { CommandContext } from './context.js';
import { decimal, parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/**
 * `MONITOR {ENABLE | DISABLE} class …`, `INTERVAL n [SEC | MIN]`, `START SPOOL [TO userid]`, `STOP [SPOOL]`, `CLOSE`, `DISPLAY`; classes A
 * and E. SY20-0887, DMKMCC.
 */
export function monitor(context: CommandContext): number {
  const { line } = context;
  const word = line.next();
  if (word === undefined) return context.error('MCC', 26);
  if (abbreviates(word, 'ENABLE', 2)) return switchClasses(context, true);
  if (abbreviates(word, 'DISABLE', 4)) return switchClasses(context, false);
  if (abbreviates(word, 'INTERVAL', 3)) return setInterval(context);
  if (abbreviates(word, 'START', 3)) return start(context);
  if (abbreviates(word, 'STOP', 3) || abbreviates(word, 'CLOSE', 2))
    return stop(context, word.startsWith('ST'));
  if (abbreviates(word, 'DISPLAY', 4)) return display(context);
  return context.error('MCC', 2, [word]);
}

function switchClasses(context: CommandContext, on: boolean): number {
  const { classes } = context.rooms.monitor;
  const words = context.line.words();
  if (words.length === 0) return context.error('MCC', 26);
  const chosen: MonitorClass[] = [];
  for (const word of words) {
    if (word === 'ALL') chosen.push(...MONITOR_CLASSES);
    else {
      const found = MONITOR_CLASSES.find((name) => abbreviates(word, name, 3));
      if (found === undefined) return context.error('MCC', 3, [word]);
      chosen.push(found);
    }
  }
  for (const name of chosen) {
    if (on) classes.add(name);
    else classes.delete(name);
  }
  return 0;
}

function setInterval(context: CommandContext): number {
  const number = parseDecimal(context.line.next(), 1, 3600);
  if (number === undefined) return context.error('MCC', 26);
  const unit = context.line.next();
  if (unit !== undefined && unit !== 'SEC' && unit !== 'MIN') return context.error('MCC', 3, [unit]);
  context.rooms.monitor.interval = unit === 'MIN' ? number * 60 : number;
  return 0;
}

function start(context: CommandContext): number {
  const { line, rooms, vm } = context;
  const word = line.next();
  if (word !== 'SPOOL')
    return word === undefined ? context.error('MCC', 26) : context.error('MCC', 3, [word]);
  if (line.peek() === 'TO') line.next();
  const userid = line.next() ?? vm.userid;
  if (rooms.directory.find(userid) === undefined) return context.error('MCC', 53, [userid]);
  if (rooms.monitor.collecting) return context.error('MCC', 13, ['START']);
  rooms.monitor.start(userid);
  context.respond('MONITOR STARTED');
  return 0;
}

function stop(context: CommandContext, ends: boolean): number {
  const { monitor } = context.rooms;
  if (!monitor.collecting) return context.error('MCC', 13, ['STOP']);
  const id = monitor.stop();
  context.respond(
    `MONITOR ${ends ? 'STOPPED' : 'CLOSED'}${id === undefined ? '' : `; RDR FILE ${decimal(id, 4)}`}`,
  );
  if (!ends) monitor.start(context.vm.userid);
  return 0;
}

function display(context: CommandContext): number {
  const { monitor } = context.rooms;
  const classes = MONITOR_CLASSES.filter((name) => monitor.classes.has(name));
  context.respond(`MONITOR ${monitor.collecting ? 'STARTED' : 'STOPPED'}, INTERVAL ${monitor.interval} SEC`);
  context.respond(`ENABLED ${classes.length === 0 ? 'NONE' : classes.join(' ')}`);
  return 0;
}
