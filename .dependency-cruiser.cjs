/** The boundaries of docs/architecture.md, enforced. */
const onlyFrom = (room, allowed) => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [room, ...allowed].map((p) => `^src/${p}`) },
});
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-test-in-src', severity: 'error', from: { path: '^src' }, to: { path: '^(test|bench)/' } },
    {
      name: 'nobody-imports-cli',
      severity: 'error',
      from: { path: '^src/(?!cli/)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'pure-rooms-import-no-node',
      comment: 'the whole system can run in a page: host time, randomness and files are injected',
      severity: 'error',
      from: { path: '^src/(ebcdic|s370|cp|diag|asm|tn3270/datastream)/' },
      to: { dependencyTypes: ['core'] },
    },
    onlyFrom('ebcdic', []),
    onlyFrom('s370', ['ebcdic/']),
    onlyFrom('asm', ['ebcdic/', 's370/instructions/']),
    onlyFrom('diag', ['ebcdic/', 's370/']),
    onlyFrom('cp', ['ebcdic/', 's370/', 'diag/', 'tn3270/datastream/']),
    onlyFrom('equivalence', ['ebcdic/', 's370/index', 'asm/', 'cp/', 'diag/']),
    onlyFrom('media', ['ebcdic/', 's370/']),
    onlyFrom('tn3270', ['ebcdic/', 's370/']),
    onlyFrom('console', ['ebcdic/', 'tn3270/']),
    onlyFrom('system', ['ebcdic/', 's370/index', 'asm/', 'cp/', 'diag/', 'media/', 'tn3270/']),
    onlyFrom('generate', ['ebcdic/', 's370/index', 'asm/', 'cp/', 'diag/', 'media/', 'cms/', 'system/']),
    {
      name: 'cp-through-the-machine-index',
      comment: 'cp, diag, media and tn3270 use the machine through its index only',
      severity: 'error',
      from: { path: '^src/(cp|diag|media|tn3270|cli|system|generate)/' },
      to: { path: '^src/s370/(?!index)' },
    },
    {
      name: 'blessed-in-one-file',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/console/blessed-' },
      to: { path: 'node_modules/blessed' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'types'] },
  },
};
