import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRenderer, type Renderer } from './renderer.ts';
import type { RenderInput } from './template.ts';

const TIMEOUT_MS = 700;

describe('rendering a message', () => {
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = createRenderer({ timeoutMs: TIMEOUT_MS });
    await renderer.check({ subject: '', html: '' });
  });
  afterAll(() => renderer.close());

  const render = (html: string, data: object = {}, more: Partial<RenderInput> = {}) =>
    renderer.render({ subject: 's', html, data: { ...data }, ...more });

  test('fills in all parts, escaping HTML only where there is HTML', async () => {
    const data = { lead: { first_name: 'Zoë <b>"&' } };
    const text = 'Hi {{ lead.first_name }}';
    expect(await renderer.render({ subject: text, preheader: text, html: text, data })).toEqual({
      kind: 'rendered',
      subject: 'Hi Zoë <b>"&',
      preheader: 'Hi Zoë <b>"&',
      html: 'Hi Zoë &lt;b&gt;&#34;&amp;',
    });
  });

  test('a subject is one line whatever the data', async () => {
    const subject = ' {{ a }}\n';
    const rendered = await render('x', { a: 'b\r\nBcc: c@d.e\u0000' }, { subject });
    expect(rendered).toMatchObject({ subject: 'b Bcc: c@d.e' });
  });

  test('every missing variable is listed with its part and place, and no value is told', async () => {
    const fault = await renderer.render({
      subject: 'Hello {{ lead.first_name }}',
      preheader: '{{ lead.plan | upcase }}',
      html: '<p>{{ lead.email }}</p>\n<p>{{ lead.company | append: "!" }} {% if lead.x == "y" %}{{ lead.z }}{% endif %}</p>',
      data: { lead: { first_name: null, plan: ' ', email: 'canary@example.net' } },
    });
    expect(fault).toEqual({
      kind: 'fault',
      code: 'variable_missing',
      missing: [
        { variable: 'lead.first_name', part: 'subject', line: 1, column: 7 },
        { variable: 'lead.plan', part: 'preheader', line: 1, column: 1 },
        { variable: 'lead.company', part: 'html', line: 2, column: 4 },
      ],
    });
  });

  test('a fallback, a condition, zero and false keep a variable from being missing', async () => {
    const html =
      '{{ a | default: "there" }}{{ b | strip | default: "" }}{% if c %}{{ c }}{% endif %}{{ zero }}{{ no }}{{ "" }}{% for i in list %}{{ i }}{% endfor %}';
    expect(await render(html, { zero: 0, no: false, list: [1, 2] })).toMatchObject({ html: 'there0false12' });
  });

  test('the same template is judged anew for each lead', async () => {
    const html = '{{ name }}';
    expect(await render(html)).toMatchObject({ code: 'variable_missing' });
    expect(await render(html, { name: 'A' })).toMatchObject({ html: 'A' });
    expect(await render(html)).toMatchObject({ code: 'variable_missing' });
  });

  test('nothing inherited is reachable', async () => {
    for (const path of ['lead.constructor', 'lead.__proto__', 'lead.toString', 'constructor.constructor', 'process']) {
      expect(await render(`{{ ${path} }}`, { lead: {} })).toMatchObject({ code: 'variable_missing' });
    }
  });

  test.each(['{% include "/etc/passwd" %}', '{% render "x" %}', '{% layout "x" %}', '{% echo a %}'])(
    'the tag in %s does not exist',
    async (html) => {
      expect(await render(html)).toMatchObject({
        code: 'template_invalid',
        problems: [{ code: 'unknown_tag', part: 'html', line: 1, column: 1 }],
      });
    },
  );

  test('dates are printed in the zone asked for', async () => {
    const html = '{{ at | date: "%d %B %H:%M" }}';
    const data = { at: '2026-07-01T23:30:00Z' };
    expect(await render(html, data)).toMatchObject({ html: '01 July 23:30' });
    expect(await render(html, data, { timeZone: 'Europe/Berlin' })).toMatchObject({ html: '02 July 01:30' });
    expect(await render(html, data, { timeZone: 'Nowhere/Land' })).toMatchObject({ html: '01 July 23:30' });
  });

  test.each([
    ['a loop without end', '{% for a in (1..100000000) %}{% for b in (1..100000000) %}x{% endfor %}{% endfor %}'],
    [
      'a doubling string',
      '{% assign s = "xxxxxxxxxx" %}{% for i in (1..64) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
    ],
    [
      'a growing list',
      '{% assign a = "1,2,3,4" | split: "," %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}',
    ],
    ['a flood of output', `{% for i in (1..1000000) %}${'y'.repeat(1000)}{% endfor %}`],
    [
      'a doubling capture',
      `{% assign s = "zzzz" %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}`,
    ],
    ['a deep nesting', '{% if true %}'.repeat(12_000) + '{% endif %}'.repeat(12_000)],
  ])('%s is ended in time and the next message is rendered', async (_name, html) => {
    const started = performance.now();
    const fault = await render(html);
    expect(fault.kind).toBe('fault');
    expect(performance.now() - started).toBeLessThan(TIMEOUT_MS + 2500);
    expect(await render('fine')).toMatchObject({ kind: 'rendered', html: 'fine' });
  });

  /** Lists of lists that share their halves: small in memory, 2^40 leaves to whoever walks them. */
  const folded = (): unknown[] => {
    let list: unknown[] = ['canary'];
    for (let n = 0; n < 40; n++) list = [list, list];
    return list;
  };

  test('a comparison that hangs is killed with its thread, and only its own message suffers', async () => {
    const bomb = render('{% if a == b %}x{% endif %}', { a: folded(), b: folded() });
    const behind = render('{{ a }}', { a: 'fine' });
    expect(await bomb).toEqual({ kind: 'fault', code: 'render_timeout' });
    expect(await behind).toMatchObject({ kind: 'rendered', html: 'fine' });
  });

  test('a render that eats all memory ends its thread, not the process', async () => {
    const patient = createRenderer({ timeoutMs: 20_000, heapMb: 48 });
    const a = Array.from({ length: 1_000_000 }, (_, n) => ({ n }));
    const fault = await patient.render({ subject: '', html: '{{ a | size }}', data: { a } });
    expect(fault).toEqual({ kind: 'fault', code: 'render_crashed' });
    expect(await patient.render({ subject: '', html: 'fine', data: {} })).toMatchObject({ html: 'fine' });
    await patient.close();
  });

  test('a filter that chokes on a value tells where, not what', async () => {
    const loop: Record<string, unknown> = { canary: 'canary' };
    loop.canary = loop;
    const fault = await render('a\n b {{ loop | json }}', { loop });
    expect(fault).toEqual({ kind: 'fault', code: 'render_failed', at: { part: 'html', line: 2, column: 4 } });
  });

  test('text of a lead is never run as an expression', async () => {
    expect(await render('{{ list | where_exp: "i", lead.name }}', { list: [1], lead: { name: 'i' } })).toMatchObject({
      problems: [{ code: 'unknown_filter' }],
    });
  });

  test('data that cannot cross to the thread is a fault, not a crash', async () => {
    expect(await render('x', { f: () => 1 })).toMatchObject({ kind: 'fault' });
    expect(await render('x')).toMatchObject({ kind: 'rendered' });
  });

  test('checking lists what is printed and what must be there', async () => {
    const check = await renderer.check({
      subject: '{{ lead.first_name | default: "there" }}',
      html: '{% if a %}\n  {{ lead.company }}{% else %}{{ unsubscribe_url }}{% endif %}{{ "literal" }}',
    });
    expect(check).toEqual({
      kind: 'check',
      problems: [],
      variables: [
        { variable: 'lead.first_name', required: false, part: 'subject', line: 1, column: 1 },
        { variable: 'lead.company', required: true, part: 'html', line: 2, column: 3 },
        { variable: 'unsubscribe_url', required: true, part: 'html', line: 2, column: 31 },
      ],
    });
  });

  test.each([
    ['{{ a', 'output_not_closed', 1, 1],
    ['x\n {% if a %}', 'tag_not_closed', 2, 2],
    ['{{ a | nope }}', 'unknown_filter', 1, 1],
    ['{% nope %}', 'unknown_tag', 1, 1],
    ['{% assign %}', 'syntax', 1, 10],
    ['x'.repeat(200_001), 'template_too_long', 1, 1],
  ])('checking finds the problem in template %#', async (html, code, line, column) => {
    expect(await renderer.check({ subject: '', html })).toMatchObject({
      problems: [{ part: 'html', code, line, column }],
    });
  });

  test('many messages at once keep their own data', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, (_, n) => render('{{ n }}', { n })));
    expect(all.map((one) => (one.kind === 'rendered' ? Number(one.html) : one))).toEqual(all.map((_, n) => n));
  });
});

test('a closed renderer answers what it can no longer do', async () => {
  const renderer = createRenderer();
  const pending = renderer.render({ subject: '', html: '{{ a }}', data: {} });
  await renderer.close();
  expect(await pending).toEqual({ kind: 'fault', code: 'renderer_closed' });
  expect(await renderer.check({ subject: '', html: '' })).toEqual({ kind: 'fault', code: 'renderer_closed' });
});
