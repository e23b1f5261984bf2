import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/skippedReporter.ts'],
    setupFiles: ['./test/support/propertySeed.ts', './test/support/turnOfTheLoop.ts'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // tfjs keeps one global engine: every test file gets a process of its own.
    pool: 'forks',
    // It imports JSON in a way that Node refuses and Vite reads.
    server: { deps: { inline: ['@actions/workflow-parser', '@actions/expressions'] } },
    maxWorkers: 2,
  },
});
