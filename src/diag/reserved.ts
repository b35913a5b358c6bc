/** Codes that VM/370 reserves: they do nothing, and are no errors. SY20-0887, DMKHVC. */
export function reserved(): void {
  // nothing
}
