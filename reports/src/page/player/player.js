// One execution that can be walked: buttons, slider, keys, and what they show.
var PACE = 1600; // milliseconds a step while it plays: time to read a sentence

function keepInView(box, row) {
  var above = row.offsetTop - box.scrollTop;
  var room = Math.max(0, box.clientHeight - row.offsetHeight);
  if (above > room * 0.2 && above < room * 0.8) { return; }
  var far = Math.abs(above) > 2 * box.clientHeight; // nobody wants to watch hundreds of rows go by
  box.scrollTo({ top: row.offsetTop - room / 2, behavior: far ? 'instant' : 'auto' });
}

// A sentence in which names stand between backticks.
function setWords(element, sentence) {
  element.textContent = '';
  sentence.split('`').forEach(function (part, at) {
    var piece = at % 2 ? document.createElement('code') : document.createTextNode('');
    piece.textContent = part;
    element.appendChild(piece);
  });
}

function Player(root) {
  var parts = document.getElementById('player-parts').content.cloneNode(true);
  this.root = root;
  this.id = root.id.replace(/^trace-/, '');
  this.box = root.querySelector('.ran');
  this.rows = Array.prototype.slice.call(this.box.querySelector('tbody').rows);
  this.stops = this.rows.filter(function (row) { return !row.classList.contains('gap'); });
  this.says = parts.querySelector('.says');
  this.slider = parts.querySelector('input');
  this.count = parts.querySelector('.count');
  this.link = parts.querySelector('.link');
  this.playButton = parts.querySelector('[data-do=play]');
  this.source = new SourcePanel(parts.querySelector('.lines'));
  this.objects = new ObjectTable(root.querySelector('.objects'));
  this.at = 0;
  this.timer = 0;
  this.place(parts);
  this.listen();
  this.show(0);
}

Player.prototype.place = function (parts) {
  var root = this.root;
  var beside = document.createElement('div');
  var shared = root.querySelector('.shared');
  beside.className = 'beside';
  beside.appendChild(parts.querySelector('.lines'));
  if (shared) { beside.appendChild(shared); }
  root.insertBefore(parts, this.box);
  this.box.after(beside);
  this.slider.max = this.stops.length;
  root.classList.add('live');
  root.tabIndex = 0;
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', 'Interleaving, step by step');
};

Player.prototype.number = function (at) {
  return this.stops[at].firstElementChild.textContent;
};

Player.prototype.show = function (at) {
  var row = this.stops[at];
  var place = this.rows.indexOf(row);
  var last = {};
  this.at = at;
  this.rows.forEach(function (other, index) {
    other.classList.toggle('now', other === row);
    other.classList.toggle('later', index > place);
    if (other === row) { other.setAttribute('aria-current', 'step'); } else { other.removeAttribute('aria-current'); }
    var deed = index <= place && other.querySelector('[data-by]');
    if (deed) { last[deed.dataset.by] = { row: other, thread: deed.dataset.by }; }
  });
  setWords(this.says, row.dataset.says);
  this.slider.value = at + 1;
  this.count.textContent = 'step ' + this.number(at) + ' of ' + this.number(this.stops.length - 1);
  this.slider.setAttribute('aria-valuetext', this.count.textContent);
  this.link.href = addressOf(this.id, this.number(at));
  this.source.show(row, Object.keys(last).map(function (thread) { return last[thread]; }));
  this.objects.show(this.rows, place, this.number(at));
  keepInView(this.box, row);
};

// By hand: the address follows, and what plays stops.
Player.prototype.go = function (at) {
  this.pause();
  this.walk(at);
};

Player.prototype.walk = function (at) {
  this.show(Math.max(0, Math.min(at, this.stops.length - 1)));
  writeAddress(this.id, this.number(this.at));
};

// The last step that is shown at or before `number`.
Player.prototype.goToStep = function (number) {
  var before = this.stops.filter(function (row) { return Number(row.firstElementChild.textContent) <= number; });
  this.pause();
  this.show(Math.max(0, before.length - 1));
};

Player.prototype.isLast = function () { return this.at === this.stops.length - 1; };

Player.prototype.play = function () {
  var player = this;
  if (this.isLast()) { this.walk(0); }
  this.playButton.textContent = 'Pause';
  this.timer = setInterval(function () {
    player.walk(player.at + 1);
    if (player.isLast()) { player.pause(); }
  }, PACE);
};

Player.prototype.pause = function () {
  clearInterval(this.timer);
  this.timer = 0;
  this.playButton.textContent = 'Play';
};

Player.prototype.does = function (what) {
  switch (what) {
    case 'first': this.go(0); break;
    case 'back': this.go(this.at - 1); break;
    case 'next': this.go(this.at + 1); break;
    case 'last': this.go(this.stops.length - 1); break;
    case 'play': if (this.timer) { this.pause(); } else { this.play(); } break;
    default: return false;
  }
  return true;
};

var KEYS = {
  ArrowLeft: 'back', ArrowUp: 'back', ArrowRight: 'next', ArrowDown: 'next', Home: 'first', End: 'last', ' ': 'play'
};

Player.prototype.listen = function () {
  var player = this;
  this.root.addEventListener('click', function (e) {
    var row = e.target.closest('.steps tbody tr:not(.gap)');
    if (row) { player.go(player.stops.indexOf(row)); } else { player.does(e.target.dataset.do); }
  });
  this.slider.addEventListener('input', function () { player.go(player.slider.value - 1); });
  this.root.addEventListener('keydown', function (e) {
    // A slider, a button and a link have keys of their own.
    var own = e.target === player.slider || (e.key === ' ' && e.target.closest('button, a'));
    if (own || e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) { return; }
    if (player.does(KEYS[e.key])) { e.preventDefault(); }
  });
};

