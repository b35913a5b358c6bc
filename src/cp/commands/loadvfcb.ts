import type { CommandContext } from './context.js';
import { deviceOperand } from './device-commands.js';
import { formsImage } from './forms-images.js';
import { cuu, parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** `LOADVFCB vaddr FCB name [INDEX nn]`: fills the forms control buffer of a virtual 3203 or 3211. SY20-0884, DMKCSB. */
export function loadVirtualForms(context: CommandContext): number {
  const { line } = context;
  const found = deviceOperand(context, 'CSB');
  if ('returnCode' in found) return found.returnCode;
  const { vdev } = found;
  if (vdev.kind !== 'printer' || !vdev.device.hasFormsBuffer) {
    return context.error('CSB', 6, [cuu(vdev.address)]);
  }
  const keyword = line.next();
  if (keyword === undefined) return context.error('CSB', 26);
  if (!abbreviates(keyword, 'FCB', 1)) return context.error('CSB', 3, [keyword]);
  const name = line.next();
  if (name === undefined || name.length > 4) return context.error('CSB', 31);
  if (formsImage(name) === undefined) return context.error('CSB', 43, [name]);
  const option = line.next();
  let index: number | undefined;
  if (option !== undefined) {
    // the 3203 has no index
    if (!abbreviates(option, 'INDEX', 1) || vdev.type === '3203') return context.error('CSB', 3, [option]);
    index = parseDecimal(line.next(), 1, 31);
    if (index === undefined) return context.error('CSB', 36);
    const more = line.next();
    if (more !== undefined) return context.error('CSB', 3, [more]);
  }
  const image = formsImage(name, index);
  if (image === undefined || !vdev.device.setForms(image)) return context.error('CSB', 43, [name]);
  return 0;
}
