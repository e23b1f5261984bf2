import { wrapWords } from './wrapWords.js';

type Paint = (text: string) => string;

/** A heading with a remark, on one line if there is room for both. */
export function headed(
  title: string,
  remark: string,
  {
    width,
    title: paintTitle = (text) => text,
    remark: paintRemark,
  }: { readonly width: number; readonly title?: Paint; readonly remark: Paint },
): string[] {
  if (title.length + 2 + remark.length <= width) return [`${paintTitle(title)}  ${paintRemark(remark)}`];
  return [
    ...wrapWords(title, { width, indent: 2 }).map(paintTitle),
    ...wrapWords(remark, { width, indent: 2 }).map(paintRemark),
  ];
}
