import { element } from './elements.js';
import { startLargeView } from './largeView.js';
import { drawPixels } from './pixels.js';
import { view } from './viewState.js';

/** Filters for images. */
const kinds = {
  broken: ({ clean, adversarial }) => clean.correct && !adversarial.correct,
  'newly-broken': ({ change }) => change === 'newly broken',
  'newly-robust': ({ change }) => change === 'newly robust',
  disagreeing: ({ hits, draws }) => hits > 0 && hits < draws,
};

/** Number of images shown in the grid at first. */
const firstImages = 40;

/** Starts the attacked images: filters, a grid whose pictures are decoded when they come into view, and a large view. */
export function startImages({ pictures, pixels }, models) {
  const root = document.getElementById('gallery');
  if (!root) return;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const filters = [...root.querySelectorAll('select[data-filter]')];
  const tests = {
    show: (wanted) => kinds[wanted],
    imageModel:
      (wanted) =>
      ({ model }) =>
        models[model].id === wanted,
    imageAttack:
      (wanted) =>
      ({ attack }) =>
        attack === wanted,
    class:
      (wanted) =>
      ({ truth }) =>
        truth === wanted,
  };
  part('filters').hidden = false;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) decode(target);
    },
    { rootMargin: '200px' },
  );
  let most = firstImages;
  let isWanted = () => true;
  const cards = pictures.map((picture, index) => card(picture, index));
  part('grid').replaceChildren(...cards);
  for (const canvas of part('grid').querySelectorAll('canvas')) observer.observe(canvas);
  const large = startLargeView({ pictures, pixels, models, shown });

  function shown() {
    return pictures.flatMap((picture, index) => (isWanted(picture) ? index : []));
  }

  function decode(canvas) {
    observer.unobserve(canvas);
    const { picture, layer } = canvas.dataset;
    const { pixels: places, shape } = pictures[picture];
    drawPixels(canvas, pixels[places[layer]], shape);
  }

  function card(picture, index) {
    const { image, truth, adversarial, clean, attack, model, change } = picture;
    const said = (prediction, tag) =>
      element(prediction.correct ? 'span' : 's', { class: prediction.correct ? 'good' : 'bad' }, tag + prediction.name);
    const layer = (place) =>
      element('canvas', {
        width: 1,
        height: 1,
        'data-picture': String(index),
        'data-layer': String(place),
        'aria-hidden': 'true',
      });
    return element('li', {}, [
      element('button', { type: 'button', 'data-open': String(index), click: () => large.open(index) }, [
        element('span', { class: 'pair' }, [layer(0), layer(1), layer(2)]),
        element('strong', {}, element('bdi', {}, truth)),
        element('span', {}, [
          said(clean, ''),
          ' → ',
          said(adversarial, ''),
          ` ${Math.round(100 * adversarial.confidence)}\u00a0%`,
        ]),
        element('small', {}, [
          `image ${image}, `,
          element('bdi', {}, models[model].label),
          ', ',
          element('bdi', {}, attack),
          change === null ? '' : `, ${change}`,
        ]),
      ]),
    ]);
  }

  function filter() {
    const active = Object.entries(tests).flatMap(([key, test]) => (view.has(key) ? (test(view.get(key)) ?? []) : []));
    isWanted = (picture) => active.every((test) => test(picture));
    const wanted = shown();
    for (const item of cards) item.hidden = true;
    for (const index of wanted.slice(0, most)) cards[index].hidden = false;
    part('more').hidden = wanted.length <= most;
    for (const select of filters) {
      select.value = view.get(select.dataset.filter) ?? '';
      if (select.selectedIndex < 0) select.value = '';
    }
    part('count').textContent = `${wanted.length} of ${pictures.length}`;
  }

  part('more').addEventListener('click', () => {
    most += 4 * firstImages;
    filter();
  });
  for (const select of filters) {
    select.addEventListener('change', () => view.set({ [select.dataset.filter]: select.value }));
  }
  part('grid').addEventListener('keydown', (event) => moveFocus(event, part('grid')));
  addEventListener('beforeprint', () => {
    for (const canvas of part('grid').querySelectorAll('canvas')) {
      if (canvas.width === 1 && !canvas.closest('[hidden]')) decode(canvas);
    }
  });
  view.onChange(filter);
  filter();
  large.openFromHash();
}

/** Arrow keys move from image to image. */
function moveFocus(event, grid) {
  const items = [...grid.querySelectorAll('li:not([hidden]) > button')];
  const at = items.indexOf(document.activeElement);
  if (at < 0) return;
  const columns = items.filter(({ offsetTop }) => offsetTop === items[0].offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  items[Math.min(items.length - 1, Math.max(0, at + step))].focus();
}
