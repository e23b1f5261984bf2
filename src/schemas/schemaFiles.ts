import { recipe } from './recipeSchema.js';
import { reduction } from './reductionSchema.js';
import { resultAttacks } from './resultAttacks.js';
import { results } from './resultsSchema.js';
import { schemaText } from './schemaText.js';
import { suiteAttacks } from './suiteAttacks.js';
import { suite } from './suiteSchema.js';
import { training } from './trainingSchema.js';

/** The text of each file in schemas/, by file name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['suite.schema.json', schemaText(suite, suiteAttacks())],
    ['recipe.schema.json', schemaText(recipe, {})],
    ['results.schema.json', schemaText(results, resultAttacks)],
    ['training.schema.json', schemaText(training, {})],
    ['reduction.schema.json', schemaText(reduction, {})],
  ]);
}
