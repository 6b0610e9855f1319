// Values in charts: by pointer, and by arrow keys on a focused chart; Enter picks the subject out.
(function () {
  var tip = document.getElementById('tip');

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
      if (e.altKey || e.ctrlKey || e.metaKey) { return; } // the browser's own
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (e.key === 'Escape') { hide(); unmark(chart); }
      var of = at >= 0 && (e.key === 'Enter' || e.key === ' ') && points[at].closest('[data-s]');
      if (of) { e.preventDefault(); window.contend.pick(of.getAttribute('data-s')); }
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

  addEventListener('scroll', hide, { passive: true });
})();
