/** An element with attributes (functions are listeners by event name; true and null are with and without) and children: elements or text. */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...[children].flat().filter((child) => child !== null));
  return made;
}

/** Puts text on the clipboard and says so; also where the page is a file, which has no clipboard of its own in every browser. */
export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Refused or missing: the older way needs no permission.
    const area = element('textarea', { class: 'hidden', 'aria-label': 'Text to copy' });
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  announce(`${what} copied`);
}

/** Tells what happened: on the screen for a moment, and to a screen reader. */
export function announce(text) {
  const place = document.getElementById('status');
  place.textContent = text;
  place.classList.add('shown');
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => place.classList.remove('shown'), 2500);
}
