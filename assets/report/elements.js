/**
 * Creates an element with attributes and children, which are elements or text. Functions are event listeners; true sets an
 * attribute, null omits it.
 */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...[children].flat().filter((child) => child !== null));
  return made;
}

/** Copies text to the clipboard and confirms it; also works for local files, where some browsers have no clipboard API. */
export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Denied or missing: the older method needs no permission.
    const area = element('textarea', { class: 'hidden', 'aria-label': 'Text to copy' });
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  announce(`${what} copied`);
}

/** Shows a message for a moment and announces it to screen readers. */
export function announce(text) {
  const place = document.getElementById('status');
  place.textContent = text;
  place.classList.add('shown');
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => place.classList.remove('shown'), 2500);
}
