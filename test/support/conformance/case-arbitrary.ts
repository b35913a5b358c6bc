/** Cases as a fast-check arbitrary: made from its random numbers, made smaller by what a case consists of. */

import fc from 'fast-check';
import { CaseGenerator, type GeneratorOptions } from '../../../src/conformance/generator.js';
import type { MachineCase } from '../../../src/conformance/machine-case.js';
import { simplify } from '../../../src/conformance/simplify.js';

class MachineCaseArbitrary extends fc.Arbitrary<MachineCase> {
  private readonly generator: CaseGenerator;

  constructor(options: GeneratorOptions) {
    super();
    this.generator = new CaseGenerator(options);
  }

  override generate(mrng: fc.Random): fc.Value<MachineCase> {
    return new fc.Value(this.generator.make(mrng), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is MachineCase {
    return typeof value === 'object' && value !== null && 'psw' in value && 'code' in value;
  }

  override shrink(value: MachineCase): fc.Stream<fc.Value<MachineCase>> {
    return new fc.Stream(simplify(value)).map((smaller) => new fc.Value(smaller, undefined));
  }
}

/** States of a machine with instructions to execute, by default of every instruction that has cases. */
export function machineCase(options: GeneratorOptions): fc.Arbitrary<MachineCase> {
  return new MachineCaseArbitrary(options);
}
