import { html, type Markup, name } from '../html/markup.js';
import { pixelPicture } from '../html/pixelPicture.js';
import { swatch } from '../html/swatch.js';
import type { Section } from '../section.js';
import type { GalleryCell, GalleryPrediction, GalleryRow } from '../summary/galleryRows.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, epsilonText } from '../text/numberText.js';

/** Images as they are, what was added to them and what came of it, a table an attack; null without any. */
export const gallerySection: Section = { id: 'gallery', title: 'Gallery', page };

function page(summary: Summary): Markup | null {
  const attacks = summary.attacks.filter(({ gallery }) => gallery.length > 0);
  if (attacks.length === 0) return null;
  return html`<section id="gallery"><h2>Gallery</h2>
<p class="lead">For each model the perturbation, ten times enlarged about mid-grey, and the attacked image. Names are what the model says, in one draw, with its softmax confidence; a struck-through class is wrong.</p>
${attacks.map((attack, index) => attackGallery(summary, attack, index === 0))}</section>
`;
}

function attackGallery(summary: Summary, { title, gallery }: AttackSummary, isOpen: boolean): Markup {
  const models = summary.models.filter((_, model) => gallery.some(({ cells }) => cells[model]));
  return html`<details class="card gallery"${isOpen ? html` open` : null}><summary>${title}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Gallery of ${title}"><table><caption class="hidden">Gallery of ${title}</caption>
<thead><tr><th scope="col">Image</th>${models.map(
    ({ label, style }) => html`<th scope="col"><span class="model">${swatch(style)}${name(label)}</span></th>`,
  )}</tr></thead>
<tbody>${gallery.map((row) =>
    galleryRow(
      row,
      summary.models.flatMap((model, at) => (models.includes(model) ? at : [])),
    ),
  )}</tbody></table></div></details>
`;
}

function galleryRow(row: GalleryRow, models: readonly number[]): Markup {
  const { image, trueName, cleanPixels, shape } = row;
  return html`<tr><th scope="row">${picture(pixelPicture(cleanPixels, shape), `image ${image}, ${trueName}`)}
<span class="true">${name(trueName)}</span><small>image ${image}</small></th>${models.map((model) => {
    const cell = row.cells[model];
    return cell ? galleryCell(cell, row) : html`<td>–</td>`;
  })}</tr>
`;
}

function galleryCell(cell: GalleryCell, { image, shape }: GalleryRow): Markup {
  const strength = cell.snrDb === null ? 'unchanged' : `${decibels(cell.snrDb)}, epsilon ${epsilonText(cell.epsilon)}`;
  return html`<td><div class="pair">${picture(pixelPicture(cell.perturbationPixels, shape), `perturbation of image ${image}`)}${picture(
    pixelPicture(cell.adversarialPixels, shape),
    `attacked image ${image}`,
  )}</div>
<dl><dt>clean</dt><dd>${prediction(cell.clean)}</dd><dt>attacked</dt><dd>${prediction(cell.adversarial)}</dd></dl><small>${strength}</small></td>`;
}

function picture(source: string, description: string): Markup {
  return html`<img src="${source}" alt="${description}" width="64" height="64" loading="lazy">`;
}

function prediction({ name: text, confidence, correct }: GalleryPrediction): Markup {
  const share = `${Math.round(100 * confidence)} %`;
  return correct
    ? html`<span class="good">${name(text)}</span> <small>${share}</small>`
    : html`<s class="bad">${name(text)}</s> <small>${share}</small>`;
}
