// Sections that only some records have: against earlier records, and of several machines. AGAINST and MACHINES name pages of planted ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf, fits, invalid, looks, open, violations } from './browser.mjs';

const pages = [
  { section: 'against', file: fileOf('AGAINST') },
  { section: 'machines', file: fileOf('MACHINES') },
];

for (const { section, file } of pages) {
  for (const look of looks) {
    test(`${section}, ${look.name}: no error, nothing too wide, no violation`, async () => {
      const { page, complaints, close } = await open(file, { ...look, hash: `#${section}` });
      await fits(page);
      assert.deepEqual(complaints, []);
      assert.deepEqual(await violations(page), []);
      await close();
    });
  }

  test(`${section}: valid, and linked in the contents`, async () => {
    assert.deepEqual((await invalid(file)).slice(0, 20), []);
    const { page, close } = await open(file, looks[0]);
    assert.equal(await page.locator(`nav a[href="#${section}"]`).count(), 1);
    await close();
  });

  test(`${section}: the filter reaches its rows`, async () => {
    const { page, close } = await open(file, { ...looks[0], hash: `#${section}?q=atomic` });
    const names = await page.locator(`#${section} tr[data-name]:not([hidden])`).evaluateAll((rows) =>
      rows.map((row) => row.dataset.name));
    assert.ok(names.length > 0 && names.every((name) => name.includes('atomic')), names.join(', '));
    await close();
  });

  test(`${section}: values by keyboard`, async () => {
    const { page, close } = await open(file, looks[0]);
    await page.locator(`#${section} svg.chart.wide`).first().focus();
    await page.keyboard.press('ArrowDown');
    assert.match(await page.locator('#tip').textContent(), /×/);
    await close();
  });

  for (const width of [1280, 390]) {
    test(`${section}, ${width} px: texts of its charts neither leave them nor lie on each other`, async () => {
      const { page, close } = await open(file, { ...looks[0], width });
      const faults = await page.locator(`#${section} svg.chart`).evaluateAll((charts) => charts.flatMap((chart) => {
        const edge = chart.getBoundingClientRect();
        const texts = [...chart.querySelectorAll('text')].map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }));
        const shown = texts.filter(({ box }) => box.width > 0);
        const out = shown.filter(({ box }) => box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1);
        // Two lines of one label may share a pixel of air.
        const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
        const pairs = shown.flatMap((one, i) => shown.slice(i + 1).filter((other) => meet(one.box, other.box)).map((other) => `${one.said} / ${other.said}`));
        return [...out.map(({ said }) => said), ...pairs];
      }));
      assert.deepEqual(faults, []);
      await close();
    });
  }
}
