import { reportPage } from '../html/reportPage.js';
import type { Reporter } from '../reporter.js';

const path = 'index.html';

/** `index.html`: the whole report as one page that needs no network and no other file. */
export const htmlReport: Reporter = {
  owns: (other) => other === path,
  paths: () => [path],
  render: ({ summary, links }) => [
    {
      path,
      content: reportPage(
        summary,
        links.filter((link) => link !== path),
      ),
    },
  ],
};
