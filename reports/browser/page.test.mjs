// The generated page in a real browser. PAGE names the file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf, fits, invalid, looks, open as openFile, violations } from './browser.mjs';

const file = fileOf('PAGE');
const open = (options) => openFile(file, options);

for (const look of looks) {
  test(`${look.name}: no error, no request, nothing wider than the window`, async () => {
    const { page, complaints, close } = await open(look);
    await fits(page);
    assert.deepEqual(complaints, []);
    await close();
  });

  // Light, dark and narrow: the fourth look has nothing of its own, and axe takes its time over a whole page.
  if (look.width < 1280 && look.colorScheme === 'dark') continue;
  test(`${look.name}: axe finds no violation`, async () => {
    const { page, close } = await open(look);
    assert.deepEqual(await violations(page), []);
    await close();
  });
}

test('the page is valid HTML', async () => {
  assert.deepEqual((await invalid(file)).slice(0, 20), []);
});

test('without JavaScript every section and table can be read', async () => {
  const { page, close } = await open({ width: 1280, colorScheme: 'light', javaScriptEnabled: false });
  assert.ok(await page.locator('h1').isVisible());
  for (const heading of await page.locator('h2').all()) assert.ok(await heading.isVisible(), await heading.textContent());
  assert.ok((await page.locator('svg').count()) > 0, 'the charts are in the page');
  assert.ok((await page.locator('table tbody tr').count()) > 10, 'the tables are in the page');
  await close();
});

test('every chart says what it shows, and every link in the page leads somewhere', async () => {
  const { page, close } = await open({ width: 1280, colorScheme: 'light' });
  const nameless = await page.locator('svg[role="img"]').evaluateAll((charts) =>
    charts.filter((chart) => !chart.querySelector('title')?.textContent.trim()).length);
  assert.equal(nameless, 0);
  const dead = await page.locator('a[href^="#"]').evaluateAll((links) => links
    .map((link) => link.getAttribute('href')).filter((href) => href.length > 1 && !href.includes('=') && !document.getElementById(decodeURIComponent(href.slice(1)))));
  assert.deepEqual(dead, []);
  await close();
});

for (const width of [1280, 390]) {
  test(`${width} px: a link in the contents leads to its heading, however little was laid out before`, async () => {
    const { page, close } = await open({ width, colorScheme: 'light' });
    const places = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.hash.slice(1)));
    assert.ok(places.length > 8);
    for (const place of places.reverse()) { // from the end, so that what lies above was never seen
      await page.evaluate((place) => { location.hash = place; }, place);
      await page.waitForFunction((place) => {
        const { top } = document.getElementById(place).getBoundingClientRect();
        const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
        const stands = top >= 0 && (atEnd || top < 120) && globalThis.stood?.place === place && globalThis.stood.top === top;
        globalThis.stood = { place, top };
        return stands;
      }, place, { timeout: 10_000, polling: 200 });
    }
    await close();
  });
}

test('on a narrow screen each chart has words for its points', async () => {
  const { page, close } = await open({ width: 390, colorScheme: 'light' });
  const charts = await page.locator('svg.chart:visible', { has: page.locator('.pt') }).all();
  assert.ok(charts.length > 3);
  for (const chart of charts) {
    await chart.focus();
    await page.keyboard.press('ArrowLeft'); // the last one: nothing was lost on the way
    const of = await chart.locator('.pt.on').evaluate((point) => point.closest('[data-s]')?.dataset.s ?? '');
    const said = await page.locator('#tip').textContent();
    assert.ok(said.length > 0 && said.includes(of), `${await chart.getAttribute('id')}: ${of}: ${said}`);
  }
  await close();
});

test('no text of a chart is cut off by its edge', async () => {
  const { page, close } = await open({ width: 1280, colorScheme: 'light' });
  const cut = await page.locator('svg[role="img"]').evaluateAll((charts) => charts.flatMap((chart) => {
    const edge = chart.getBoundingClientRect();
    return [...chart.querySelectorAll('text')].filter((text) => {
      const box = text.getBoundingClientRect();
      return box.width > 0 && (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1);
    }).map((text) => `${chart.querySelector('title')?.textContent}: ${text.textContent}`);
  }));
  assert.deepEqual(cut, []);
  await close();
});

test('no text of a chart lies on another', async () => {
  for (const width of [1280, 390]) {
    const { page, close } = await open({ width, colorScheme: 'light' });
    const over = await page.locator('svg[role="img"]').evaluateAll((charts) => charts.flatMap((chart) => {
      const texts = [...chart.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0);
      const shared = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5;
      return texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => shared(a.box, b.box)).map((b) => `${chart.id}: ${a.text} | ${b.text}`));
    }));
    assert.deepEqual(over, []);
    await close();
  }
});
