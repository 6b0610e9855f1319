// What is shown, and what can be taken away. RECORDED names the page of a run with several families and numbers of threads.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileOf, open as openFile, violations } from './browser.mjs';

const file = fileOf('RECORDED');
const open = (hash = '', width = 1280) => openFile(file, { width, colorScheme: 'light', hash });
const hash = (page) => page.evaluate(() => location.hash);
const visible = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
const options = (page, name) => page.locator(`#filters [name=${name}] option`).evaluateAll((all) => all.map((o) => o.value).filter(Boolean));

test('a family alone, by hand and by its address', async () => {
  const { page, complaints, close } = await open();
  const families = await options(page, 'family');
  assert.ok(families.length > 1, 'the page has several families');
  const [first] = families;
  await page.selectOption('#filters [name=family]', first);
  assert.equal(await visible(page, 'section.family'), 1);
  assert.ok(await page.locator(`section.family[data-family="${first}"]`).isVisible());
  const offered = await page.locator('#filters [name=workload] option:not([disabled])').evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
  assert.ok(offered.length > 0 && offered.every((value) => value.startsWith(`${first}/`)), offered.join());
  const address = await hash(page);
  assert.ok(address.includes(`family=${first}`), address);
  await close();

  const again = await open(address);
  assert.equal(await visible(again.page, 'section.family'), 1);
  assert.equal(await again.page.locator('#filters [name=family]').inputValue(), first);
  await again.page.getByRole('button', { name: 'Show all' }).click();
  await again.page.waitForFunction((n) => [...document.querySelectorAll('section.family')].filter((e) => e.checkVisibility()).length === n, families.length);
  assert.ok(!(await hash(again.page)).includes('family='));
  assert.deepEqual([...complaints, ...again.complaints], []);
  await again.close();
});

test('a link within the page leaves what is filtered, also in the address', async () => {
  const { page, close } = await open();
  const [, family] = await options(page, 'family');
  await page.selectOption('#filters [name=family]', family);
  await page.fill('#filters [name=q]', 'mutex');
  await page.locator('nav a[href="#method"]').click();
  await page.waitForFunction(() => location.hash.startsWith('#method?'));
  assert.ok((await hash(page)).includes(`family=${family}`) && (await hash(page)).includes('q=mutex'), await hash(page));
  assert.equal(await page.locator('#filters [name=family]').inputValue(), family);
  assert.equal(await visible(page, 'section.family'), 1);
  await close();
});

test('a workload alone: its article, and nothing else of the families', async () => {
  const { page, close } = await open();
  const [, workload] = await options(page, 'workload');
  await page.selectOption('#filters [name=workload]', workload);
  assert.equal(await visible(page, 'section.family'), 1);
  assert.equal(await visible(page, 'section.family > article'), 1);
  const name = workload.slice(workload.indexOf('/') + 1);
  assert.equal(await page.locator('section.family > article:visible').getAttribute('data-workload'), name);
  await close();
});

test('a number of threads: other columns go, and pictures of another number', async () => {
  const { page, close } = await open();
  const threads = await options(page, 'threads');
  assert.ok(threads.length > 1, 'several numbers of threads were measured');
  await page.selectOption('#filters [name=threads]', threads[0]);
  const left = await page.locator('figure[data-threads], table.subjects [data-threads]').evaluateAll((all) =>
    [...new Set(all.filter((e) => e.checkVisibility()).map((e) => e.dataset.threads))]);
  assert.deepEqual(left, [threads[0]]);
  await close();
});

test('part of a name: rows go, and in charts the others fade', async () => {
  const { page, close } = await open();
  await page.fill('#filters [name=q]', 'mutex');
  const rows = await page.locator('tr[data-name]').evaluateAll((all) => all.filter((e) => !e.hidden).map((e) => e.dataset.name));
  assert.ok(rows.length > 0 && rows.every((name) => name.includes('mutex')), rows.join());
  const marks = await page.locator('svg.chart [data-s]').evaluateAll((all) => all.map((e) => [e.dataset.s, e.classList.contains('off')]));
  assert.ok(marks.length > 0);
  assert.deepEqual(marks.filter(([name, off]) => off === name.includes('mutex')), []);
  assert.match(await page.locator('#filters output').textContent(), /rows and cards shown/);
  await close();
});

test('a subject is picked out by a click and by the keyboard, and put back', async () => {
  const { page, close } = await open();
  const mark = page.locator('svg.chart.wide:visible .pt[data-s]').first();
  const name = await mark.getAttribute('data-s');
  await mark.locator('circle, polygon, path').first().click({ force: true });
  const faded = () => page.locator('svg.chart [data-s]').evaluateAll((all) =>
    [...new Set(all.filter((e) => !e.classList.contains('off')).map((e) => e.dataset.s))]);
  assert.deepEqual(await faded(), [name]);
  assert.ok((await hash(page)).includes(`pick=${name}`));
  await page.getByRole('button', { name: `No longer pick out ${name}` }).click();
  assert.ok((await faded()).length > 1);

  const chart = page.locator('svg.chart.wide:visible', { has: page.locator('.pt[data-s]') }).first();
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  const at = await chart.locator('.pt.on').getAttribute('data-s');
  await page.keyboard.press('Enter');
  if (at) assert.deepEqual(await faded(), [at]);
  await close();
});

// Linear forms are unpacked when they are first wanted.
const linear = (page) => page.waitForFunction(() => document.documentElement.dataset.axis === 'linear');

test('linear axes in place of logarithmic ones, on both screens', async () => {
  for (const width of [1280, 390]) {
    const { page, close } = await open('#trust?axis=linear', width);
    await linear(page);
    assert.equal(await visible(page, 'svg.chart.log'), 0);
    assert.ok((await visible(page, 'svg.chart.linear')) > 0);
    const chart = page.locator('svg.chart.linear:visible').first();
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    const subject = await chart.locator('.pt.on').evaluate((point) => point.closest('[data-s]').dataset.s);
    assert.ok((await page.locator('#tip').textContent()).startsWith(`${subject}, `), 'a point says the same over either axis');
    await page.locator('#filters [name=linear]').uncheck();
    assert.equal(await visible(page, 'svg.chart.linear'), 0);
    assert.ok((await visible(page, 'svg.chart.log')) > 0);
    await close();
  }
});

test('what is narrowed down and picked out passes axe', async () => {
  const { page, close } = await open('#trust?axis=linear&q=mutex&pick=mutex&threads=1');
  await linear(page);
  assert.deepEqual(await violations(page, '#filters'), []);
  assert.deepEqual(await violations(page, 'section.family'), []);
  await close();
});

test('on paper a part of the report says that it is one', async () => {
  const { page, close } = await open('#trust?family=counter&threads=2&kind=ours');
  const said = page.locator('#narrowed');
  assert.ok(!(await said.isVisible()));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await said.textContent(), 'This is a part of the report: family counter; threads 2; kinds: ours.');
  assert.ok(await said.isVisible());
  await page.emulateMedia({ media: 'screen' });
  await page.locator('#filters button[type=reset]').click();
  await page.waitForFunction(() => document.getElementById('narrowed').textContent === '');
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await said.isVisible()));
  await close();
});

test('an address of another report shows everything', async () => {
  const { page, complaints, close } = await open('#trust?family=teapot&workload=teapot/pour&threads=999&pick=nobody');
  assert.equal(await page.locator('#filters [name=family]').inputValue(), '');
  assert.ok((await visible(page, 'section.family')) > 1);
  assert.deepEqual(complaints, []);
  await close();
});

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

test('a table is saved as it is shown', async () => {
  const { page, close } = await open('#trust?q=mutex');
  const table = page.locator('section.family table.subjects:visible').first();
  const rows = await table.locator('tbody tr').evaluateAll((all) => all.filter((e) => !e.hidden).length);
  const { name, text } = await saved(page, table.locator('xpath=../following-sibling::button[1]'));
  assert.match(name, /\.csv$/);
  const lines = text.trim().split('\n');
  assert.equal(lines.length, rows + 1);
  assert.ok(lines.slice(1).every((line) => line.includes('mutex')), text);
  await close();
});

test('a chart is saved with its colours', async () => {
  const { page, complaints, close } = await open();
  const figure = page.locator('section.family figure:visible').first();
  const { name, text } = await saved(page, figure.locator('button.save'));
  assert.match(name, /\.svg$/);
  const drawn = await page.evaluate((svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    return { broken: parsed.querySelector('parsererror')?.textContent ?? '', texts: parsed.querySelectorAll('text').length, fill: parsed.querySelector('text').getAttribute('fill') };
  }, text);
  assert.equal(drawn.broken, '');
  assert.ok(drawn.texts > 3);
  assert.match(drawn.fill, /^rgb/);
  assert.deepEqual(complaints, []);
  await close();
});
