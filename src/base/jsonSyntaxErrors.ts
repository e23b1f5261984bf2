import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { UserError } from './errors.js';

const mostSyntaxErrors = 5;

const syntaxPhrases: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a JSON value (text stands in double quotes)',
  InvalidNumberFormat: 'a number as JSON writes it',
  PropertyNameExpected: 'a key in double quotes (no comma after the last one)',
  ValueExpected: 'a value (no comma after the last one)',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a closing }',
  CloseBracketExpected: 'a closing ]',
  EndOfFileExpected: 'the end of the file',
  InvalidCommentToken: 'JSON, which has no comments',
  UnexpectedEndOfComment: 'JSON, which has no comments',
  UnexpectedEndOfString: 'a closing double quote',
  UnexpectedEndOfNumber: 'a number as JSON writes it',
  InvalidUnicode: 'four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
  InvalidCharacter: 'text without control characters',
};

/** Says what the parser found, as `UserError`s; one a line at most, as the first one there tends to bring others about. */
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
        expected: syntaxPhrases[printParseErrorCode(error)] ?? 'JSON',
        found: found === '' ? 'the end of the file' : found,
      }),
    );
  }
  return kept;
}
