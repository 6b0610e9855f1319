// The interleaving player: in the page's gallery (PAGE), and alone (TRACE).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf, fits, invalid, looks, open, violations } from './browser.mjs';

const gallery = fileOf('PAGE');
const alone = fileOf('TRACE');
const wide = looks[0];

/** What a player shows, as text. */
const shown = (page, id) => page.locator(`#trace-${id}`).evaluate((root) => ({
  step: root.querySelector('.steps .now > th')?.textContent,
  marked: root.querySelectorAll('.steps .now').length,
  current: root.querySelector('[aria-current=step] > th')?.textContent,
  says: root.querySelector('.says')?.textContent,
  count: root.querySelector('.count')?.textContent,
  slider: root.querySelector('input')?.value,
  spoken: root.querySelector('input')?.getAttribute('aria-valuetext'),
  link: root.querySelector('.link')?.getAttribute('href'),
  line: root.querySelector('.lines .now')?.textContent,
  holds: [...root.querySelectorAll('.objects tbody tr')].map((row) => `${row.querySelector('.name').textContent} ${row.querySelector('.holds').textContent}`),
}));

const press = (page, id, name) => page.locator(`#trace-${id} .controls`).getByRole('button', { name, exact: true }).click();
const step = async (page, id = '1') => (await shown(page, id)).step;

for (const look of looks) {
  test(`${look.name}: a player alone and one of the gallery fit, and axe finds no violation`, async () => {
    for (const [file, id, at] of [[alone, '1', '1'], [alone, '1', '8'], [gallery, 'counter-load_then_store', '8'], [gallery, 'counter-long', '8']]) {
      const { page, complaints, close } = await open(file, { ...look, hash: `#trace=${id}&step=${at}` });
      assert.equal(await step(page, id), at);
      await fits(page);
      // The page around it has its own test.
      // axe walks all of a page before it looks at a part, so the gallery's players are shown to it in the first look and the last.
      const asked = file === alone || look === looks[0] || look === looks.at(-1);
      if (asked) assert.deepEqual(await violations(page, file === gallery ? `#trace-${id}` : undefined), []);
      assert.deepEqual(complaints, []);
      await close();
    }
  });
}

test('the page of one trace is valid HTML', async () => {
  assert.deepEqual(await invalid(alone), []);
});

test('the first step is shown in all places', async () => {
  const { page, complaints, close } = await open(alone, wide);
  assert.deepEqual(await shown(page, '1'), {
    step: '1', marked: 1, current: '1', says: 'Thread 0 spawns a thread.', count: 'step 1 of 14', slider: '1', spoken: 'step 1 of 14',
    link: '#trace=1&step=1', line: undefined, holds: ['sum 0'],
  });
  assert.match(await page.locator('.lines .file').textContent(), /^world\.rs:90: its text is not in the trace$/);
  assert.deepEqual(complaints, []);
  await close();
});

test('each button does what it says', async () => {
  const { page, complaints, close } = await open(alone, wide);
  for (const [name, expected] of [['Back', '1'], ['Next', '2'], ['Next', '3'], ['Back', '2'], ['Last', '14'], ['Next', '14'], ['First', '1']]) {
    await press(page, '1', name);
    assert.equal(await step(page), expected, name);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test('a step tells its words, its line, and what the objects hold', async () => {
  const { page, close } = await open(alone, wide);
  await page.locator('.steps tbody tr').nth(2).click();
  let now = await shown(page, '1');
  assert.equal(now.says, 'Thread 0 writes 1 to sum with Relaxed.');
  assert.match(now.line, /^▶0\s*29.*self\.sum\.store/);
  assert.deepEqual(now.holds, ['sum 1was 0']);
  await page.locator('.steps tbody tr').nth(7).click();
  now = await shown(page, '1');
  assert.equal(now.says, 'Thread 1 reads sum with Relaxed: 0, though the newest is 2, written by thread 0 in step 5.');
  assert.match(now.line, /^▶1\s*28.*self\.sum\.load/);
  assert.deepEqual(now.holds, ['sum 2'], 'a stale read changes nothing');
  assert.match(await page.locator('.steps .now').textContent(), /STALE, newest is 2/, 'in words');
  assert.equal(await page.locator('.says').getAttribute('aria-live'), 'polite');
  await press(page, '1', 'Last');
  assert.match((await shown(page, '1')).says, /Then the model fails \(assertion\): law\[no_lost_update\]/);
  await close();
});

test('the slider goes to a step, by hand and by its own keys', async () => {
  const { page, close } = await open(alone, wide);
  const slider = page.getByRole('slider', { name: 'Step' });
  await slider.fill('9');
  assert.equal(await step(page), '9');
  await slider.press('ArrowRight');
  assert.equal(await step(page), '10', 'one step, not two');
  await slider.press('Home');
  assert.equal(await step(page), '1');
  await close();
});

test('keys walk while the player has the focus, and not otherwise', async () => {
  const { page, complaints, close } = await open(alone, wide);
  await page.keyboard.press('ArrowRight');
  assert.equal(await step(page), '1', 'the page has it');
  await page.locator('#trace-1').focus();
  for (const [key, expected] of [['ArrowRight', '2'], ['ArrowDown', '3'], ['ArrowLeft', '2'], ['ArrowUp', '1'], ['End', '14'], ['Home', '1']]) {
    await page.keyboard.press(key);
    assert.equal(await step(page), expected, key);
  }
  await page.keyboard.press('Control+ArrowRight');
  assert.equal(await step(page), '1', 'somebody else’s keys');
  const play = page.locator('[data-do=play]');
  await page.keyboard.press('Space');
  assert.equal(await play.textContent(), 'Pause');
  await page.keyboard.press('Space');
  assert.equal(await play.textContent(), 'Play');
  await page.getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Space');
  assert.equal(await step(page), '2', 'a button’s space is the button’s');
  assert.equal(await play.textContent(), 'Play');
  await page.keyboard.press('ArrowRight');
  assert.equal(await step(page), '3', 'arrows work on a button, too');
  assert.deepEqual(complaints, []);
  await close();
});

test('everything can be reached by the tabulator', async () => {
  const { page, close } = await open(alone, wide);
  const reached = [];
  await page.locator('#trace-1').focus();
  for (let n = 0; n < 10; n += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement.textContent.slice(0, 20) || document.activeElement.getAttribute('aria-label')));
  }
  for (const name of ['First', 'Back', 'Play', 'Next', 'Last', 'Step', 'Link to this step']) assert.ok(reached.includes(name), `${name}: ${reached}`);
  await close();
});

test('play walks to the end by itself, stops there, and begins again', async () => {
  const { page, complaints, close } = await open(alone, { ...wide, hash: '#trace=1&step=12' });
  await page.clock.install();
  await press(page, '1', 'Play');
  await page.clock.runFor(1700);
  assert.equal(await step(page), '13');
  await press(page, '1', 'Pause');
  await page.clock.runFor(5000);
  assert.equal(await step(page), '13', 'it rests');
  await press(page, '1', 'Play');
  await page.clock.runFor(5000);
  assert.equal(await step(page), '14');
  assert.equal(await page.locator('[data-do=play]').textContent(), 'Play', 'it is over');
  await press(page, '1', 'Play');
  assert.equal(await step(page), '1');
  await page.clock.runFor(1700);
  await press(page, '1', 'Next');
  assert.equal(await step(page), '3');
  await page.clock.runFor(5000);
  assert.equal(await step(page), '3', 'a step by hand stops it');
  assert.deepEqual(complaints, []);
  await close();
});

test('the address follows, and restores', async () => {
  const { page, complaints, close } = await open(gallery, { ...wide, hash: '#trace=counter-load_then_store&step=8' });
  const hash = () => page.evaluate(() => location.hash);
  const player = page.locator('#trace-counter-load_then_store');
  assert.equal(await step(page, 'counter-load_then_store'), '8');
  assert.ok(await player.locator('.says').isVisible(), 'its fold is open');
  assert.ok(await player.evaluate((root) => document.activeElement === root), 'ready for the keys');
  await page.keyboard.press('ArrowRight');
  assert.equal(await hash(), '#trace=counter-load_then_store&step=9');
  await page.locator('#theme').click();
  assert.match(await hash(), /^#trace=counter-load_then_store&step=9\?.*theme=dark/, 'the page keeps its own beside it');
  await page.locator('#trace-counter-load_then_store .controls').getByRole('button', { name: 'Back' }).click();
  assert.match(await hash(), /^#trace=counter-load_then_store&step=8\?.*theme=dark/);
  await page.reload();
  assert.equal(await step(page, 'counter-load_then_store'), '8');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.evaluate(() => { location.hash = '#trace=channel-one_condvar_for_both&step=31'; });
  await page.locator('#trace-channel-one_condvar_for_both .steps .now').waitFor();
  assert.equal(await step(page, 'channel-one_condvar_for_both'), '31');
  assert.deepEqual(complaints, []);
  await close();
});

test('the table of wrong programs leads to the steps', async () => {
  const { page, complaints, close } = await open(gallery, wide);
  const player = page.locator('#trace-counter-load_then_store');
  assert.ok(!(await player.isVisible()), 'folded');
  await page.locator('#gallery').getByRole('link', { name: 'load_then_store' }).click();
  await player.locator('.says').waitFor();
  await page.keyboard.press('ArrowRight');
  assert.equal(await step(page, 'counter-load_then_store'), '2');
  assert.deepEqual(complaints, []);
  await close();
});

test('an address that leads nowhere does no harm', async () => {
  for (const hash of ['#trace=no_such&step=3', '#trace=', '#trace=counter-load_then_store', '#trace=counter-load_then_store&step=x', '#trace=counter-load_then_store&step=-4', '#trace=counter-load_then_store&step=1e9', '#trace-%', '#trace-main']) {
    const { page, complaints, close } = await open(gallery, { ...wide, hash });
    assert.deepEqual(complaints, [], hash);
    await close();
  }
});

test('a step that is left out leads to the last one before it', async () => {
  const { page, close } = await open(gallery, { ...wide, hash: '#trace=counter-long&step=100' });
  const now = await shown(page, 'counter-long');
  assert.deepEqual([now.step, now.count], ['30', 'step 30 of 300']);
  assert.match(await page.locator('#trace-counter-long .gap').textContent(), /steps 31 to 260 are left out/);
  await press(page, 'counter-long', 'Next');
  const next = await shown(page, 'counter-long');
  assert.equal(next.step, '261');
  assert.match(next.holds[0], / 261was 260$/, 'what was written in between is not lost');
  await close();
});

test('what waits for ever says so', async () => {
  const { page, close } = await open(gallery, { ...wide, hash: '#trace=channel-one_condvar_for_both&step=22' });
  const now = await shown(page, 'channel-one_condvar_for_both');
  assert.deepEqual(now.holds, ['state freewas held by thread 3', 'changed waited for by thread 0, thread 1, thread 3was waited for by thread 0, thread 1']);
  const stuck = await page.locator('#trace-channel-one_condvar_for_both .stuck').allTextContents();
  assert.match(stuck.join('\n'), /Thread 0 still waits for a thread to end, at world\.rs:95\./);
  await close();
});

test('the step is in view in its own boxes, and nothing moves by itself where less motion is asked for', async () => {
  for (const look of looks) {
    const { page, close } = await open(gallery, { ...look, reducedMotion: 'reduce', hash: '#trace=counter-long&step=300' });
    const inView = await page.locator('#trace-counter-long').evaluate((root) => {
      const box = root.querySelector('.ran');
      const [outer, inner] = [box, root.querySelector('.steps .now')].map((element) => element.getBoundingClientRect());
      return { inside: inner.top >= outer.top && inner.bottom <= outer.bottom, behaviour: getComputedStyle(box).scrollBehavior };
    });
    assert.deepEqual(inView, { inside: true, behaviour: 'auto' }, look.name);
    await close();
  }
});

test('without JavaScript the steps are a whole table, and no control pretends to work', async () => {
  const { page, close } = await open(alone, { ...wide, javaScriptEnabled: false });
  assert.equal(await page.locator('.steps tbody tr').count(), 14);
  for (const row of await page.locator('.steps tbody tr').all()) assert.ok(await row.isVisible());
  assert.match(await page.locator('.steps tbody tr').nth(7).textContent(), /sum load Relaxed = 0 STALE, newest is 2load_then_store\.rs:28/);
  assert.match(await page.locator('.objects').textContent(), /before step 1.*sum.*0/s);
  assert.equal(await page.locator('button:visible, input:visible').count(), 0);
  await close();
});

test('in print the steps of an open player are all there, without its controls', async () => {
  const { page, close } = await open(alone, { ...wide, hash: '#trace=1&step=8' });
  await page.emulateMedia({ media: 'print' });
  const { shows, needs } = await page.locator('.ran').evaluate((box) => ({ shows: box.clientHeight, needs: box.scrollHeight }));
  assert.equal(shows, needs);
  assert.ok(!(await page.locator('.controls').isVisible()));
  await close();
});

test('in print a folded player stays folded, and says so', async () => {
  const { page, close } = await open(gallery, wide);
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.locator('#trace-counter-load_then_store').isVisible()));
  const said = await page.locator('.trace > summary').first().evaluate((summary) => getComputedStyle(summary, '::after').content);
  assert.match(said, /not printed/);
  await close();
});
