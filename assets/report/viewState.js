/**
 * The reader's choices. They are in the URL's hash as `#key=value&key=value`, so that a view can be shared; a hash without `=` is
 * a link within the page.
 */
export const view = createView();

function createView() {
  let values = read();
  const listeners = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  addEventListener('hashchange', () => {
    if (!location.hash.includes('=')) return;
    values = read();
    tell();
  });
  return {
    /** All values of a key; empty if none is chosen. */
    all: (key) => values.getAll(key),
    get: (key) => values.get(key),
    has: (...keys) => keys.some((key) => values.has(key)),
    /** Sets keys to a text or a list of texts; null or an empty list removes a key. */
    set(changes) {
      for (const [key, value] of Object.entries(changes)) {
        values.delete(key);
        for (const text of Array.isArray(value) ? value : [value ?? '']) if (text !== '') values.append(key, text);
      }
      history.replaceState(null, '', `#${values}`);
      tell();
    },
    onChange: (listener) => listeners.push(listener),
  };
}

function read() {
  const hash = location.hash.slice(1);
  return new URLSearchParams(hash.includes('=') ? hash : '');
}
