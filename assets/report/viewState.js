/** What the reader has chosen. It stands in the URL's hash as `#key=value&key=value`, so that a view can be sent; a hash without `=` is a link into the page. */
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
    /** Values of a key; empty where nothing is chosen. */
    all: (key) => values.getAll(key),
    get: (key) => values.get(key),
    has: (...keys) => keys.some((key) => values.has(key)),
    /** Sets keys to a text or to a list of texts; null and an empty list take a key away. */
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
