/** The command that repeats this run, as a user types it. */
export function reproduction(file: string): string {
  const words = process.argv.slice(3).filter((word) => word !== file && word !== '-u' && word !== '--update-baseline');
  const quoted = words.map((word) => (/^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ['npm run eval', ...(quoted.length > 0 ? ['--'] : []), file, ...quoted].join(' ');
}
