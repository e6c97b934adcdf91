'use strict';
// Renders the page from its data. Only what is looked at becomes elements: decisions by the slice, a proof when it is opened. Texts
// become text nodes, never markup.

const data = JSON.parse(document.getElementById('data').textContent);
const { strings, files, steps, proofs } = data;

/** Numbers of a place in `hits` of a decision. */
const HIT = 8;
/** So many entries of a list are shown at first, and twice as many with every click for more. */
const SLICE = 100;
/** Decisions are larger, and are rendered at every key of a search. */
const CARDS = 40;

// ---- Elements

function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name in made && typeof value !== 'string') made[name] = value;
    else made.setAttribute(name === 'className' ? 'class' : name, value);
  }
  made.append(...children.filter((it) => it !== null && it !== undefined && it !== ''));
  return made;
}

function counted(count, what) {
  return `${count.toLocaleString('en')} ${count === 1 ? what : what.replace(/y$/, 'ie') + 's'}`;
}

/** A sentence, with what stands between backquotes as code. */
function sentence(text) {
  const parts = text.split('`');
  return parts.map((part, at) => (at % 2 && at + 1 < parts.length ? element('code', null, part) : at % 2 ? '`' + part : part));
}

/** Words of a rule pack, which may be bold as in Markdown. */
function bold(text) {
  return text.split('**').map((part, at) => (at % 2 ? element('b', null, part) : part));
}

/** A word for a shell. */
function quoted(word) {
  return /^[\p{Alphabetic}\p{N}/._\-+=:@,%]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Appends a slice of `items` to `parent`, and a button for the next one. */
function slices(parent, items, size, render, shown = 0) {
  const end = Math.min(items.length, shown + size);
  for (let at = shown; at < end; at++) parent.append(render(items[at]));
  if (end === items.length) return;
  const more = element('button', { className: 'more', type: 'button' }, `Show ${Math.min(size, items.length - end)} of ${(items.length - end).toLocaleString('en')} more`);
  more.onclick = () => {
    more.remove();
    slices(parent, items, 2 * size, render, end);
  };
  parent.append(more);
}

// ---- Places, in columns

const cards = [];
for (const group of data.headings) {
  for (const card of group.decisions) cards.push(Object.assign(card, { group, at: cards.length, open: false }));
}
const total = cards.reduce((sum, card) => sum + card.hits.length / HIT, 0);
const cardOf = new Uint32Array(total);
const fileOf = new Uint32Array(total);
const textOf = new Uint32Array(total);

/** What places are counted and filtered by: the value of each place is a number of `values`. */
class Facet {
  constructor(id, title, one) {
    Object.assign(this, { id, title, one, values: [], numbers: new Map(), of: new Uint32Array(total), chosen: new Set() });
  }

  number(key, label) {
    if (!this.numbers.has(key)) {
      this.numbers.set(key, this.values.length);
      this.values.push({ key, label });
    }
    return this.numbers.get(key);
  }

  admits(hit) {
    return this.chosen.size === 0 || this.chosen.has(this.of[hit]);
  }
}

const facets = [
  new Facet('category', 'Category', 'categories'),
  new Facet('batch', 'Batch', 'batches'),
  new Facet('repo', 'Repository', 'repositories'),
  new Facet('owner', 'Owner', 'owners'),
  new Facet('certainty', 'Certainty', 'certainties'),
];
const [byCategory, byBatch, byRepo, byOwner, byCertainty] = facets;

for (const it of data.summary.batches) {
  byBatch.number(String(it.id), `${it.id} ${it.title}${it.risk ? ` (${it.risk} risk)` : ''}`);
}
byBatch.number('none', 'no batch');
for (const it of data.summary.repositories) byRepo.number(it.name, it.name);
for (const it of data.certainties) byCertainty.number(it, it);

let filled = 0;
for (const card of cards) {
  const category = data.categories[card.group.category].id;
  const batch = card.group.batch === null ? 'none' : String(card.group.batch);
  const inCategory = byCategory.number(category, category);
  const inBatch = byBatch.number(batch, batch);
  card.from = filled;
  for (let at = 0; at < card.hits.length; at += HIT, filled++) {
    const [file, , , text, , certainty, owner] = card.hits.slice(at, at + HIT);
    const repo = strings[files[file][0]];
    cardOf[filled] = card.at;
    fileOf[filled] = file;
    textOf[filled] = text;
    byCategory.of[filled] = inCategory;
    byBatch.of[filled] = inBatch;
    byRepo.of[filled] = byRepo.number(repo, repo);
    byOwner.of[filled] = byOwner.number(strings[owner], strings[owner] || 'nobody');
    byCertainty.of[filled] = certainty;
  }
}

// ---- What is asked for

const acting = data.headings.some((it) => it.acts);
const asked = { query: '', all: data.whole || !acting, rows: 'category', columns: byRepo.values.length > 1 ? 'repo' : 'batch' };

/** What a word is looked up in is made small once. */
const small = [];
const lower = (at) => (small[at] === undefined ? (small[at] = strings[at].toLowerCase()) : small[at]);
const wordsOf = (card) =>
  (card.words ||= [card.name, card.symbol || 0, card.new || 0].map(lower).join('\n') + '\n' + (card.code || []).join('').toLowerCase());

/** For each word of the query: which cards, files and texts have it, as far as was asked. */
function finder(query) {
  return query.toLowerCase().split(/\s+/).filter(Boolean).map((word) => {
    const known = (size, of) => {
      const found = new Uint8Array(size);
      return (at) => (found[at] ||= of(at).includes(word) ? 1 : 2) === 1;
    };
    const [inCard, inFile, inText] = [
      known(cards.length, (at) => wordsOf(cards[at])),
      known(files.length, (at) => lower(files[at][1])),
      known(strings.length, lower),
    ];
    return (hit) => inCard(cardOf[hit]) || inFile(fileOf[hit]) || inText(textOf[hit]);
  });
}

/** Counts of every value, each facet counted as if nothing were chosen of it; and the decisions that have a place left. */
function select() {
  const words = finder(asked.query);
  const counts = facets.map((it) => new Uint32Array(it.values.length));
  const [rows, columns] = [facets.find((it) => it.id === asked.rows), facets.find((it) => it.id === asked.columns)];
  const cells = new Uint32Array(rows.values.length * columns.values.length);
  const left = new Uint32Array(cards.length);
  let places = 0;
  for (let hit = 0; hit < total; hit++) {
    if (!asked.all && !cards[cardOf[hit]].group.acts) continue;
    let refused = -1;
    let refusals = 0;
    for (let at = 0; at < facets.length && refusals < 2; at++) {
      if (!facets[at].admits(hit)) [refused, refusals] = [at, refusals + 1];
    }
    if (refusals > 1 || !words.every((has) => has(hit))) continue;
    facets.forEach((it, at) => {
      if (refusals === 0 || refused === at) counts[at][it.of[hit]]++;
    });
    if (refusals > 0) continue;
    places++;
    left[cardOf[hit]]++;
    cells[rows.of[hit] * columns.values.length + columns.of[hit]]++;
  }
  return { counts, rows, columns, cells, left, places, cards: cards.filter((it) => left[it.at] > 0) };
}

/** What is asked for stands in the address, so that a view can be kept and sent. */
function remember() {
  const words = new URLSearchParams();
  if (asked.query) words.set('q', asked.query);
  if (asked.all !== (data.whole || !acting)) words.set('all', asked.all ? '1' : '0');
  for (const it of facets) for (const at of it.chosen) words.append(it.id, it.values[at].key);
  try {
    history.replaceState(null, '', '#' + words);
  } catch {
    // A page without an address of its own keeps nothing.
  }
}

function recall() {
  const words = new URLSearchParams(location.hash.slice(1));
  asked.query = words.get('q') || '';
  asked.all = words.has('all') ? words.get('all') === '1' : data.whole || !acting;
  for (const it of facets) {
    it.chosen = new Set(words.getAll(it.id).map((key) => it.numbers.get(key)).filter((at) => at !== undefined));
  }
}

// ---- The parts of the page

const search = element('input', { type: 'search', placeholder: 'Search names, paths and text', 'aria-label': 'Search names, paths and text', autocomplete: 'off', spellcheck: 'false' });
const every = element('input', { type: 'checkbox' });
const status = element('p', { className: 'status', role: 'status' });
const chosen = element('div', { className: 'chosen' });
const aside = element('aside', { 'aria-label': 'Filters' });
const matrix = element('section', { className: 'matrix', 'aria-label': 'Totals' });
const list = element('section', { className: 'decisions', 'aria-label': 'Decisions' });

/** Chooses values: `add` keeps the others of the facet. */
function choose(facet, value, add) {
  if (facet.chosen.has(value) && (add || facet.chosen.size === 1)) facet.chosen.delete(value);
  else facet.chosen = add ? facet.chosen.add(value) : new Set([value]);
  update();
}

function choice(facet, at, count) {
  const pressed = facet.chosen.has(at);
  const button = element('button', { type: 'button', 'aria-pressed': String(pressed), title: facet.values[at].label, 'data-key': `${facet.id} ${at}` },
    element('span', { className: 'label' }, facet.values[at].label),
    element('span', { className: 'count' }, count.toLocaleString('en')));
  button.onclick = () => choose(facet, at, true);
  return element('li', null, button);
}

function showFacets(found) {
  aside.replaceChildren(...facets.map((facet, at) => {
    const counts = found.counts[at];
    const values = [...facet.values.keys()].filter((value) => counts[value] > 0 || facet.chosen.has(value));
    if (facet !== byBatch && facet !== byCertainty) values.sort((one, other) => counts[other] - counts[one]);
    const choices = element('ul');
    slices(choices, values, 12, (value) => choice(facet, value, counts[value]));
    return element('section', null, element('h2', null, facet.title), choices);
  }));
}

function axis(name) {
  const select = element('select', { 'aria-label': name, 'data-key': name });
  for (const it of facets) select.append(element('option', { value: it.id, selected: it.id === asked[name] }, it.title));
  select.onchange = () => {
    const other = name === 'rows' ? 'columns' : 'rows';
    if (asked[other] === select.value) asked[other] = asked[name];
    asked[name] = select.value;
    update();
  };
  return select;
}

function showMatrix({ rows, columns, cells, places }) {
  const width = columns.values.length;
  const sum = (of, count) => Array.from({ length: count }, (_, at) => of(at));
  const inRow = sum((row) => cells.subarray(row * width, (row + 1) * width).reduce((one, other) => one + other, 0), rows.values.length);
  const inColumn = sum((column) => inRow.reduce((all, _, row) => all + cells[row * width + column], 0), width);
  const order = (facet, counts) => {
    const held = [...facet.values.keys()].filter((at) => counts[at] > 0);
    return facet === byRepo || facet === byOwner ? held.sort((one, other) => counts[other] - counts[one]) : held;
  };
  const shownRows = order(rows, inRow);
  const shownColumns = order(columns, inColumn);
  const button = (text, act, title) => {
    const made = element('button', { type: 'button', title }, text);
    made.onclick = act;
    return made;
  };
  const cell = (row, column) => {
    const count = cells[row * width + column];
    const act = () => {
      [rows.chosen, columns.chosen] = [new Set([row]), new Set([column])];
      update();
    };
    const title = `${rows.values[row].label}, ${columns.values[column].label}`;
    return element('td', null, count ? button(count.toLocaleString('en'), act, title) : element('span', { className: 'none' }, '·'));
  };
  const head = (facet, at, scope) =>
    element('th', { scope }, button(facet.values[at].label, () => choose(facet, at, false), facet.values[at].label));
  // Hundreds of columns are nothing to look at: the first ones have most places.
  const fitting = shownColumns.slice(0, 40);
  const body = shownRows.slice(0, SLICE).map((row) =>
    element('tr', null, head(rows, row, 'row'), element('td', { className: 'sum' }, inRow[row].toLocaleString('en')), ...fitting.map((column) => cell(row, column))));
  const bottom = element('tr', { className: 'sum' }, element('th', { scope: 'row' }, 'all'), element('td', null, places.toLocaleString('en')),
    ...fitting.map((column) => element('td', null, inColumn[column].toLocaleString('en'))));
  const cut = [shownRows.length > SLICE ? `${shownRows.length - SLICE} more ${rows.one}` : '', shownColumns.length > fitting.length ? `${shownColumns.length - fitting.length} more ${columns.one}` : ''].filter(Boolean);
  matrix.replaceChildren(
    element('p', { className: 'axes' }, 'Places by ', axis('rows'), ' and ', axis('columns')),
    element('div', { className: 'scroll' },
      element('table', null,
        element('thead', null, element('tr', null, element('td'), element('th', { scope: 'col' }, 'all'), ...fitting.map((column) => head(columns, column, 'col')))),
        element('tbody', null, ...body, bottom))),
    cut.length ? element('p', { className: 'quiet' }, `Not in the table: ${cut.join(', ')}. The filters list them.`) : '');
}

function showChosen() {
  const chips = facets.flatMap((facet) => [...facet.chosen].map((at) => {
    const chip = element('button', { type: 'button', className: 'chip', title: 'No longer filter by this' }, `${facet.title}: ${facet.values[at].label} ×`);
    chip.onclick = () => choose(facet, at, true);
    return chip;
  }));
  if (chips.length > 0 || asked.query) {
    const clear = element('button', { type: 'button', className: 'chip clear' }, 'Clear all');
    clear.onclick = () => {
      for (const it of facets) it.chosen.clear();
      asked.query = search.value = '';
      update();
    };
    chips.push(clear);
  }
  chosen.replaceChildren(...chips);
}

// ---- Decisions

/** A vertical path of steps. The last one of what nobody has decided proves nothing. */
function path(proof, decided = true) {
  return element('ol', { className: decided ? 'path' : 'path undecided' }, ...proofs[proof].map((at) => {
    const [text, file, line] = steps[at];
    const place = file ? element('span', { className: 'place' }, strings[file] + (line ? ':' + line : '')) : '';
    return element('li', null, element('span', null, ...sentence(strings[text])), place);
  }));
}

function ranges(lines) {
  const runs = [];
  for (const line of [...new Set(lines)].sort((one, other) => one - other)) {
    const last = runs[runs.length - 1];
    if (last && line === last[1] + 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** The places at these offsets, a row a file. */
function places(card, offsets) {
  const byFile = new Map();
  for (const at of offsets) {
    const key = `${card.hits[at]} ${card.hits[at + 4]} ${card.hits[at + 6]}`;
    if (!byFile.has(key)) byFile.set(key, { first: at, lines: [] });
    byFile.get(key).lines.push(card.hits[at + 1]);
  }
  const body = element('ul', { className: 'places' });
  slices(body, [...byFile.values()], SLICE, ({ first, lines }) => {
    const [file, , , , role, , owner] = card.hits.slice(first, first + HIT);
    return element('li', null,
      element('span', { className: 'place' }, element('b', null, strings[files[file][1]]), `:${ranges(lines)}`),
      element('span', { className: 'quiet' }, [strings[role], strings[owner] ? `owner ${strings[owner]}` : ''].filter(Boolean).join(', ')));
  });
  return body;
}

/** A proof without the steps that only say where a place stands. */
const tails = [];
const tail = (proof) => (tails[proof] ??= proofs[proof].filter((at) => !steps[at][3]).join());

function details(card) {
  const decided = data.categories[card.group.category].id !== 'UNCLASSIFIED';
  const own = card.hits[card.first * HIT + 7];
  // Places that differ in nothing but where they stand have one proof.
  const byProof = new Map([[tail(own), { proof: own, offsets: [] }]]);
  for (let at = 0; at < card.hits.length; at += HIT) {
    const proof = card.hits[at + 7];
    const key = tail(proof);
    if (!byProof.has(key)) byProof.set(key, { proof, offsets: [] });
    byProof.get(key).offsets.push(at);
  }
  const [{ offsets: ours }, ...others] = byProof.values();
  others.sort((one, other) => other.offsets.length - one.offsets.length);
  const made = element('div', { className: 'details' });
  const facts = [
    card.symbol ? ['symbol', [strings[card.symbol]]] : null,
    card.rules ? ['decided by', [card.rules.map((it) => strings[it]).join(', ')]] : null,
    card.breaking ? ['breaks', bold(card.breaking.map((it) => strings[it]).join(', '))] : null,
  ].filter(Boolean);
  if (facts.length) made.append(element('dl', null, ...facts.flatMap(([name, value]) => [element('dt', null, name), element('dd', null, ...value)])));
  made.append(element('h4', null, others.length ? `Proof of ${counted(ours.length, 'place')}` : 'Proof'));
  made.append(proofs[own].length ? path(own, decided) : element('p', { className: 'quiet' }, 'Nothing says what it means.'));
  made.append(element('h4', null, 'Places'), places(card, ours));
  slices(made, others, 10, ({ proof, offsets }) => {
    const told = proofs[proof].find((at) => !steps[at][3]) ?? proofs[proof][0];
    const last = told === undefined ? 'nothing says what it means' : strings[steps[told][0]];
    const more = element('details', null, element('summary', null, `${counted(offsets.length, 'place')} with another proof: `, ...sentence(last)));
    more.addEventListener('toggle', () => more.append(path(proof, decided), places(card, offsets)), { once: true });
    return more;
  });
  const at = card.first * HIT;
  const place = `${strings[files[card.hits[at]][1]]}:${card.hits[at + 1]}:${card.hits[at + 2]}`;
  made.append(element('h4', null, 'Why, in full'), element('code', { className: 'command' }, `runsess explain ${quoted(place)}${data.scope}`));
  return made;
}

/** `Conversation.RunID → SessionID`: the name that changes is the end of what it names, said once. */
function title(card) {
  const name = strings[card.name];
  const old = strings[card.hits[card.first * HIT + 3]];
  const changes = card.new !== undefined;
  const front = name.endsWith(old) ? name.slice(0, name.length - old.length) : changes ? `${name}  ` : '';
  return [front, element('span', { className: changes ? 'old' : 'open' }, front || changes ? old : name),
    ...(changes ? [element('span', { className: 'arrow' }, ' → '), element('span', { className: 'new' }, strings[card.new])] : [])];
}

function article(card, left) {
  const all = card.hits.length / HIT;
  const at = card.first * HIT;
  const held = new Set();
  const sure = new Set();
  for (let hit = 0; hit < card.hits.length; hit += HIT) {
    held.add(card.hits[hit]);
    sure.add(card.hits[hit + 5]);
  }
  const count = (left < all ? `${left.toLocaleString('en')} of ` : '') + counted(all, 'place') + (held.size > 1 ? ` in ${counted(held.size, 'file')}` : '');
  const button = element('button', { type: 'button', className: 'head', 'aria-expanded': String(card.open) },
    element('span', { className: 'title' }, ...title(card)),
    element('span', { className: 'quiet' }, `${count}, ${[...sure].sort().map((it) => data.certainties[it]).join(' or ')}`));
  const made = element('article', { id: `d${card.at}` }, element('h3', null, button),
    element('p', { className: 'place' }, `${strings[files[card.hits[at]][1]]}:${card.hits[at + 1]}:${card.hits[at + 2]}`));
  if (card.code) {
    made.append(element('pre', null, element('span', { className: 'line' }, String(card.hits[at + 1])), card.code[0], element('mark', null, card.code[1]), card.code[2]));
  }
  if (card.reason !== undefined) made.append(element('p', { className: 'reason' }, 'because ', ...sentence(strings[card.reason])));
  if (card.open) made.append(details(card));
  button.onclick = () => {
    card.open = !card.open;
    button.setAttribute('aria-expanded', String(card.open));
    if (card.open) made.append(details(card));
    else made.querySelector('.details').remove();
  };
  return made;
}

function heading(group, found) {
  const category = data.categories[group.category];
  const shown = group.decisions.filter((it) => found.left[it.at] > 0);
  const left = shown.reduce((sum, it) => sum + found.left[it.at], 0);
  const batch = group.batch === null ? '' : `, batch ${group.batch}`;
  const said = [counted(left, 'place'), counted(shown.length, 'decision')].join(', ');
  const action = group.acts ? category.action : 'nothing to do';
  return element('header', null, element('h2', null, category.id + batch),
    element('p', { className: 'quiet' }, `${said}. ${category.description ? category.description.replace(/\.$/, '') + '. ' : ''}${action ? action.replace(/\.$/, '') + '.' : ''}`));
}

function showDecisions(found) {
  list.replaceChildren();
  let last = null;
  slices(list, found.cards, CARDS, (card) => {
    const piece = document.createDocumentFragment();
    if (card.group !== last) piece.append(heading(card.group, found));
    last = card.group;
    piece.append(article(card, found.left[card.at]));
    return piece;
  });
  if (found.cards.length === 0) list.append(element('p', { className: 'quiet' }, total === 0 ? 'There is no finding.' : 'Nothing is left of this filter.'));
}

// ---- The page

/** What does not depend on filters: conflicts, files that were not read, names that carry most, what to do next. */
function appendix() {
  const part = (id, title, items, render, tag = 'ul') => {
    if (items.length === 0) return '';
    const body = element(tag);
    slices(body, items, SLICE, render);
    return element('section', { id, className: 'part' }, element('h2', null, title), body);
  };
  return [
    part('next', 'Next', data.next, (it) => element('li', null, element('code', { className: 'command' }, it.command), element('span', { className: 'quiet' }, it.what))),
    part('conflicts', 'Two meanings', data.conflicts, (it) =>
      element('li', null, element('code', null, it.symbol), ' ', element('span', { className: 'place' }, it.place),
        ...it.meanings.map((meaning) => element('div', { className: 'meaning' }, element('h4', null, meaning.name), path(meaning.proof))))),
    part('unread', 'Not read', data.unread, (it) => element('li', null, element('span', { className: 'place' }, it.file), ' ', element('span', { className: 'quiet' }, it.reason))),
    part('origins', 'Names that carry most', data.origins, (it) =>
      element('li', null, element('code', null, it.symbol), ` means ${it.meaning} for ${counted(it.findings, 'hit')}`, path(it.proof))),
    part('idle', 'Parts of the rules without effect', data.idle, (it) => element('li', null, ...sentence(it))),
    element('section', { id: 'about', className: 'part' }, element('h2', null, 'This page'),
      ...data.context.map((it) => element('p', null, ...bold(it))),
      element('p', { className: 'quiet' }, 'It is made by'), element('code', { className: 'command' }, data.command)),
  ];
}

function totals() {
  const { files, findings, gate, unread, withoutText, own, conflicts } = data.summary;
  const aside = [[unread, 'not read', 'unread'], [conflicts, 'with two meanings', 'conflicts']];
  return element('p', { className: 'totals' },
    `${counted(files, 'file')} read, ${counted(findings, 'finding')}: `, element('b', null, `${gate.toLocaleString('en')} to act on`),
    ...aside.filter(([count]) => count > 0).flatMap(([count, what, id]) =>
      [', ', element('a', { href: '#' + id }, `${counted(count, id === 'unread' ? 'file' : 'symbol')} ${what}`)]),
    withoutText > 0 ? `, ${counted(withoutText, 'file')} without text` : '',
    own > 0 ? `, ${counted(own, 'file')} of runsess itself not scanned` : '');
}

function update() {
  const found = select();
  const focused = document.activeElement?.dataset.key;
  remember();
  showFacets(found);
  showMatrix(found);
  showChosen();
  showDecisions(found);
  // What was pressed has been made anew: who works with keys stays where they are.
  if (focused) [...document.querySelectorAll('[data-key]')].find((it) => it.dataset.key === focused)?.focus({ preventScroll: true });
  status.textContent = `${counted(found.places, 'place')}, ${counted(found.cards.length, 'decision')}`;
}

function build() {
  const key = (name, what) => [element('kbd', null, name), ` ${what}  `];
  const bar = element('div', { className: 'bar' }, search, acting ? element('label', null, every, ' also what needs nothing') : '', status);
  const page = element('div', { className: 'page' },
    element('header', { className: 'top' }, element('h1', null, document.title),
      data.goal ? element('p', null, data.goal) : '', totals(),
      element('p', { className: 'keys' }, ...key('/', 'search'), ...key('j', 'next'), ...key('k', 'previous'), ...key('Enter', 'opens'), ...key('Esc', 'clears the search'))),
    bar, element('div', { className: 'body' }, aside, element('main', null, chosen, matrix, list, ...appendix())));
  document.body.append(page);
}

search.addEventListener('input', () => {
  asked.query = search.value;
  update();
});
every.addEventListener('change', () => {
  asked.all = every.checked;
  update();
});

/** Goes to the next decision or the one before, as they are shown. */
function go(step) {
  const heads = () => [...list.querySelectorAll('.head')];
  let shown = heads();
  const here = document.activeElement && document.activeElement.closest('article');
  const at = here ? shown.findIndex((it) => it.closest('article') === here) : -1;
  const next = here ? at + step : 0;
  if (next === shown.length) {
    list.querySelector(':scope > .more')?.click();
    shown = heads();
  }
  const head = shown[Math.max(0, Math.min(next, shown.length - 1))];
  if (!head) return;
  head.focus({ preventScroll: true });
  head.closest('article').scrollIntoView({ block: 'nearest' });
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches('input[type=search], select');
  if (event.key === 'Escape' && event.target === search) {
    if (search.value) {
      asked.query = search.value = '';
      update();
    } else search.blur();
  } else if (event.key === 'Enter' && event.target === search) go(1);
  else if (typing) return;
  else if (event.key === '/') {
    search.focus();
    search.select();
  } else if (event.key === 'j') go(1);
  else if (event.key === 'k') go(-1);
  else return;
  event.preventDefault();
});

function start() {
  recall();
  search.value = asked.query;
  every.checked = asked.all;
  update();
}

const anchors = ['next', 'conflicts', 'unread', 'origins', 'idle', 'about'];
window.addEventListener('hashchange', () => {
  if (!anchors.includes(location.hash.slice(1))) start();
});
build();
start();
