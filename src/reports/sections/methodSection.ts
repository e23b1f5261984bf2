import { html, type Markup } from '../html/markup.js';
import type { Section } from '../section.js';
import type { Summary } from '../summary/summary.js';

/** Explains the terms and intervals of the report. */
export const methodSection: Section = { id: 'method', title: 'Method', page };

function page({ evaluation, attacks, reference }: Summary): Markup {
  const { draws, vote } = evaluation;
  const terms: readonly (readonly [string, string])[] = [
    ['Accuracy', 'Share of all images that are classified correctly.'],
    [
      'Relative accuracy',
      'Share of the images classified correctly without attack that are still classified correctly under it. Each image is weighted by its number of correct draws without attack.',
    ],
    [
      'SNR',
      `20 log10(|x| / |perturbation|) in dB, Euclidean norms. ${snrReferences(attacks)}. The SNR reached after clipping to the pixel range is measured and shown.`,
    ],
    ['Epsilon', 'Largest change of a pixel, on pixels in [0, 1]; written in 1/255.'],
    [
      'Gap to perfect robustness',
      `1 − relative accuracy${reference ? ` at ${reference.snrDb} dB` : ''}. Its reduction is 1 − gap / gap of the reference model.`,
    ],
    [
      'Draws and votes',
      `A stochastic model classifies each image ${draws === 1 ? 'once' : `${draws} times`}, with fresh random assignments${
        vote === 1 ? '' : `, each time by the majority of ${vote} assignments`
      }; an image counts hits / draws. The draws that judge an attack are never those that made it${knownDrawsExcept(attacks)}.`,
    ],
    [
      'Intervals',
      'All are 95 %. Accuracies: Wilson score intervals with images as the sampling unit. Gaps and reductions: paired bootstrap over images. Differences: paired by image.',
    ],
  ];
  return html`<section id="method"><h2>Method</h2><dl class="terms card">${terms.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>`,
  )}</dl></section>
`;
}

/** The SNR reference: once if all attacks share it, otherwise by attack. */
function snrReferences(attacks: Summary['attacks']): string {
  const shared = new Set(attacks.map(({ snrReference }) => snrReference));
  if (shared.size === 1) return `Reference: ${[...shared][0]}`;
  return attacks.map(({ title, snrReference }) => `${title}: ${snrReference}`).join('; ');
}

function knownDrawsExcept(attacks: Summary['attacks']): string {
  const known = attacks.filter(({ knownDraws }) => knownDraws).map(({ title }) => title);
  return known.length === 0 ? '' : `, except under attacks that know them: ${known.join(', ')}`;
}
