// Runs before the first paint, from its own file so that the page needs no inline script: a dark page never flashes white.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('trellis-color-scheme') || 'auto';
  } catch {
    // Storage may be switched off; the system's scheme is a good answer then.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
