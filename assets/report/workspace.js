import { axisNamed, curveConfiguration, drawnCurves, figureText, metrics } from './curveChart.js';
import { announce, copyText, element } from './elements.js';
import { showChart } from './liveCharts.js';
import { equipTable } from './tables.js';
import { view } from './viewState.js';

/** Starts a chart area with its table: the reader chooses attacks, models, metric and axis. */
export function startWorkspace(data, themes) {
  const root = document.getElementById('curves');
  if (!root || data.attacks.length === 0) return;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const hasBaseline = data.attacks.some(({ curves }) => curves.some(({ points }) => points.some((p) => p.baseline)));
  part('controls').hidden = false;
  part('baseline').hidden = !hasBaseline;

  for (const button of root.querySelectorAll('button[data-attack], button[data-model]')) {
    button.addEventListener('click', () => toggle(button.dataset.attack === undefined ? 'model' : 'attack', button));
  }
  for (const key of ['metric', 'axis'])
    part(key).addEventListener('change', ({ target }) => view.set({ [key]: target.value }));
  part('baseline')
    .querySelector('input')
    .addEventListener('change', ({ target }) => {
      view.set({ baseline: target.checked ? 'shown' : null });
    });
  part('link').addEventListener('click', () => {
    view.set(asHash(chosen()));
    copyText(location.href, 'Link to this view');
  });

  function toggle(key, button) {
    const id = button.dataset[key];
    const now = chosen()[`${key}s`].map((one) => (key === 'model' ? data.models[one].id : one));
    const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
    if (next.length === 0) announce(`At least one ${key} stays chosen`);
    else view.set({ [key]: next });
  }

  /** The choices in the hash that exist in this report; by default the first attack, all models, relative accuracy over SNR. */
  function chosen() {
    const attacks = data.attacks.map(({ id }) => id).filter((id) => view.all('attack').includes(id));
    const models = data.models.flatMap(({ id }, index) => (view.all('model').includes(id) ? index : []));
    const some = attacks.length > 0 ? attacks : [data.attacks[0].id];
    const offered = data.axes
      .map(({ key }) => key)
      .filter((key) => data.attacks.some((attack) => some.includes(attack.id) && attack.axes.includes(key)));
    return {
      attacks: some,
      models: models.length > 0 ? models : data.models.map((_, index) => index),
      metric: view.get('metric') in metrics ? view.get('metric') : 'relative',
      axis: offered.includes(view.get('axis')) ? view.get('axis') : offered[0],
      offered,
      baseline: hasBaseline && view.get('baseline') === 'shown',
    };
  }

  function asHash({ attacks, models, metric, axis }) {
    return { attack: attacks, model: models.map((index) => data.models[index].id), metric, axis };
  }

  function show() {
    const choice = chosen();
    for (const button of root.querySelectorAll('button[data-attack], button[data-model]')) {
      const { attack, model } = button.dataset;
      const isOn =
        attack === undefined
          ? choice.models.some((index) => data.models[index].id === model)
          : choice.attacks.includes(attack);
      button.setAttribute('aria-pressed', String(isOn));
    }
    part('metric').value = choice.metric;
    for (const option of part('axis').options) option.disabled = !choice.offered.includes(option.value);
    part('axis').value = choice.axis;
    part('baseline').querySelector('input').checked = choice.baseline;
    const titles = data.attacks.filter(({ id }) => choice.attacks.includes(id)).map(({ title }) => title);
    part('title').textContent = `${metrics[choice.metric].title} under ${titles.join(', ')}`;
    part('subtitle').textContent = `${data.sample}; bands: 95 % intervals`;
    const canvas = part('canvas');
    canvas.setAttribute(
      'aria-label',
      `Line chart: ${metrics[choice.metric].title} of ${choice.models.length} models against ${axisNamed(data, choice.axis).title}. The figures are in the table below it.`,
    );
    showChart(canvas, curveConfiguration(data, choice), themes);
    part('table').replaceChildren(curveTable(data, choice));
    for (const note of root.querySelectorAll('[data-note]')) note.hidden = !choice.attacks.includes(note.dataset.note);
  }

  view.onChange(show);
  show();
  if (view.has('attack', 'model', 'metric', 'axis') && !view.has('image')) root.scrollIntoView();
}

/** One row per point, one column per model; with several attacks their names come first. */
function curveTable(data, choice) {
  const curves = drawnCurves(data, choice);
  const attacks = [...new Set(curves.map(({ attack }) => attack))];
  const isMany = attacks.length > 1;
  const models = choice.models.filter((index) => curves.some(({ model }) => model === index));
  const head = [...(isMany ? ['Attack'] : []), 'Point', ...models.map((index) => data.models[index].label)];
  const rows = attacks.flatMap((attack) => {
    const own = curves.filter((curve) => curve.attack === attack);
    const points = attack.curves.find(({ model }) => model === own[0].model).points;
    return points.map(({ label }, at) => [
      ...(isMany ? [attack.title] : []),
      label,
      ...models.map((index) => {
        const point = attack.curves.find(({ model }) => model === index)?.points[at];
        const figures = point && metrics[choice.metric].of(point);
        return figures ? figureText(figures) : '–';
      }),
    ]);
  });
  const words = isMany ? 2 : 1;
  const caption = `${metrics[choice.metric].title} at every point`;
  const kind = (column) => (column < words ? 'word' : 'number');
  const table = element('table', {}, [
    element('caption', { class: 'hidden' }, caption),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head.map((text, at) => element('th', { scope: 'col', class: kind(at) }, text)),
      ),
    ),
    element(
      'tbody',
      {},
      rows.map(([first, ...others]) =>
        element('tr', {}, [
          element('th', { scope: 'row' }, first),
          ...others.map((text, at) => element('td', { class: kind(at + 1) }, text)),
        ]),
      ),
    ),
  ]);
  const box = element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption }, table);
  const holder = element('div', {}, box);
  equipTable(box);
  return holder;
}
