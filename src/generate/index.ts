/** System generation: from the sources of CMS to a directory that `cp370 start` runs. */
export { generateSystem } from './system-generation.js';
export type { GenerationOptions } from './system-generation.js';
export { DialogueError } from './dialogue.js';
export { CmsBuildError, buildCms, loadNucleus, nucleusDeck, cardsOf } from './cms-build.js';
export type { CmsBuild, CmsModule } from './cms-build.js';
export { CmsSources } from './cms-sources.js';
