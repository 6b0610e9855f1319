// A page in a real browser, and what must not happen on it. CHROMIUM names the browser, if it is not Debian's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const looks = [
  { name: 'wide, light', width: 1280, colorScheme: 'light' },
  { name: 'wide, dark', width: 1280, colorScheme: 'dark' },
  { name: '390 px, light', width: 390, colorScheme: 'light' },
  { name: '390 px, dark', width: 390, colorScheme: 'dark' },
];

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-quic'],
  });
});
after(() => browser?.close());

/** A file that a variable must name. */
export function fileOf(variable) {
  assert.ok(process.env[variable], `${variable} must name the page to test`);
  return process.env[variable];
}

/** Opens a page and collects what must not happen: console errors, and requests for anything but the file itself. */
export async function open(file, { width, colorScheme, javaScriptEnabled = true, reducedMotion, hash = '' }) {
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme, javaScriptEnabled, reducedMotion, bypassCSP: false,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url().split('#')[0] !== url && complaints.push(`request: ${request.url()}`));
  await page.goto(url + hash);
  return { page, complaints, close: () => context.close() };
}

/** What axe finds in the page or in a part of it, over the debugging protocol, so that the page's own policy stays in force. */
export async function violations(page, part) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((part) => globalThis.axe.run(part ?? document, { resultTypes: ['violations'] }), part);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
}

/** Nothing is wider than the window. */
export async function fits(page) {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth, window: document.documentElement.clientWidth,
  }));
  assert.ok(content <= window, `the page is ${content} px wide in a window of ${window}`);
}

/** Texts of charts that leave their chart or lie on each other. */
export function crowded(charts) {
  return charts.evaluateAll((charts) => charts.flatMap((chart) => {
    const edge = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('text')].map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }));
    const shown = texts.filter(({ box }) => box.width > 0);
    const out = shown.filter(({ box }) => box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1);
    // Two lines of one label may share a pixel of air.
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
    const pairs = shown.flatMap((one, i) => shown.slice(i + 1).filter((other) => meet(one.box, other.box)).map((other) => `${one.said} / ${other.said}`));
    return [...out.map(({ said }) => said), ...pairs].map((fault) => `${chart.id}: ${fault}`);
  }));
}

/** Cells and rows with their ends, which HTML lets a page leave out and html-validate asks for. */
function writtenOut(html) {
  let [cell, row] = ['', ''];
  return html.replace(/<(\/?)(thead|tbody|tfoot|tr|td|th)(?=[\s>])/g, (tag, ends, name) => {
    const before = cell + (ends || name === 'tr' ? row : '');
    if (ends || name === 'tr') { row = ends ? '' : '</tr>'; }
    cell = ['td', 'th'].includes(name) ? `</${name}>` : '';
    return before + tag;
  });
}

/** What html-validate says of a file. */
export async function invalid(file) {
  const report = await new HtmlValidate({
    extends: ['html-validate:standard'],
    // A page in one file: style and script stand in it, and generated SVG keeps its own letter case, without quotes it can do without.
    rules: { 'no-inline-style': 'off', 'element-case': 'off', 'long-title': 'off', 'require-sri': 'off', 'attr-quotes': 'off' },
  }).validateString(writtenOut(readFileSync(file, 'utf8')), file);
  return report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}
