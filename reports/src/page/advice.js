// Questions in front of the table of answers: the one row that fits is shown above it.
(function () {
  'use strict';
  var TITLES = ['', '', '', 'Take', 'Next', 'Evidence', 'Promise and price'];

  document.querySelectorAll('.adviser').forEach(function (adviser) {
    var family = adviser.getAttribute('data-family');
    var form = adviser.querySelector('form');
    var shown = adviser.querySelector('.answer');
    var rows = Array.prototype.slice.call(adviser.querySelectorAll('tbody tr'));
    var selects = Array.prototype.slice.call(form.querySelectorAll('select'));
    var names = selects.map(function (s) { return s.name; });

    // What a row answers, in the order of the selects.
    function need(row) {
      return row.getAttribute('data-need').split(' ')
        .concat(row.getAttribute('data-threads'), row.getAttribute('data-promise'));
    }

    function wanted() { return selects.map(function (s) { return s.value; }); }

    function alike(a, b) { return a.filter(function (x, i) { return x === b[i]; }).length; }

    function words(values) {
      return values.map(function (value, i) {
        var option = Array.prototype.find.call(selects[i].options, function (o) { return o.value === value; });
        return names[i] === 'threads' ? value + ' threads' : option ? option.textContent : value;
      }).join('; ');
    }

    function card(row) {
      var list = document.createElement('dl');
      Array.prototype.forEach.call(row.children, function (cell, i) {
        if (!TITLES[i] || cell.textContent.trim() === '–') { return; }
        var div = list.appendChild(document.createElement('div'));
        div.appendChild(document.createElement('dt')).textContent = TITLES[i];
        var dd = div.appendChild(document.createElement('dd'));
        Array.prototype.forEach.call(cell.childNodes, function (n) { dd.appendChild(n.cloneNode(true)); });
      });
      var more = document.createElement('p');
      more.className = 'note';
      more.append('Measured here, in ', row.querySelector('a').cloneNode(true), '.');
      return [list, more];
    }

    // The measured needs that differ in the fewest answers, each a button that asks for it.
    function nearest(want) {
      var best = Math.max.apply(null, rows.map(function (row) { return alike(need(row), want); }));
      var p = document.createElement('p');
      p.append('Not measured here. Nearest to it: ');
      rows.filter(function (row) { return alike(need(row), want) === best; }).slice(0, 4).forEach(function (row) {
        var values = need(row);
        var button = p.appendChild(document.createElement('button'));
        button.type = 'button';
        button.textContent = words(values);
        button.addEventListener('click', function () { set(values); show(true); });
      });
      return [p];
    }

    function set(values) { selects.forEach(function (s, i) { s.value = values[i]; }); }

    function show(write) {
      var want = wanted();
      var row = rows.find(function (r) { return alike(need(r), want) === want.length; });
      shown.replaceChildren.apply(shown, row ? card(row) : nearest(want));
      if (write) { contend.write(fresh('need-' + family, want.join(' '))); }
    }

    function fresh(key, value) {
      var change = {};
      change[key] = value;
      return change;
    }

    // The first need and promise, with as many threads as have a core each.
    function usual() {
      var first = rows[0];
      var housed = rows.filter(function (row) {
        return row.dataset.need === first.dataset.need && row.dataset.promise === first.dataset.promise &&
          !row.querySelector('td small');
      });
      return housed[housed.length - 1] || first;
    }

    function restore() {
      var kept = (contend.read().query.get('need-' + family) || '').split(' ');
      var valid = kept.length === selects.length && selects.every(function (s, i) {
        return Array.prototype.some.call(s.options, function (o) { return o.value === kept[i]; });
      });
      set(valid ? kept : need(usual()));
      show(false);
    }

    form.hidden = false;
    form.addEventListener('change', function () { show(true); });
    form.addEventListener('submit', function (e) { e.preventDefault(); });
    addEventListener('hashchange', restore);
    restore();
  });
})();
