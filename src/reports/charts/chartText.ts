import { shortened } from '../text/printable.js';

/** A label shortened to fit a legend. */
export function legendLabel(label: string): string {
  return shortened(label, 32);
}

/** A label of at most two lines next to a bar. */
export function barLabel(label: string): string | string[] {
  const most = 18;
  if (label.length <= most) return label;
  const cut = label.lastIndexOf(' ', most);
  const end = cut > 0 ? cut : most;
  return [label.slice(0, end).trimEnd(), shortened(label.slice(end).trimStart(), most)];
}
