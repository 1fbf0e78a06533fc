/** What the page can do where scripts may run. Without it all is there and nothing is hidden. */
export const SCRIPT = `
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const text = document.getElementById('text');
  const cluster = document.getElementById('cluster');
  const shown = document.getElementById('shown');
  const levels = all('[name=level]');
  const things = all('[data-level]').map((at) => ({ at, says: at.textContent.toLowerCase() }));
  const cards = all('details.card');
  root.classList.add('scripted');

  const isIn = (at) => !cluster || cluster.value === '' || at.dataset.clusters.split(' ').includes(cluster.value);
  const filter = () => {
    const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const on = new Set(levels.filter((one) => one.checked).map((one) => one.value));
    for (const { at, says } of things)
      at.hidden = !(on.has(at.dataset.level) && isIn(at) && words.every((word) => says.includes(word)));
    for (const at of all('[data-clusters]:not([data-level])')) at.hidden = !isIn(at);
    const seen = (of) => all(of + ':not([hidden])').length + ' of ' + all(of).length;
    shown.textContent = seen('.findings > li') + ' findings, ' + seen('details.card') + ' objects';
  };
  if (text) {
    for (const one of [text, cluster, ...levels]) if (one) one.addEventListener('input', filter);
    filter();
  }

  document.addEventListener('keydown', (event) => {
    if (!text || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && event.target === text) { text.value = ''; filter(); }
    if (event.key !== '/' || event.target.closest('input[type=search], select')) return;
    event.preventDefault();
    text.focus();
  });

  const button = document.getElementById('all');
  const label = () => { button.textContent = cards.some((card) => !card.open) ? 'Open all' : 'Close all'; };
  if (button) {
    button.addEventListener('click', () => {
      const open = cards.some((card) => !card.open);
      for (const card of cards) card.open = open;
    });
    for (const card of cards) card.addEventListener('toggle', label);
    label();
  }

  const reveal = () => {
    const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at) return;
    at.hidden = false;
    for (let around = at.closest('details'); around; around = around.parentElement.closest('details')) around.open = true;
    at.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details').filter((card) => !card.open);
    for (const card of closed) card.open = true;
  });
  addEventListener('afterprint', () => { for (const card of closed) card.open = false; });

  // A page from a file has no storage everywhere.
  try {
    const kept = document.getElementById(localStorage.getItem('tranche-colours') || 'auto');
    if (kept) kept.checked = true;
    for (const one of all('[name=colours]'))
      one.addEventListener('change', () => localStorage.setItem('tranche-colours', one.id));
  } catch {}
})();
`;
