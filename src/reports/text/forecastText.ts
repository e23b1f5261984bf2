/** A rough duration: `0.4 s`, `38 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function forecastText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 595) return twoUnits(Math.round(seconds / 5) * 5, [60, 'min'], [1, 's']);
  if (seconds < 24 * 3600) return twoUnits(Math.round(seconds / 60) * 60, [3600, 'h'], [60, 'min']);
  return twoUnits(Math.round(seconds / 3600) * 3600, [24 * 3600, 'd'], [3600, 'h']);
}

type Unit = readonly [seconds: number, name: string];

function twoUnits(seconds: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const whole = Math.floor(seconds / large);
  const rest = Math.round((seconds - whole * large) / small);
  const parts = [whole > 0 ? `${whole} ${largeName}` : '', rest > 0 ? `${rest} ${smallName}` : ''];
  return parts.filter((part) => part !== '').join(' ');
}
