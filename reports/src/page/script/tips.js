'use strict';
(function () {
  var root = document.documentElement;
  var form = document.getElementById('filters');
  var themeButton = document.getElementById('theme');
  var tip = document.getElementById('tip');

  // State lives in the address: #anchor?kind=ours,peer&q=cas&theme=dark
  function readHash() {
    var text = location.hash.slice(1);
    var cut = text.indexOf('?');
    var anchor = cut < 0 ? text : text.slice(0, cut);
    return { anchor: anchor, query: new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1)) };
  }

  function writeHash(change) {
    var state = readHash();
    Object.keys(change).forEach(function (key) {
      if (change[key]) { state.query.set(key, change[key]); } else { state.query.delete(key); }
    });
    var query = state.query.toString();
    var hash = '#' + state.anchor + (query ? '?' + query : '');
    try { history.replaceState(null, '', hash); } catch (e) { /* an address that may not be changed */ }
  }

  // For the scripts behind this one.
  window.contend = { read: readHash, write: writeHash };

  // Theme: from the address, then from the last visit, then from the system.
  function remembered() {
    try { return localStorage.getItem('contend-theme'); } catch (e) { return null; }
  }

  function isDark() {
    var set = root.getAttribute('data-theme');
    return set ? set === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function setTheme(theme) {
    if (theme === 'dark' || theme === 'light') { root.setAttribute('data-theme', theme); }
    themeButton.textContent = isDark() ? 'Light' : 'Dark';
    themeButton.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
  }

  themeButton.addEventListener('click', function () {
    var theme = isDark() ? 'light' : 'dark';
    setTheme(theme);
    writeHash({ theme: theme });
    try { localStorage.setItem('contend-theme', theme); } catch (e) { /* private window */ }
  });

  // Filter: rows of tables and cards of subjects.
  var rows = Array.prototype.slice.call(document.querySelectorAll('[data-kind][data-name]'));

  function kinds() {
    return Array.prototype.filter.call(form.elements, function (e) { return e.name === 'kind'; });
  }

  function filter() {
    var on = kinds().filter(function (e) { return e.checked; }).map(function (e) { return e.value; });
    var q = form.elements.q.value.trim().toLowerCase();
    var shown = 0;
    rows.forEach(function (row) {
      var fits = on.indexOf(row.getAttribute('data-kind')) >= 0 &&
        row.getAttribute('data-name').toLowerCase().indexOf(q) >= 0;
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    var all = shown === rows.length;
    form.elements.shown.value = all ? '' : 'tables and cards: ' + shown + ' of ' + rows.length + ' shown; charts show all';
    writeHash({ kind: on.length === 3 ? '' : on.join(',') || 'none', q: q });
  }

  form.addEventListener('input', filter);
  form.addEventListener('submit', function (e) { e.preventDefault(); });

  function applyHash() {
    var state = readHash();
    setTheme(state.query.get('theme') || remembered());
    var kind = state.query.get('kind');
    kinds().forEach(function (e) { e.checked = !kind || kind.split(',').indexOf(e.value) >= 0; });
    form.elements.q.value = state.query.get('q') || '';
    filter();
    var target = state.anchor && document.getElementById(state.anchor);
    if (target && location.hash.indexOf('?') >= 0) { target.scrollIntoView(); }
  }

  // Values in charts: by pointer, and by arrow keys on a focused chart.
  function show(point, x, y) {
    tip.textContent = point.getAttribute('data-tip');
    tip.hidden = false;
    var box = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - box.width - 8)) + 'px';
    tip.style.top = (y + 18 + box.height > innerHeight ? y - box.height - 12 : y + 18) + 'px';
  }

  function hide() { tip.hidden = true; }

  function unmark(chart) {
    chart.querySelectorAll('.pt.on').forEach(function (p) { p.classList.remove('on'); });
  }

  document.querySelectorAll('svg.chart').forEach(function (chart) {
    var points = Array.prototype.slice.call(chart.querySelectorAll('.pt'));
    var at = -1;
    points.forEach(function (p) {
      var title = p.querySelector('title');
      if (!title) { return; }
      p.setAttribute('data-tip', title.textContent);
      title.remove(); // else the browser shows its own beside ours
      p.addEventListener('pointermove', function (e) { show(p, e.clientX, e.clientY); });
      p.addEventListener('pointerleave', hide);
    });
    if (points.length) { chart.setAttribute('tabindex', '0'); }
    chart.addEventListener('keydown', function (e) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (e.key === 'Escape') { hide(); unmark(chart); }
      if (!step || !points.length) { return; }
      e.preventDefault();
      unmark(chart);
      at = at < 0 ? (step > 0 ? 0 : points.length - 1) : (at + step + points.length) % points.length;
      points[at].classList.add('on');
      var box = points[at].getBoundingClientRect();
      show(points[at], box.left + box.width / 2, box.top + box.height / 2);
    });
    chart.addEventListener('blur', function () { hide(); unmark(chart); at = -1; });
  });

  themeButton.hidden = false;
  form.hidden = rows.length === 0;
  addEventListener('hashchange', applyHash);
  addEventListener('scroll', hide, { passive: true });
  applyHash();
})();
