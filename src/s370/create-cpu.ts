/** The CPU of a model, and how it executes. */

import type { CompiledExecution } from './compiled/compiled-execution.js';
import { CompilingCpu } from './compiled/compiling-cpu.js';
import { Cpu360 } from './cpu-360.js';
import { Cpu67 } from './cpu-67.js';
import { Cpu, type CpuEnvironment } from './cpu.js';
import type { ExecutionManner } from './instructions/executors.js';
import { model67Manner } from './instructions/model-67.js';
import { system360Manner } from './instructions/system-360.js';
import type { CpuLayout } from './layout.js';
import type { MachineModel } from './models.js';

/** Makes one CPU of a machine of this model. */
export function createCpu(
  model: MachineModel,
  environment: CpuEnvironment,
  layout: CpuLayout,
  address: number,
  /** What compiles, if anything does: of a System/370 only. */
  compiled?: CompiledExecution,
): Cpu {
  switch (model.architecture) {
    case 'S/360':
      return new Cpu360(environment, layout, address);
    case 'S/360-67':
      return new Cpu67(environment, layout, address);
    case 'S/370':
      if (compiled !== undefined) return new CompilingCpu(environment, layout, address, compiled);
      return new Cpu(environment, layout, address);
  }
}

/** How the model's instructions differ from those of System/370. */
export function executionManner(model: MachineModel): ExecutionManner {
  switch (model.architecture) {
    case 'S/360':
      return system360Manner(model.fetchProtection);
    case 'S/360-67':
      return model67Manner();
    case 'S/370':
      return {};
  }
}
