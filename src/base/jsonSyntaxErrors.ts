import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { UserError } from './errors.js';

const mostSyntaxErrors = 5;

const number = {
  expected: 'a JSON number',
  remedy: 'write it like 0.5, 10 or 1e-3, or as a string in quotes',
};
const noComments = { expected: 'JSON without comments', remedy: 'remove the comment' };

const syntaxPhrases: Readonly<Record<string, { readonly expected: string; readonly remedy: string }>> = {
  InvalidSymbol: { expected: 'a JSON value', remedy: 'put strings in double quotes, or write true, false or null' },
  InvalidNumberFormat: number,
  PropertyNameExpected: { expected: 'a key in double quotes', remedy: 'add it, or remove the comma before' },
  ValueExpected: { expected: 'a value', remedy: 'add it, or remove the comma before' },
  ColonExpected: { expected: 'a colon', remedy: 'put it between key and value' },
  CommaExpected: { expected: 'a comma', remedy: 'put it after the value before this' },
  CloseBraceExpected: { expected: 'a closing }', remedy: 'close every { and [ that was opened' },
  CloseBracketExpected: { expected: 'a closing ]', remedy: 'close every { and [ that was opened' },
  EndOfFileExpected: { expected: 'the end of the file', remedy: 'remove everything after the first value' },
  InvalidCommentToken: noComments,
  UnexpectedEndOfComment: noComments,
  UnexpectedEndOfString: { expected: 'a closing double quote', remedy: 'add it before the line ends' },
  UnexpectedEndOfNumber: number,
  InvalidUnicode: { expected: 'four hexadecimal digits after \\u', remedy: 'write it like \\u00e9' },
  InvalidEscapeCharacter: {
    expected: 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
    remedy: 'write a backslash as \\\\',
  },
  InvalidCharacter: {
    expected: 'a string without control characters',
    remedy: 'write a tab as \\t, a new line as \\n',
  },
};

const anySyntax = { expected: 'JSON', remedy: 'check the text before this place' };

/** The parser's errors as `UserError`s, at most one per line: the first error of a line often causes the others. */
export function jsonSyntaxErrors(
  text: string,
  errors: readonly ParseError[],
  place: (offset: number) => string,
): UserError[] {
  const lines = new Set<string>();
  const kept: UserError[] = [];
  for (const { error, offset, length } of errors) {
    const where = place(offset);
    const line = where.slice(0, where.lastIndexOf(':'));
    if (lines.has(line) || kept.length === mostSyntaxErrors) continue;
    lines.add(line);
    const found = text.slice(offset, offset + Math.min(Math.max(length, 1), 40)).trim();
    kept.push(
      new UserError({
        where,
        ...(syntaxPhrases[printParseErrorCode(error)] ?? anySyntax),
        found: found === '' ? 'the end of the file' : found,
      }),
    );
  }
  return kept;
}
