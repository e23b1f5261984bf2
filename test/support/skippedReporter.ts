import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** Names every test that did not run, and why as its title says: a skipped test must not pass in silence. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    if (skipped.length === 0) return;
    const lines = skipped.map((test) => `  ${relative(process.cwd(), test.module.moduleId)}: ${test.fullName}`);
    process.stdout.write(`\n${skipped.length} tests did not run:\n${lines.join('\n')}\n`);
  }
}
