import { copyText } from './elements.js';
import { drawMix, drawPixels } from './pixels.js';
import { view } from './viewState.js';

/** Shows one image in a dialog: clean, perturbation, and a blend of clean and attacked set by a slider. */
export function startLargeView({ pictures, pixels, models, shown }) {
  const dialog = document.getElementById('large');
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const slider = part('slider');
  let at = 0;

  function paint() {
    const picture = pictures[at];
    const [clean, perturbation, adversarial] = picture.pixels.map((place) => pixels[place]);
    const { shape } = picture;
    drawPixels(part('clean'), clean, shape);
    drawPixels(part('perturbation'), perturbation, shape);
    drawMix(part('adversarial'), { from: clean, to: adversarial, share: slider.value / 100, shape });
    part('share').textContent = `${slider.value}\u00a0% of the perturbation`;
  }

  function show(index) {
    at = index;
    const picture = pictures[index];
    slider.value = '100';
    part('title').textContent = `Image ${picture.image}: ${picture.truth}`;
    part('where').textContent = `${models[picture.model].label} under ${picture.attack}, ${picture.strength}`;
    for (const side of ['clean', 'adversarial']) {
      const { name, confidence, correct } = picture[side];
      const told = part(`${side}-says`);
      told.textContent = `${name}, ${Math.round(100 * confidence)}\u00a0% ${correct ? '(right)' : '(wrong)'}`;
      told.className = correct ? 'good' : 'bad';
    }
    const { hits, draws, change } = picture;
    part('draws').textContent =
      `${hits} of ${draws} ${draws === 1 ? 'draw' : 'draws'} right under the attack${change === null ? '' : `; ${change} against the baseline`}`;
    part('command').textContent = picture.command;
    paint();
    view.set({ image: keyOf(picture) });
    if (!dialog.open) dialog.showModal();
  }

  function step(by) {
    const all = shown();
    const place = all.indexOf(at);
    const next = all[(place + by + all.length) % all.length];
    if (next !== undefined) show(next);
  }

  /** The key of a picture in the hash. */
  function keyOf({ model, attack, image }) {
    return `${models[model].id}/${attack}/${image}`;
  }

  slider.addEventListener('input', paint);
  part('previous').addEventListener('click', () => step(-1));
  part('next').addEventListener('click', () => step(1));
  part('close').addEventListener('click', () => dialog.close());
  part('copy').addEventListener('click', () => copyText(part('command').textContent, 'Command'));
  dialog.addEventListener('close', () => {
    view.set({ image: null });
    document.querySelector(`[data-open="${at}"]`)?.focus();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.target === slider && event.key.startsWith('Arrow')) return;
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'f') {
      slider.value = slider.value === '0' ? '100' : '0';
      paint();
    } else return;
    event.preventDefault();
  });
  return {
    open: show,
    openFromHash() {
      const index = pictures.findIndex((picture) => keyOf(picture) === view.get('image'));
      if (index >= 0) show(index);
    },
  };
}
