// Values in charts: by pointer, and by arrow keys on a focused chart; Enter picks the subject out.
(function () {
  var tip = document.getElementById('tip');

  // A title is taken out when it is first wanted, else the browser shows its own beside ours. A page has thousands of them.
  function words(point) {
    var title = point.querySelector('title');
    if (title) {
      point.setAttribute('data-tip', title.textContent);
      title.remove();
    }
    return point.getAttribute('data-tip') || twin(point);
  }

  // The wide chart speaks for its other forms, in which the same points stand in the same order and say nothing themselves.
  function twin(point) {
    var chart = point.closest('svg.chart');
    var speaks = chart.parentNode.querySelector('svg.chart.wide:not(.linear)');
    if (!speaks || speaks === chart) { return ''; }
    var said = speaks.querySelectorAll('.pt')[Array.prototype.indexOf.call(chart.querySelectorAll('.pt'), point)];
    return said ? words(said) : '';
  }

  function show(point, x, y) {
    tip.textContent = words(point);
    tip.hidden = !tip.textContent;
    var box = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - box.width - 8)) + 'px';
    tip.style.top = (y + 18 + box.height > innerHeight ? y - box.height - 12 : y + 18) + 'px';
  }

  function hide() { tip.hidden = true; }

  function unmark(chart) {
    chart.querySelectorAll('.pt.on').forEach(function (p) { p.classList.remove('on'); });
  }

  var over = null;
  document.addEventListener('pointermove', function (e) {
    var point = e.target.closest ? e.target.closest('svg.chart .pt') : null;
    if (point) { show(point, e.clientX, e.clientY); } else if (over) { hide(); }
    over = point;
  });

  window.contend.speak = function (chart) {
    if (!chart.querySelector('.pt')) { return; }
    var points = null;
    var at = -1;
    chart.setAttribute('tabindex', '0');
    chart.addEventListener('keydown', function (e) {
      if (e.altKey || e.ctrlKey || e.metaKey) { return; } // the browser's own
      points = points || Array.prototype.slice.call(chart.querySelectorAll('.pt'));
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (e.key === 'Escape') { hide(); unmark(chart); }
      var of = at >= 0 && (e.key === 'Enter' || e.key === ' ') && points[at].closest('[data-s]');
      if (of) { e.preventDefault(); window.contend.pick(of.getAttribute('data-s')); }
      if (!step) { return; }
      e.preventDefault();
      unmark(chart);
      at = at < 0 ? (step > 0 ? 0 : points.length - 1) : (at + step + points.length) % points.length;
      points[at].classList.add('on');
      var box = points[at].getBoundingClientRect();
      show(points[at], box.left + box.width / 2, box.top + box.height / 2);
    });
    chart.addEventListener('blur', function () { hide(); unmark(chart); at = -1; });
  };
  document.querySelectorAll('svg.chart').forEach(window.contend.speak);

  addEventListener('scroll', hide, { passive: true });
})();
