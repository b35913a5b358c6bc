import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` (unit and property tests, fast, one file a source file) and `system`
 * (conformance and end-to-end tests, which run whole machines, peers and terminals).
 * `system` runs without vitest's module runner: it slows hot cross-module loops about three times.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/support/seed.ts'],
          include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          setupFiles: ['test/support/seed.ts'],
          include: ['test/conformance/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          execArgv: ['--import', 'tsx'],
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
    ],
  },
});
