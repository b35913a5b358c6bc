/**
 * A process of its own for the tests that kill it: runs the system in the directory it is given, and as CMSUSER copies
 * files without end. Each line `WRITTEN name` says that CMS has typed its ready message for that file.
 */
import { Dialogue } from '../../src/generate/dialogue.js';
import { openSystem } from '../../src/system/open-system.js';

const [path, firstName] = process.argv.slice(2);
const system = openSystem({ path });
const user = new Dialogue(system, 'BUSY');
await user.arrive();
await user.enter('LOGON CMSUSER', 'PASSWORD');
await user.enter('CMSUSER', 'CMS VERSION');
await user.enter('', 'R;');
for (let number = Number(firstName); ; number++) {
  await user.enter(`COPYFILE COPYFILE MODULE S F${number} MODULE A`, 'R;');
  if (number % 3 === 0) await user.enter(`ERASE F${number - 2} MODULE A`, 'R;');
  process.stdout.write(`WRITTEN F${number}\n`);
}
