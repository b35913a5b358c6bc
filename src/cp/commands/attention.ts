import type { CommandContext, CommandOutcome } from './context.js';

/** `ATTN`, `REQUEST`: an attention from the virtual console; the virtual machine runs on. */
export function attention(context: CommandContext): CommandOutcome {
  context.cp.presentAttention(context.vm);
  context.cp.beginExecution(context.vm);
  return { returnCode: 0, flow: 'run' };
}
