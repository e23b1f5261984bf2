import { view } from './viewState.js';

/** Keys of the page: `/` focuses the nearest filter, `f` toggles between broken and all images, `?` lists the keys. */
export function startKeys() {
  const help = document.getElementById('keys');
  for (const button of document.querySelectorAll('[data-keys]'))
    button.addEventListener('click', () => help.showModal());
  help.querySelector('button').addEventListener('click', () => help.close());
  addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName ?? '');
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (event.key === '?') {
      if (!document.querySelector('dialog[open]')) help.showModal();
    } else if (document.querySelector('dialog[open]')) {
      return;
    } else if (event.key === '/') {
      nearestFilter()?.focus();
    } else if (event.key === 'f' && document.getElementById('gallery')) {
      view.set({ show: view.get('show') === 'broken' ? null : 'broken' });
      document.getElementById('gallery').scrollIntoView();
    } else return;
    event.preventDefault();
  });
}

/** The first filter on the screen or below it. */
function nearestFilter() {
  const filters = [...document.querySelectorAll('input[type="search"], select[data-filter]')];
  const open = filters.filter((filter) => filter.checkVisibility());
  return open.find((filter) => filter.getBoundingClientRect().top > 0) ?? open.at(-1);
}
