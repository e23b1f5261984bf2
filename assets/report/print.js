/** In print everything is unfolded. */
export function unfoldInPrint() {
  const folded = [];
  addEventListener('beforeprint', () => {
    folded.push(...document.querySelectorAll('details:not([open])'));
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded.splice(0)) details.open = false;
  });
}
