import { html, type Markup } from '../html/markup.js';
import type { Section } from '../section.js';
import type { Summary } from '../summary/summary.js';

/**
 * Attacked images, broken ones first: filters, a grid and a large view, which the page's script fills. Nothing without images.
 */
export const gallerySection: Section = { id: 'gallery', title: 'Images', page };

const kinds = {
  broken: 'broken by the attack',
  'newly-broken': 'newly broken',
  'newly-robust': 'newly robust',
  disagreeing: 'where draws disagree',
} as const;

function page({ attacks, models, comparison }: Summary): Markup | null {
  const shown = attacks.filter(({ gallery }) => gallery.length > 0);
  if (shown.length === 0) return null;
  const classes = [...new Set(shown.flatMap(({ gallery }) => gallery.map(({ trueName }) => trueName)))].sort();
  const offered = Object.entries(kinds).filter(([kind]) => comparison !== null || !kind.startsWith('newly'));
  const select = (key: string, label: string, options: readonly (readonly [string, string])[]) =>
    html`<label>${label} <select data-filter="${key}"><option value="">all</option>${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>`;
  return html`<section id="gallery"><h2>Images</h2>
<p class="lead">The original image, the perturbation amplified ten times around mid-grey, and the attacked image. Class names are the model’s predictions in one draw, clean → attacked, with softmax confidence; a struck-through class is wrong.</p>
<div class="card controls" data-part="filters" hidden><div class="choice">
${select('show', 'Show', offered)}${select(
  'imageModel',
  'Model',
  models.map(({ id, label }) => [id, label] as const),
)}${select(
  'imageAttack',
  'Attack',
  shown.map(({ title }) => [title, title] as const),
)}${select(
  'class',
  'Class',
  classes.map((trueName) => [trueName, trueName] as const),
)}<span data-part="count" role="status"></span></div></div>
<ul class="pictures" data-part="grid"></ul>
<p class="more"><button type="button" class="plain-button" data-part="more" hidden>Show more images</button></p>
<noscript><p>The images need the page’s program, which this browser does not run.</p></noscript>
${largeView}</section>
`;
}

const largeView = html`<dialog id="large" aria-labelledby="large-title">
<div class="dialog-head"><h3 id="large-title" data-part="title">Image</h3>
<div class="buttons"><button type="button" class="plain-button" data-part="previous" aria-label="Previous image">←</button><button type="button" class="plain-button" data-part="next" aria-label="Next image">→</button><button type="button" class="plain-button" data-part="close">Close</button></div></div>
<p class="quiet" data-part="where"></p>
<div class="trio"><figure><canvas data-part="clean" role="img" aria-label="Clean image"></canvas><figcaption>clean: <bdi data-part="clean-says"></bdi></figcaption></figure>
<figure><canvas data-part="perturbation" role="img" aria-label="Perturbation, ten times enlarged"></canvas><figcaption>perturbation × 10</figcaption></figure>
<figure><canvas data-part="adversarial" role="img" aria-label="Attacked image"></canvas><figcaption>attacked: <bdi data-part="adversarial-says"></bdi></figcaption></figure></div>
<label class="slide"><span data-part="share">100 % of the perturbation</span><input type="range" min="0" max="100" value="100" data-part="slider"></label>
<p data-part="draws"></p>
<h4>Make it again</h4><div class="command"><pre tabindex="0"><code data-part="command"></code></pre><button type="button" class="plain-button" data-part="copy">Copy</button></div>
</dialog>`;
