// Starts the pages and says so, plainly, when the connection is lost. A monitor that restarted is met by loading the page anew; the feed goes on where it was.
(() => {
  const bar = document.getElementById('components-reconnect-modal');
  const newest = () => document.querySelector('[data-newest]')?.dataset.newest;
  const remember = () => { const seen = newest(); if (seen) sessionStorage.setItem('resume', JSON.stringify({ after: Number(seen), at: lostAt })); };
  let lostAt = null;
  const say = text => { bar.replaceChildren(Object.assign(document.createElement('p'), { textContent: text, role: 'alert' })); bar.hidden = false; bar.classList.add('shown'); };
  const hush = () => { bar.classList.remove('shown'); bar.hidden = true; lostAt = null; };

  const reload = async () => {
    remember();
    for (;;) {
      try { if ((await fetch('/health/live', { cache: 'no-store' })).ok) break; } catch { /* still away */ }
      await new Promise(done => setTimeout(done, 500));
    }
    location.reload();
  };

  bar.addEventListener('components-reconnect-state-changed', e => {
    const state = e.detail.state;
    if (state === 'show' || state === 'retrying') {
      lostAt ??= new Date().toISOString();
      say('Connection lost. What you see is old. Trying again …');
    } else if (state === 'hide') hush();
    else if (state === 'failed' || state === 'rejected') { say('The monitor restarted. Reloading the page …'); reload(); }
  });

  window.dashboard = Object.assign(window.dashboard ?? {}, {
    live: () => { document.documentElement.dataset.live = 'yes'; },
    // Between an instant and what a field for a local time holds.
    utc: text => new Date(text).toISOString().slice(0, 19) + 'Z',
    local: instant => { const at = new Date(instant); return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16); },
    takeResume: () => { const kept = sessionStorage.getItem('resume'); sessionStorage.removeItem('resume'); return kept ? JSON.parse(kept) : null; },
  });

  Blazor.start({
    circuit: { reconnectionOptions: { maxRetries: 100000, retryIntervalMilliseconds: tries => tries === 0 ? 0 : Math.min(500 * tries, 3000) } },
  });
})();
