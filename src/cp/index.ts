/** The Control Program. */
export { Cp } from './cp.js';
export type { CpOptions } from './cp.js';
export { HOST_ABSENT_FACILITIES } from './host-facilities.js';
export * from './control-program.js';
export * from './services.js';
export { Allocation, formatCpVolume } from './nucleus/cp-volume.js';
export type { AllocationExtent, AllocationKind } from './nucleus/cp-volume.js';
export type { SavedSystemDefinition } from './nucleus/saved-system.js';
export { Vmblok } from './vmachine/vmblok.js';
export type { VdevBlok } from './vmachine/vdevblok.js';
export { SystemServices } from './system-services.js';
export type { SystemServicesOptions } from './system-services.js';
export { Directory, DirectoryError, parseDirectory } from './directory/index.js';
export type { LinePrinter, LineTerminal } from './terminal/line-terminal.js';
