// What is shown: kinds, part of a name, family, workload, threads; which subjects are picked out; and which axis charts have.
(function () {
  var root = document.documentElement;
  var form = document.getElementById('filters');
  var field = form.elements;
  var chips = document.getElementById('picked');
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var rows = all('[data-kind][data-name]');
  var families = all('section.family');
  var groups = all('.cards[data-family], h3[data-family]');
  var workloads = all('article[data-workload]');
  var counted = all('figure[data-threads], .subjects [data-threads]');
  var kindOf = {};
  rows.forEach(function (row) { kindOf[row.getAttribute('data-name')] = row.getAttribute('data-kind'); });
  var picked = [];
  var found = null;

  // What charts show of subjects: thousands, so they are looked for when first wanted.
  function marks() {
    found = found || all('svg.chart [data-s]');
    return found;
  }

  function isMarked(name) {
    return marks().some(function (mark) { return mark.getAttribute('data-s') === name; });
  }

  function kinds() {
    return Array.prototype.filter.call(form.elements, function (e) { return e.name === 'kind'; });
  }

  // A workload is offered while its family is.
  function offer(family) {
    Array.prototype.forEach.call(field.workload.options, function (option) {
      var of = option.getAttribute('data-family');
      option.hidden = option.disabled = Boolean(family && of && of !== family);
    });
    var chosen = field.workload.selectedOptions[0];
    if (!chosen || chosen.disabled) { field.workload.value = ''; }
  }

  function narrow(family, workload) {
    var of = workload ? field.workload.selectedOptions[0].getAttribute('data-family') : family;
    var name = workload && field.workload.selectedOptions[0].getAttribute('data-name');
    families.forEach(function (section) {
      section.hidden = Boolean(of && section.getAttribute('data-family') !== of);
      section.classList.toggle('narrowed', Boolean(workload));
    });
    groups.forEach(function (group) { group.hidden = Boolean(of && group.getAttribute('data-family') !== of); });
    workloads.forEach(function (article) {
      article.hidden = Boolean(workload && article.getAttribute('data-workload') !== name);
    });
  }

  var faded = false;

  function draw(on, q) {
    var everything = on.length === 3 && !q && !picked.length;
    if (everything && !faded) { return; } // thousands of marks, and nothing to change
    faded = !everything;
    marks().forEach(function (mark) {
      var name = mark.getAttribute('data-s');
      var kind = kindOf[name];
      var fits = everything || ((!kind || on.indexOf(kind) >= 0) && name.toLowerCase().indexOf(q) >= 0 &&
        (!picked.length || picked.indexOf(name) >= 0));
      mark.classList.toggle('off', !fits);
      mark.classList.toggle('picked', picked.indexOf(name) >= 0);
    });
  }

  function chip(name) {
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = name + ' \u00d7';
    button.setAttribute('aria-label', 'No longer pick out ' + name);
    button.addEventListener('click', function () { pick(name); field.q.focus(); });
    return button;
  }

  // In a sentence, for paper.
  function said(on, q) {
    var parts = ['family', 'workload', 'threads'].map(function (name) { return field[name].value && name + ' ' + field[name].value; });
    parts.push(q && 'subjects with \u201c' + q + '\u201d in their names', on.length < 3 && 'kinds: ' + (on.join(', ') || 'none'),
      picked.length && 'picked out: ' + picked.join(', '));
    parts = parts.filter(Boolean);
    return parts.length ? 'This is a part of the report: ' + parts.join('; ') + '.' : '';
  }

  function filter() {
    var on = kinds().filter(function (e) { return e.checked; }).map(function (e) { return e.value; });
    var q = field.q.value.trim().toLowerCase();
    var threads = field.threads.value;
    var narrowed = field.family.value || field.workload.value;
    offer(field.family.value);
    narrow(field.family.value, field.workload.value);
    counted.forEach(function (e) { e.hidden = Boolean(threads && e.getAttribute('data-threads') !== threads); });
    var shown = 0;
    rows.forEach(function (row) {
      var name = row.getAttribute('data-name');
      var fits = on.indexOf(row.getAttribute('data-kind')) >= 0 && name.toLowerCase().indexOf(q) >= 0;
      row.hidden = !fits;
      row.classList.toggle('picked', picked.indexOf(name) >= 0);
      shown += fits && !(narrowed && row.closest('[hidden]')) ? 1 : 0;
    });
    draw(on, q);
    root.setAttribute('data-axis', field.linear.checked && window.contend.linear.ready(unpacked) ? 'linear' : 'log');
    chips.replaceChildren.apply(chips, picked.map(chip));
    field.shown.value = shown === rows.length ? '' : shown + ' of ' + rows.length + ' rows and cards shown; in charts the others fade';
    document.getElementById('narrowed').textContent = said(on, q);
    window.contend.write({
      kind: on.length === 3 ? '' : on.join(',') || 'none', q: q, family: field.family.value, workload: field.workload.value,
      threads: threads, axis: field.linear.checked ? 'linear' : '', pick: picked.map(encodeURIComponent).join(','),
    });
  }

  // New charts are there: their marks are to be looked for, and their points to be spoken for.
  function unpacked() {
    found = null;
    faded = true;
    document.querySelectorAll('svg.chart.linear').forEach(window.contend.speak);
    filter();
  }

  // A click on a subject in a chart picks it out of all charts; another puts it back.
  function pick(name) {
    var at = picked.indexOf(name);
    if (at < 0) { picked.push(name); } else { picked.splice(at, 1); }
    filter();
  }

  // Names may have commas in them.
  function names(text) {
    try { return (text || '').split(',').filter(Boolean).map(decodeURIComponent); } catch (e) { return []; }
  }

  function choose(select, value) {
    select.value = value || '';
    if (select.selectedIndex < 0) { select.value = ''; } // an address of another report
  }

  function apply() {
    var state = window.contend.read();
    var kind = state.query.get('kind');
    kinds().forEach(function (e) { e.checked = !kind || kind.split(',').indexOf(e.value) >= 0; });
    field.q.value = state.query.get('q') || '';
    ['family', 'workload', 'threads'].forEach(function (name) { choose(field[name], state.query.get(name)); });
    field.linear.checked = state.query.get('axis') === 'linear';
    picked = names(state.query.get('pick')).filter(isMarked);
    filter();
    var target = state.anchor && document.getElementById(state.anchor);
    if (target) { window.contend.goTo(target); }
  }

  window.contend.pick = pick;
  document.addEventListener('click', function (e) {
    var mark = e.target.closest && e.target.closest('svg.chart [data-s]');
    if (mark) { pick(mark.getAttribute('data-s')); }
  });
  form.addEventListener('input', filter);
  form.addEventListener('submit', function (e) { e.preventDefault(); });
  form.addEventListener('reset', function () { picked = []; setTimeout(filter, 0); });
  form.hidden = rows.length === 0;
  field.linear.closest('label').hidden = !window.contend.linear.offered;
  addEventListener('hashchange', apply);
  apply();
})();
