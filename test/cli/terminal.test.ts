import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { claimTable } from '../../src/cli/claimTable.js';
import { fitted, printText, tableText } from '../../src/cli/terminal.js';
import { tilingsText } from '../../src/cli/tilingsText.js';

describe('fitted', () => {
  it('continues below a label, below the last column, or two further in', () => {
    expect(fitted('  remedy:   check the path; it is relative', 30)).toBe(
      '  remedy:   check the path; it\n            is relative',
    );
    expect(fitted('✓ wasm      kernels of ours, fast', 24)).toBe('✓ wasm      kernels of\n            ours, fast');
    expect(fitted('  one two three four', 12)).toBe('  one two\n    three\n    four');
  });

  it('keeps every word whole and every line within the columns, except for longer words', () => {
    const word = fc.stringMatching(/^[a-z:]{1,12}$/);
    const line = fc.tuple(fc.nat(6), fc.array(word, { minLength: 1, maxLength: 30 }));
    fc.assert(
      fc.property(line, fc.integer({ min: 24, max: 90 }), ([indent, words], columns) => {
        const text = ' '.repeat(indent) + words.join(' ');
        const shown = fitted(text, columns);
        expect(shown.split(/\s+/).filter(Boolean)).toEqual(words);
        for (const each of shown.split('\n')) expect(each.length).toBeLessThanOrEqual(columns);
        if (text.length <= columns) expect(shown).toBe(text);
      }),
    );
  });
});

describe('printText', () => {
  const written = (columns: number | undefined) => {
    let text = '';
    printText('a line of words\n', {
      columns: columns as number,
      write: (part: string | Uint8Array) => {
        text += part;
        return true;
      },
    });
    return text;
  };

  it('wraps for a terminal, not for files and pipes', () => {
    expect(written(10)).toBe('a line of\n  words\n');
    expect(written(undefined)).toBe('a line of words\n');
  });
});

describe('tableText', () => {
  const { columns } = process.stdout;
  afterEach(() => {
    process.stdout.columns = columns;
  });

  it('is a table where it fits, else a list without the empty cells', () => {
    const ask = (width: number) => {
      process.stdout.columns = width;
      return tableText(
        ['model', 'tiling', 'error'],
        [
          ['a', 'random', '1.50 %'],
          ['b', '', '2 %'],
        ],
        { words: 2, names: 1 },
      );
    };
    expect(ask(60)).toMatch(/^─+\n model {2}tiling {3}error\n─+\n a {6}random {2}1\.50 %\n b +2 %\n─+\n$/);
    expect(ask(20)).toBe('a: tiling random,\n   error 1.50 %\nb: error 2 %\n');
  });

  it('names a row by a number only with its head', () => {
    process.stdout.columns = 17;
    expect(tableText(['tiles', 'R', 'loss'], [['2', '0.5', '1']])).toBe('tiles 2: R 0.5,\n   loss 1\n');
  });
});

describe('what stands in frames', () => {
  const { columns } = process.stdout;
  afterEach(() => {
    process.stdout.columns = columns;
  });
  const shown = (width: number, text: () => string) => {
    process.stdout.columns = width;
    let written = '';
    printText(text(), {
      columns: width,
      write: (part: string | Uint8Array) => {
        written += part;
        return true;
      },
    });
    return written;
  };

  it('has none on a terminal that is narrower: claims become paragraphs', () => {
    const claim = {
      claim: 'Random is best',
      paper: 'yes',
      here: '21 % against 20 %',
      verdict: 'does not hold',
    } as const;
    const text = () => claimTable([{ ...claim, why: 'few epochs, in the paper more' }]);
    expect(shown(200, text)).toMatch(/^╔═+[\s\S]*║ Random is best +│ yes +│ 21 % against 20 %; few epochs/);
    expect(shown(40, text)).toBe(`Random is best
  paper:   yes
  here:    21 % against 20 %; few
           epochs, in the paper more
  verdict: does not hold
`);
  });

  it('has none on a terminal that is narrower: tilings stand below their names', () => {
    const assignment = Int32Array.of(0, 1, -1, 36);
    const text = () => tilingsText([{ scheme: 'random', draw: 1, assignment }], { size: 2, tiles: 37 });
    const head = 'tile of each output; . is zero, # is tile 36 or a higher one';
    expect(shown(200, text)).toMatch(/^╔═+[\s\S]*║ random, next image │ 0 1 +║\n║ +│ \. # +║/);
    expect(shown(70, text)).toBe(`${head}\nrandom, next image\n0 1\n. #\n`);
    expect(tilingsText([], { size: 2, tiles: 36 })).not.toContain('# is');
  });
});
