import type { CommandContext } from './context.js';

/** `SAVESYS name`: saves the virtual machine's storage and registers as a named system. */
export function saveSystem(context: CommandContext): number {
  const name = context.line.next();
  if (name === undefined || name.length > 8) return context.error('CFH', 26);
  if (!context.cp.savedSystemNames().includes(name)) return context.error('CFH', 44, [name]);
  const result = context.cp.saveSystem(context.vm, name);
  if (!result.ok) return context.error(result.module, result.number, result.fields);
  context.respond('SYSTEM SAVED');
  return 0;
}
