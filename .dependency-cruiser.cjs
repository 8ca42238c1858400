// Who may import whom; ARCHITECTURE.md says why. Each folder lists all that it may import.
const MAY_IMPORT = {
  environment: ['study/errors'],
  formats: [],
  statistics: [],
  study: ['statistics', 'environment'],
  verdict: ['study', 'statistics'],
  report: ['verdict', 'study', 'statistics', 'environment'],
  store: ['study', 'environment'],
  datasets: ['study', 'environment', 'formats'],
  engine: ['study', 'environment', 'formats', 'store/safetensors', 'store/predictions'],
  // Types only, and the sandbox-safe part of study; a test bundles the workflows and looks inside.
  workflows: [
    'study/arithmetic',
    'study/condition',
    'study/expressions',
    'study/format',
    'study/labels',
    'study/metrics',
    'study/readable',
    'study/search-attributes',
    'study/sparkline',
    'study/steps',
    'study/steps-per-epoch',
    'study/thinned-epochs',
    'study/training-control',
    'study/trials-in-view',
  ],
  activities: [
    'engine',
    'store',
    'report',
    'verdict',
    'study',
    'datasets',
    'formats',
    'environment',
  ],
  worker: ['activities', 'workflows', 'engine', 'store', 'report', 'study', 'environment'],
  cli: [
    'study',
    'statistics',
    'store',
    'report',
    'verdict',
    'environment',
    'datasets',
    'activities/test-scores',
    'workflows/messages',
    'workflows/queues',
    'worker/pollers',
  ],
  bench: ['environment', 'study', 'datasets', 'statistics'],
  generate: ['study'],
  chaos: [
    'cli/supervisor/processes',
    'cli/supervisor/state',
    'environment',
    'statistics',
    'store',
    'study',
  ],
};

const folders = Object.keys(MAY_IMPORT);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    ...folders.map((folder) => ({
      name: `${folder}-imports`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: `^(${folders.join('|')})/`,
        pathNot: [folder, ...MAY_IMPORT[folder]].map((allowed) => `^${allowed}(/|\\.ts$)`),
        // Types leave nothing behind: only workflows may look across like this.
        ...(folder === 'workflows' && { dependencyTypesNot: ['type-only'] }),
      },
    })),
    {
      name: 'one-door-to-tfjs',
      severity: 'error',
      from: { pathNot: '^(engine/backend\\.ts|engine/|test/|examples/)' },
      to: { path: 'node_modules/@tensorflow' },
    },
    {
      name: 'one-door-to-s3',
      severity: 'error',
      from: { pathNot: '^(store/s3-objects\\.ts|test/)' },
      to: { path: 'node_modules/@aws-sdk' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
