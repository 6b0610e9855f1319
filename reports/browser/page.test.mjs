// The generated page in a real browser. PAGE names the file; CHROMIUM the browser, if it is not Debian's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const file = process.env.PAGE;
assert.ok(file, 'PAGE must name the page to test');
const url = pathToFileURL(file).href;

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-quic'],
  });
});
after(() => browser?.close());

const looks = [
  { name: 'wide, light', width: 1280, colorScheme: 'light' },
  { name: 'wide, dark', width: 1280, colorScheme: 'dark' },
  { name: '390 px, light', width: 390, colorScheme: 'light' },
  { name: '390 px, dark', width: 390, colorScheme: 'dark' },
];

/** Opens the page and collects what must not happen: console errors, and requests for anything but the file itself. */
async function open({ width, colorScheme, javaScriptEnabled = true, hash = '' }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme, javaScriptEnabled, bypassCSP: false,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url().split('#')[0] !== url && complaints.push(`request: ${request.url()}`));
  await page.goto(url + hash);
  return { page, complaints, close: () => context.close() };
}

for (const look of looks) {
  test(`${look.name}: no error, no request, nothing wider than the window`, async () => {
    const { page, complaints, close } = await open(look);
    const { content, window } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth, window: document.documentElement.clientWidth,
    }));
    assert.ok(content <= window, `the page is ${content} px wide in a window of ${window}`);
    assert.deepEqual(complaints, []);
    await close();
  });

  test(`${look.name}: axe finds no violation`, async () => {
    const { page, close } = await open(look);
    // Over the debugging protocol, so that the page's own policy stays in force.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
    assert.deepEqual(found, []);
    await close();
  });
}

test('the page is valid HTML', async () => {
  const report = await new HtmlValidate({
    extends: ['html-validate:standard'],
    // A page in one file: style and script stand in it, and generated SVG keeps its own letter case.
    rules: { 'no-inline-style': 'off', 'element-case': 'off', 'long-title': 'off', 'require-sri': 'off' },
  }).validateFile(file);
  const messages = report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  assert.deepEqual(messages.slice(0, 20), []);
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
