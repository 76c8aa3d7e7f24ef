// What the server cannot do: the viewer's time zone, theme, keyboard, clipboard. No state of the monitor lives here.
(() => {
  const tick = new Set();
  const span = at => {
    const s = Math.max(0, Math.round((Date.now() - at) / 1000));
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min`;
    if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
    return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
  };
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const shortDay = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

  const ago = at => {
    const s = Math.max(0, Math.round((Date.now() - at) / 1000));
    if (s < 60) return `${s} s ago`;
    if (s < 3600) return `${Math.floor(s / 60)} min ago`;
    if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min ago`;
    return `${Math.floor(s / 86400)} d ago`;
  };

  // Shows in a shadow root what the light text says in UTC; the light text stays the server's own.
  customElements.define('local-time', class extends HTMLElement {
    static observedAttributes = ['datetime', 'mode'];
    connectedCallback() { if (!this.shadowRoot) this.attachShadow({ mode: 'open' }); tick.add(this); this.show(); }
    disconnectedCallback() { tick.delete(this); }
    attributeChangedCallback() { if (this.shadowRoot) this.show(); }
    show() {
      const at = new Date(this.getAttribute('datetime'));
      if (isNaN(at)) return;
      const mode = this.getAttribute('mode');
      const text = mode === 'up' ? span(at) : mode === 'ago' ? ago(at) : mode === 'full' ? full.format(at) : Math.abs(Date.now() - at) < 43200000 ? clock.format(at) : shortDay.format(at);
      if (this.shadowRoot.textContent !== text) this.shadowRoot.textContent = text;
      const title = full.format(at);
      if (this.title !== title) this.title = title;
    }
  });
  setInterval(() => { if (!document.hidden) for (const e of tick) if (['ago', 'up'].includes(e.getAttribute('mode'))) e.show(); }, 1000);

  // Dialogs open as modal ones as soon as they appear; Escape presses their own cancel button. The drawer takes the focus too. Whoever opened them has it back
  // when they go: the row by its id, since a row may have been drawn anew.
  const openers = new Map();
  // What is typed after Ctrl K before its dialog has come; null if none is awaited.
  let early = null, earlyEnter = false, waiting = 0;
  // What opened the dialog that went last: the palette opens others in its place.
  let left = null;
  const within = (node, selector) => node.nodeType !== 1 ? null : node.matches(selector) ? node : node.querySelector(selector);
  const giveBack = gone => {
    const opener = openers.get(gone);
    openers.delete(gone);
    left = opener;
    if (!opener || (document.activeElement && document.activeElement !== document.body)) return;
    const row = opener.dataset.id && document.querySelector(`tr[data-id="${CSS.escape(opener.dataset.id)}"]`);
    (row || (opener.isConnected ? opener : null))?.focus();
  };
  new MutationObserver(changes => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        const dialog = within(node, 'dialog[data-modal]');
        if (dialog && !dialog.open) {
          const active = document.activeElement;
          openers.set(dialog, !active || active === document.body ? left : active);
          dialog.showModal();
          const first = dialog.querySelector('[autofocus]');
          first?.focus();
          if (early && dialog.matches('.palette')) { first.value = early; first.dispatchEvent(new Event('input', { bubbles: true })); }
          if (earlyEnter && dialog.matches('.palette')) first.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
          early = null;
          dialog.addEventListener('cancel', e => { e.preventDefault(); dialog.querySelector('[data-cancel]')?.click(); });
          // The browser closes it by itself on a second Escape; it is open for as long as the page has it.
          dialog.addEventListener('close', () => { if (dialog.isConnected) dialog.showModal(); });
        }
        within(node, 'dialog[open] [data-focus]')?.focus();
        const drawer = within(node, '.drawer');
        if (drawer) {
          const before = document.activeElement;
          openers.set(drawer, before?.closest('tr[data-id]') ?? before);
          drawer.focus({ preventScroll: true });
        }
      }
      for (const node of change.removedNodes) {
        for (const gone of [within(node, 'dialog[data-modal]'), within(node, '.drawer')]) if (gone) giveBack(gone);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  const root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  // Kept in a cookie, so that the server knows it before the first paint. Without a value it is forgotten.
  const remember = (name, value) => {
    document.cookie = `${name}=${value ?? ''}; path=/; max-age=${value ? 31536000 : 0}; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`;
  };
  const toggleTheme = () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    remember('theme', root.dataset.theme);
  };

  window.dashboard = Object.assign(window.dashboard ?? {}, { toggleTheme, remember });

  const copy = async button => {
    const text = document.getElementById(button.dataset.copy)?.textContent ?? '';
    try { await navigator.clipboard.writeText(text); }
    catch {
      // Without a secure origin there is no clipboard; select the text, so that one key copies it.
      const range = document.createRange(); range.selectNodeContents(document.getElementById(button.dataset.copy));
      getSelection().removeAllRanges(); getSelection().addRange(range); button.textContent = 'Selected'; return;
    }
    button.textContent = 'Copied'; setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };

  // The name of a row is a link, for a new tab. A plain click opens the row itself, which keeps search and order.
  document.addEventListener('click', e => {
    if (!e.target.closest?.('tr[tabindex] .name a')) return;
    if (e.button === 0 && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.altKey) e.preventDefault();
    else e.stopPropagation();
  }, true);

  document.addEventListener('click', e => {
    // The base of the page would make the anchor another page.
    if (e.target.closest?.('.skip')) { e.preventDefault(); document.getElementById('main')?.focus(); return; }
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(e.target)) menu.open = false;
    const button = e.target.closest?.('button');
    if (button?.matches('[data-theme-toggle]')) toggleTheme();
    else if (button?.dataset.copy) copy(button);
  });

  // Rows that j and k move between. A row of a table takes the focus itself, one of a list gives it to its link.
  const rows = 'tr[tabindex], [data-row]';
  const focus = row => (row?.matches('[data-row]') ? row.querySelector('a') : row)?.focus();
  const beside = (row, step) => { const all = [...document.querySelectorAll(rows)]; return all[all.indexOf(row) + step]; };

  // Only while the page is connected: otherwise no dialog comes.
  const wait = () => {
    if (root.dataset.live !== 'yes' || document.querySelector('#components-reconnect-modal.shown')) return;
    clearTimeout(waiting);
    early = ''; earlyEnter = false;
    waiting = setTimeout(() => { early = null; }, 2000);
  };

  const places = { o: '/', g: '/guests', d: '/storages', i: '/incidents', a: '/activity', u: '/audit', n: '/notifications', s: '/scorecard' };
  let going = 0;
  document.addEventListener('keydown', e => {
    const typing = e.target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
    if (e.key === 'Escape') {
      if (document.querySelector('dialog[open]')) return;
      if (typing) { typing.blur(); return; }
      const menu = document.querySelector('details.menu[open]');
      if (menu) { menu.open = false; menu.querySelector('summary').focus(); return; }
      document.querySelector('.drawer [data-cancel]')?.click();
      return;
    }
    if (e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey) {
      const find = document.querySelector('[data-palette]');
      if (find) { e.preventDefault(); if (!document.querySelector('dialog[open]')) { wait(); find.click(); } }
      return;
    }
    if (early !== null && !e.ctrlKey && !e.metaKey && !e.altKey && !document.querySelector('dialog[open]')) {
      if (e.key.length === 1 && !earlyEnter) early += e.key;
      else if (e.key === 'Backspace') early = early.slice(0, -1);
      else if (e.key === 'Enter') earlyEnter = true;
      else return;
      e.preventDefault(); return;
    }
    const row = e.target.closest?.(rows);
    if (row && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[e.key];
      if (step) { const next = beside(row, step); if (next) { focus(next); e.preventDefault(); } return; }
      if (e.key === 'x') { row.querySelector('[data-pick]')?.click(); return; }
    }
    if (row && e.key === 'Enter' && e.target === row) { row.click(); e.preventDefault(); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
    if (e.key === '/') { const box = document.querySelector('[data-search]'); if (box) { box.focus(); box.select(); e.preventDefault(); } return; }
    if (e.key === 'j') { focus(document.querySelector(rows)); return; }
    if (e.key === '?') { document.querySelector('[data-help]')?.click(); return; }
    if (e.key === 't') { toggleTheme(); return; }
    if (e.key === 'g' && !going) { going = setTimeout(() => { going = 0; }, 900); return; }
    if (going) {
      clearTimeout(going); going = 0;
      const link = places[e.key] && document.querySelector(`.side a[href="${places[e.key]}"]`);
      if (link) { link.click(); e.preventDefault(); }
    }
  });
})();
