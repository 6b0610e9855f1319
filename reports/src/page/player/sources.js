// The source beside a step: all lines that the page has of its file, the step's own in view and marked.
function linesOf(source) {
  return source.textContent.replace(/\n$/, '').split('\n').map(function (text) {
    var numbered = /^ *(\d+)(?: (.*))?$/.exec(text);
    return numbered ? { number: numbered[1], text: numbered[2] || '' } : { number: '', text: '⋮' };
  });
}

function placeOf(row) {
  var parts = (row.dataset.at || '').split(':');
  return parts.length === 2 ? { source: parts[0], line: parts[1] } : null;
}

function SourcePanel(part) {
  this.file = part.querySelector('.file');
  this.box = part.querySelector('pre');
  this.shown = null;
  this.lines = {};
}

SourcePanel.prototype.open = function (source) {
  if (this.shown === source) { return; }
  this.shown = source;
  this.lines = {};
  this.box.textContent = '';
  if (!source) { return; }
  linesOf(source).forEach(function (line) {
    var row = document.createElement('span');
    row.className = 'line';
    ['', line.number, line.text].forEach(function (text, column) {
      var cell = document.createElement('span');
      cell.className = ['by', 'number', 'text'][column];
      cell.textContent = text;
      row.appendChild(cell);
    });
    this.box.appendChild(row);
    if (line.number) { this.lines[line.number] = row; }
  }, this);
};

// `last` holds, by thread, the last step of each: its row, and the thread's number.
SourcePanel.prototype.show = function (row, last) {
  var at = placeOf(row);
  var source = at && document.getElementById('source-' + at.source);
  this.open(source);
  this.file.textContent = source ? source.dataset.path + ', line ' + at.line :
    row.lastElementChild.textContent + ': its text is not in the trace';
  this.box.hidden = !source;
  Object.keys(this.lines).forEach(function (number) {
    this.lines[number].classList.remove('now');
    this.lines[number].firstChild.textContent = '';
  }, this);
  last.forEach(function (step) {
    var there = placeOf(step.row);
    var line = at && there && there.source === at.source && this.lines[there.line];
    if (!line) { return; }
    var by = (step.row === row ? '▶' : '') + step.thread;
    line.firstChild.textContent = (line.firstChild.textContent + ' ' + by).trim();
  }, this);
  var here = source && this.lines[at.line];
  if (!here) { return; }
  here.classList.add('now');
  keepInView(this.box, here);
};

