// Linear forms of charts come packed, and are unpacked when they are first wanted.
(function () {
  var packed = document.getElementById('linear');
  var ready = false;
  var asked = false;

  function place(text) {
    var forms = document.createElement('template');
    forms.innerHTML = text;
    forms.content.querySelectorAll('[data-of]').forEach(function (form) {
      var figure = document.querySelector('figure[data-linear="' + CSS.escape(form.getAttribute('data-of')) + '"]');
      if (figure) { figure.querySelector('figcaption').before.apply(figure.querySelector('figcaption'), form.childNodes); }
    });
    ready = true;
  }

  window.contend.linear = {
    offered: Boolean(packed && window.DecompressionStream),
    // Whether they stand in their places; if not, `then` is called when they do.
    ready: function (then) {
      if (!ready && !asked && this.offered) {
        asked = true;
        var bytes = Uint8Array.from(atob(packed.textContent), function (c) { return c.charCodeAt(0); });
        var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
        new Response(stream).text().then(place).then(then);
      }
      return ready;
    },
  };
})();
