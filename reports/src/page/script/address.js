'use strict';
// State lives in the address: #anchor?kind=ours,peer&q=cas&theme=dark. Every script behind this one reads and writes it there.
(function () {
  var root = document.documentElement;
  var themeButton = document.getElementById('theme');

  function read() {
    var text = location.hash.slice(1);
    var cut = text.indexOf('?');
    var anchor = cut < 0 ? text : text.slice(0, cut);
    return { anchor: anchor, query: new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1)) };
  }

  function write(change) {
    var state = read();
    Object.keys(change).forEach(function (key) {
      if (change[key]) { state.query.set(key, change[key]); } else { state.query.delete(key); }
    });
    var query = state.query.toString();
    var hash = '#' + state.anchor + (query ? '?' + query : '');
    last = query;
    try { history.replaceState(null, '', hash); } catch (e) { /* an address that may not be changed */ }
  }

  // What is far from view is laid out when it comes near, and then a place moves: go after it until it stands, unless a person
  // has gone elsewhere by then.
  var visit = 0;
  ['wheel', 'touchstart', 'keydown', 'pointerdown'].forEach(function (name) {
    addEventListener(name, function () { visit += 1; }, { passive: true });
  });

  function goTo(target) {
    var mine = visit += 1;
    var stood = 0;
    var frames = 0;
    function follow() {
      if (visit !== mine || stood > 3 || frames > 60) { return; }
      var before = target.getBoundingClientRect().top;
      target.scrollIntoView();
      stood = Math.abs(target.getBoundingClientRect().top - before) < 1 ? stood + 1 : 0;
      frames += 1;
      requestAnimationFrame(follow);
    }
    follow();
  }

  window.contend = { read: read, write: write, goTo: goTo };

  // A link within the page names a place alone: what is filtered stays, also in the address.
  var last = location.hash.split('?')[1] || '';
  addEventListener('hashchange', function () {
    var parts = location.hash.split('?');
    if (parts.length < 2 && last) {
      try { history.replaceState(null, '', (parts[0] || '#') + '?' + last); } catch (e) { /* as above */ }
    }
  });

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
    write({ theme: theme });
    try { localStorage.setItem('contend-theme', theme); } catch (e) { /* private window */ }
  });

  function apply() {
    setTheme(read().query.get('theme') || remembered());
  }

  themeButton.hidden = false;
  addEventListener('hashchange', apply);
  apply();
})();
