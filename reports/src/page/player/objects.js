// What the objects hold after a step, and which of them it changed.
function ObjectTable(table) {
  this.rows = table ? Array.prototype.slice.call(table.tBodies[0].rows) : [];
  this.first = this.rows.map(function (row) { return row.querySelector('.holds').textContent; });
  this.head = table && table.querySelector('thead .holds');
}

// After the rows up to `at`, from 0.
ObjectTable.prototype.after = function (rows, at) {
  var holds = this.first.slice();
  rows.slice(0, at + 1).forEach(function (row) {
    (row.dataset.after || '').split('\n').filter(Boolean).forEach(function (change) {
      var cut = change.indexOf(' ');
      holds[change.slice(0, cut)] = change.slice(cut + 1);
    });
  });
  return holds;
};

ObjectTable.prototype.show = function (rows, at, number) {
  if (!this.head) { return; }
  var before = this.after(rows, at - 1);
  var now = this.after(rows, at);
  var name = rows[at].querySelector('b');
  this.head.textContent = 'after step ' + number;
  this.rows.forEach(function (row, object) {
    var changed = now[object] !== before[object];
    var cell = row.querySelector('.holds');
    cell.textContent = now[object];
    if (changed) {
      var was = document.createElement('small');
      was.textContent = 'was ' + before[object];
      cell.appendChild(was);
    }
    row.classList.toggle('changed', changed);
    row.classList.toggle('touched', Boolean(name) && name.textContent === row.querySelector('.name').textContent);
  });
};

