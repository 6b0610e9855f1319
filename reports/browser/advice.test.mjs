// Which should I use? The questions above the table of answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf, open } from './browser.mjs';

const file = fileOf('PAGE');
const wide = { width: 1280, colorScheme: 'light' };

test('the questions show the answer of the table, and another need another one', async () => {
  const { page, complaints, close } = await open(file, wide);
  const adviser = page.locator('.adviser').first();
  const answer = adviser.locator('.answer');
  assert.match(await answer.textContent(), /Measured here, in/);
  // Every row can be asked for, and is shown with what it says.
  const rows = await adviser.locator('tbody tr').evaluateAll((all) => all.slice(0, 12).map((row) => ({
    need: [...row.dataset.need.split(' '), row.dataset.threads, row.dataset.promise],
    take: row.children[3].textContent,
  })));
  for (const { need, take } of rows) {
    const selects = await adviser.locator('select').all();
    for (const [at, select] of selects.entries()) await select.selectOption(need[at]);
    assert.ok((await answer.textContent()).includes(take), `${need}: ${take}`);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test('a need is kept in the address and restored from it', async () => {
  const first = await open(file, wide);
  const selects = first.page.locator('.adviser').first().locator('select');
  const last = selects.nth(await selects.count() - 1);
  const wanted = await last.locator('option').last().getAttribute('value');
  await last.selectOption(wanted);
  const shown = await first.page.locator('.answer').first().textContent();
  const hash = new URL(first.page.url()).hash;
  assert.match(hash, /need-/);
  await first.close();
  const again = await open(file, { ...wide, hash });
  assert.equal(await again.page.locator('.answer').first().textContent(), shown);
  await again.close();
});

test('a need that nobody measured says so and offers the nearest', async () => {
  const { page, close } = await open(file, wide);
  const gap = await page.evaluate(() => {
    // Takes every row of one need away, and asks for it.
    const adviser = document.querySelector('.adviser');
    const selects = [...adviser.querySelectorAll('select')];
    const option = document.createElement('option');
    option.value = '77';
    option.textContent = '77';
    const threads = selects.find((select) => select.name === 'threads');
    threads.append(option);
    threads.value = '77';
    threads.dispatchEvent(new Event('change', { bubbles: true }));
    return adviser.querySelector('.answer').textContent;
  });
  assert.match(gap, /Not measured here/);
  await page.locator('.answer button').first().click();
  assert.match(await page.locator('.answer').first().textContent(), /Measured here, in/);
  await close();
});

test('without JavaScript every answer is in a table', async () => {
  const { page, close } = await open(file, { ...wide, javaScriptEnabled: false });
  assert.equal(await page.locator('.needs').first().isVisible(), false);
  assert.ok((await page.locator('.adviser tbody tr').count()) > 0);
  await close();
});
