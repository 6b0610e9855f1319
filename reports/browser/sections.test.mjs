// Sections that only some records have: against earlier records, and of several machines. AGAINST and MACHINES name pages of planted ones;
// RECORDED that of a run of all families with all that was checked, for its charts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowded, fileOf, fits, invalid, looks, open, violations } from './browser.mjs';

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
      const faults = await crowded(page.locator(`#${section} svg.chart`));
      assert.deepEqual(faults, []);
      await close();
    });
  }
}

for (const width of [1280, 390]) {
  test(`a recorded run, ${width} px: texts of no chart leave it or lie on each other`, async () => {
    const { page, close } = await open(fileOf('RECORDED'), { ...looks[0], width });
    await page.evaluate(() => {
      for (const far of document.querySelectorAll('main > section, .workload, .cards')) far.style.contentVisibility = 'visible';
    });
    assert.ok(await page.locator('svg.chart:visible').count() > 20);
    assert.deepEqual(await crowded(page.locator('svg.chart')), []);
    await close();
  });
}
