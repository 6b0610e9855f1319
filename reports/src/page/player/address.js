// A step's address: #trace=ID&step=N, and after a question mark whatever the rest of the page keeps there. #trace-ID, which needs no
// script, is its beginning.
function readAddress() {
  var told = location.hash.slice(1).split('?')[0];
  if (told.indexOf('trace-') === 0) { return { trace: told.slice(6), step: 1 }; }
  if (told.indexOf('trace=') !== 0) { return null; }
  var parts = new URLSearchParams(told);
  return { trace: parts.get('trace'), step: parseInt(parts.get('step'), 10) || 1 };
}

function addressOf(trace, step) {
  return '#trace=' + encodeURIComponent(trace) + '&step=' + step;
}

function writeAddress(trace, step) {
  var cut = location.hash.indexOf('?');
  var rest = cut < 0 ? '' : location.hash.slice(cut);
  try { history.replaceState(null, '', addressOf(trace, step) + rest); } catch (e) { /* an address that may not be changed */ }
}

