// Opens a page of `scan --format html` in Chromium and holds what a reader relies on: nothing is fetched, no script fails, the keys work, a search
// takes less than 100 ms. Writes pictures in light and dark to the folder, for people to look at.
//
//     npm install --no-save playwright-core && apt-get install chromium
//     node ci/page.mjs PAGE.html FOLDER
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [file, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const scheme of ['light', 'dark']) await look(scheme);
} finally {
  await browser.close();
}

async function look(scheme) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (said) => said.type() === 'error' && wrong.push(said.text()));
  page.on('request', (request) => request.url().startsWith('file:') || request.url() === 'data:,' || wrong.push(request.url()));
  await page.goto(pathToFileURL(resolve(file)).href);
  const painted = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))));
  console.log(`${scheme}: ${await status(page)}, painted after ${Math.round(painted)} ms`);
  await page.screenshot({ path: `${folder}/${scheme}.png` });

  const shown = await status(page);
  for (const query of ['i', 'id', 'a b', 'zzzz', '']) {
    const took = await page.evaluate((query) => {
      const search = document.querySelector('input[type=search]');
      const start = performance.now();
      search.value = query;
      search.dispatchEvent(new Event('input'));
      document.body.getBoundingClientRect();
      return performance.now() - start;
    }, query);
    console.log(`  search ${JSON.stringify(query)}: ${await status(page)} in ${Math.round(took)} ms`);
    assert(took < 100, `search for ${query}`);
  }
  assert.equal(await status(page), shown);

  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  await page.keyboard.press('Escape');
  for (const key of ['j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
  assert.equal(await page.locator('article').first().locator('.details .path li').count() > 0, true, 'the first decision is open, with its proof');
  await page.screenshot({ path: `${folder}/${scheme}-open.png` });

  await page.locator('.matrix tbody td button').first().click();
  assert.match(await page.evaluate(() => location.hash), /^#.+=.+&.+=/);
  await page.setViewportSize({ width: 420, height: 1000 });
  assert(await page.evaluate(() => document.documentElement.scrollWidth <= 420), 'a narrow page is not wider than its window');
  await page.screenshot({ path: `${folder}/${scheme}-narrow.png` });
  assert.deepEqual(wrong, []);
  await context.close();
}

function status(page) {
  return page.evaluate(() => document.querySelector('.status').textContent);
}
