import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { operators } from '../../src/models/onnx/operators/operators.js';

it("docs/models.md lists ONNX's operators that are read, no more and no fewer", () => {
  const docs = readFileSync('docs/models.md', 'utf8');
  const list = /Supported operators[^\n]*\n\n([\s\S]*?)\n\n/.exec(docs)?.[1] ?? '';
  expect(list.split(/,\s*/)).toEqual([...operators.keys()].sort());
});
