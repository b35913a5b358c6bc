import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Runs a program in a process of its own, since V8's settings are those of a process. */
function output(...words: string[]): string {
  return execFileSync(process.execPath, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

it('V8 has the setting, and its own value is larger', () => {
  const found = /--wasm-tiering-budget [^\n]*\n[^\n]*default: (?:--wasm-tiering-budget=)?(\d+)/.exec(
    output('--v8-options'),
  );
  expect(Number(found?.[1])).toBeGreaterThan(100_000);
});

it('is accepted without a word', () => {
  const program = `import('${new URL('../../../src/system/wasm-engine.ts', import.meta.url).href}').then((m) => {
    m.prepareWasmEngine();
    console.log('ready');
  });`;
  expect(output('--import', 'tsx', '-e', program)).toBe('ready\n');
});
