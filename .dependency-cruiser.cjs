// The layers of the program, lowest first; imports point down. See docs/architecture.md.
const lab = '^src/(tfjs|kernels|layers|models|training|attacks|cells)/';
const allowed = {
  base: [],
  perturbations: ['base'],
  attackKinds: ['base', 'perturbations', 'corruptions'],
  contract: ['base', 'attackKinds'],
  schemas: ['base', 'perturbations', 'attackKinds', 'contract'],
  metrics: ['base', 'contract', 'perturbations', 'attackKinds', 'corruptions'],
  tilings: ['base', 'contract'],
  datasets: ['base', 'contract'],
  corruptions: ['base'],
  gate: ['base', 'contract', 'metrics'],
  reports: ['base', 'contract', 'metrics', 'perturbations', 'attackKinds', 'corruptions'],
  plugins: ['base', 'contract', 'perturbations', 'attackKinds'],
  suites: ['base', 'contract', 'schemas', 'metrics', 'perturbations', 'attackKinds', 'plugins'],
  planning: ['base', 'contract', 'metrics', 'suites', 'perturbations', 'attackKinds'],
  paper: ['base', 'contract', 'metrics', 'tilings', 'reports', 'recipes', 'results'],
  recipes: ['base', 'contract', 'schemas', 'suites', 'attackKinds', 'tilings'],
  results: ['base', 'contract', 'metrics', 'gate', 'suites', 'planning'],
  schedule: ['base', 'contract', 'metrics', 'planning'],
  cluster: ['base', 'planning'],
  stores: ['base', 'contract'],
  queue: ['base', 'contract', 'attackKinds', 'datasets', 'planning', 'schedule', 'stores', 'runner'],
  analog: ['base', 'contract'],
  tfjs: [],
  kernels: ['base', 'contract', 'tilings', 'tfjs'],
  layers: ['base', 'contract', 'tilings', 'kernels', 'tfjs'],
  models: ['base', 'contract', 'analog', 'tilings', 'kernels', 'layers', 'tfjs'],
  training: ['base', 'contract', 'recipes', 'datasets', 'kernels', 'layers', 'models', 'attacks', 'tfjs'],
  attacks: ['base', 'contract', 'attackKinds', 'corruptions', 'kernels', 'layers', 'models', 'tfjs'],
  setup: ['base', 'datasets'],
  cells: [
    'base',
    'contract',
    'perturbations',
    'attackKinds',
    'metrics',
    'datasets',
    'plugins',
    'kernels',
    'layers',
    'models',
    'attacks',
    'tfjs',
  ],
  runner: [
    ...['base', 'contract', 'attackKinds', 'metrics', 'datasets', 'suites', 'planning', 'schedule', 'results'],
    ...['tfjs', 'kernels', 'layers', 'models', 'attacks', 'cells'], // its worker alone, see below
  ],
};

const layers = Object.entries(allowed).map(([layer, below]) => ({
  name: `${layer}-imports-point-down`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...below].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'desk-never-loads-tfjs',
      comment: 'The desk works on plain data.',
      severity: 'error',
      from: {
        path: '^src/(base|perturbations|attackKinds|contract|plugins|schemas|metrics|tilings|datasets|corruptions|gate|reports|suites|planning|results|schedule|cluster|stores|queue)/',
      },
      to: { path: 'node_modules/@tensorflow' },
    },
    {
      name: 'only-the-worker-reaches-the-lab',
      severity: 'error',
      from: { path: '^src/runner/', pathNot: '^src/runner/worker\\.ts$' },
      to: { path: lab, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tfjs-without-its-union-package',
      comment: 'src/tfjs/tfjs.cjs joins the packages of tfjs; the union package @tensorflow/tfjs is no dependency.',
      severity: 'error',
      from: {},
      to: { path: '@tensorflow/tfjs(/|$)' },
    },
    {
      name: 'nothing-imports-the-library',
      severity: 'error',
      from: { pathNot: '^src/api/' },
      to: { path: '^src/api/' },
    },
    {
      name: 'lab-never-formats-results',
      severity: 'error',
      from: { path: lab },
      to: { path: '^src/(reports|gate|cli|runner|suites|planning|results|schedule)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
