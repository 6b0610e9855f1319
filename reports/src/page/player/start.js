// Players are made when they are first seen: a page holds dozens.
var players = {};

function playerOf(root) {
  if (!players[root.id] && root.querySelector('.steps')) { players[root.id] = new Player(root); }
  return players[root.id];
}

function openAddress() {
  var address = readAddress();
  var root = address && document.getElementById('trace-' + address.trace);
  if (!root || !root.classList.contains('player')) { return; }
  var fold = root.closest('details');
  if (fold) { fold.open = true; }
  var player = playerOf(root);
  if (player) { player.goToStep(address.step); }
  if (window.contend) { window.contend.goTo(root); } else { root.scrollIntoView(); } // a page of one trace has nothing else
  root.focus({ preventScroll: true });
}

document.querySelectorAll('.player').forEach(function (root) {
  var fold = root.closest('details');
  if (!fold) { playerOf(root); return; }
  fold.addEventListener('toggle', function () {
    var player = fold.open ? playerOf(root) : players[root.id];
    if (player && !fold.open) { player.pause(); }
  });
});

addEventListener('hashchange', openAddress);
openAddress();
