// Takes away what is shown: a table's visible rows as CSV, a chart as SVG in the colours of the moment.
(function () {
  function offer(name, type, text) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: type }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  function button(label, describe, act) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = 'save';
    made.textContent = label;
    made.setAttribute('aria-label', describe);
    made.addEventListener('click', act);
    return made;
  }

  function named(words, ending) {
    return words.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 80) + ending;
  }

  // Remarks below a figure are set apart by a bar; a cell with a comma, a quote or a break is quoted.
  function cell(td) {
    var parts = Array.prototype.map.call(td.childNodes, function (node) { return node.textContent.trim(); });
    var text = parts.filter(Boolean).join(' | ').replace(/\s+/g, ' ');
    if (/^[=+@]|^-[^\d.]/.test(text)) { text = "'" + text; } // a name, and no formula
    return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function csv(table) {
    var lines = Array.prototype.filter.call(table.rows, function (row) { return !row.hidden; });
    return lines.map(function (row) {
      return Array.prototype.filter.call(row.cells, function (td) { return !td.hidden; }).map(cell).join(',');
    }).join('\n') + '\n';
  }

  // Outside the page a picture needs its style: what its classes come to now is written into it.
  function svg(chart) {
    var copy = chart.cloneNode(true);
    var from = chart.querySelectorAll('*');
    copy.querySelectorAll('*').forEach(function (e, i) {
      var look = getComputedStyle(from[i]);
      ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity', 'font-size', 'text-anchor'].forEach(function (name) {
        if (/^(g|title|desc)$/.test(e.tagName) && name !== 'opacity') { return; }
        e.setAttribute(name, look.getPropertyValue(name));
      });
    });
    copy.setAttribute('font-family', getComputedStyle(chart).fontFamily);
    var ground = document.createElementNS(copy.namespaceURI, 'rect');
    ground.setAttribute('width', '100%');
    ground.setAttribute('height', '100%');
    ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
    copy.querySelector('desc').after(ground);
    return new XMLSerializer().serializeToString(copy);
  }

  document.querySelectorAll('.scroll > table').forEach(function (table) {
    var label = table.parentNode.getAttribute('aria-label');
    table.parentNode.after(button('CSV', 'CSV of what is shown: ' + label, function () {
      offer(named(label, '.csv'), 'text/csv', csv(table));
    }));
  });

  document.querySelectorAll('figure').forEach(function (figure) {
    var title = figure.querySelector('svg.chart title');
    if (!title) { return; }
    figure.querySelector('figcaption').after(button('SVG', 'SVG: ' + title.textContent, function () {
      var seen = Array.prototype.filter.call(figure.querySelectorAll('svg.chart'), function (chart) {
        return chart.getBoundingClientRect().width > 0;
      });
      if (seen.length) { offer(named(title.textContent, '.svg'), 'image/svg+xml', svg(seen[0])); }
    }));
  });
})();
