import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { eventually, useBrowserStage } from './harness/stage.ts';

/*
 * How leads and people come in, as they do it: a file, a form on somebody's page, an invitation, a program with a key.
 */
const stage = useBrowserStage();

describe('a CSV file', () => {
  it('is mapped, checked, imported and reported, and its page is there again after a reload', async () => {
    const { page } = stage;
    await page.goto('/leads');
    await page.getByRole('link', { name: 'Import CSV' }).click();
    const lines = ['E-Mail;First name;Customer since;Revenue;Newsletter'];
    for (let n = 1; n <= 60; n++)
      lines.push(
        n % 20 === 0 ? `nobody ${n};X;1.2.2025;1,5;ja` : `lead${n}@fair.example;Lead ${n};24.12.2025;1.250,75;ja`,
      );
    lines.push('lead1@fair.example;=HYPERLINK("x");24.12.2025;7;maybe');
    await page.locator('input[type=file]').setInputFiles({
      name: 'fair.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\r\n')),
    });
    await page.getByRole('heading', { name: 'What the columns are' }).waitFor();
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
    await row('Customer since').getByText('2025-12-24').waitFor();
    await row('Revenue').getByText('1250.75').waitFor();
    // The column of consent needs to be told how they agreed.
    await page.getByText('write down how they agreed').waitFor();
    await page.getByLabel('How they agreed').fill('Ticked at the fair in May');
    const check = page.getByRole('region', { name: 'What will happen' });
    await check.getByText('57 new leads').waitFor();
    await check.getByText('4 not taken').waitFor();
    // What is typed is kept once it has been checked.
    await page.locator('button:not([aria-disabled])', { hasText: 'Start import' }).waitFor();
    await page.reload();
    await check.getByText('57 new leads').waitFor();
    expect(await page.getByLabel('How they agreed').inputValue()).toBe('Ticked at the fair in May');
    await page.getByRole('button', { name: 'Start import' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    // The records are asked for after the import says that it is over.
    const refused = page.getByRole('table', { name: 'Records that were not taken' });
    await eventually(() => refused.getByRole('row').count()).toBe(5);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download report' }).click(),
    ]);
    const report = await readFile(await download.path(), 'utf8');
    expect(report).toContain('consent-unknown');
    expect(report).toContain(`"'=HYPERLINK`);
    await page.goto('/leads/imports');
    await page.getByRole('table', { name: 'Imports' }).getByText('Done').waitFor();
    const { total } = await stage.call<{ total: number }>('GET', '/api/leads');
    expect(total).toBe(57);
  });
});

describe('a form with double opt-in', () => {
  it('is made, put into a page, filled in, confirmed from the mailbox, and only then believed', async () => {
    const { page } = stage;
    await page.goto('/settings/forms');
    await page.getByRole('link', { name: 'Create form' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Newsletter');
    await page.getByRole('textbox', { name: 'What they agree to' }).fill('Yes, send me the newsletter.');
    await page.getByRole('button', { name: 'Create form' }).click();
    const code = await page.getByRole('region', { name: 'HTML of the form' }).textContent();
    const stranger = await stage.open({ stranger: true });
    await stranger.setContent(`<h1>Somebody’s page</h1>${code}`);
    await stranger.getByLabel('Email').fill('ada@reader.example');
    await stranger.getByLabel('First name').fill('Ada');
    await stranger.getByRole('button', { name: 'Send' }).click();
    await stranger.getByRole('heading', { name: 'Please check your mail' }).waitFor();
    const lead = async () => {
      const { items } = await stage.call<{ items: { id: string }[] }>('GET', '/api/leads?search=ada@reader.example');
      const [found] = items;
      return (
        found &&
        stage.call<{ attributes: object; consent: { email: { state: string } } }>('GET', `/api/leads/${found.id}`)
      );
    };
    expect(await lead()).toMatchObject({ attributes: {}, consent: { email: { state: 'unknown' } } });
    await page.goto('/mailbox');
    await page.getByText('Please confirm your address').first().click();
    const link = page.frameLocator('main iframe').getByRole('link', { name: 'Yes, that was me' });
    const href = await link.getAttribute('href');
    await stranger.goto(href ?? '');
    await stranger.getByText('Yes, send me the newsletter.').waitFor();
    await stranger.getByRole('button', { name: 'Yes, I agree' }).click();
    await stranger.getByRole('heading', { name: 'Thank you, that is confirmed' }).waitFor();
    await eventually(lead).toMatchObject({
      attributes: { firstName: 'Ada' },
      consent: { email: { state: 'opted-in' } },
    });
    await page.goto('/settings/forms');
    await page.getByRole('link', { name: 'Newsletter' }).click();
    const entries = page.getByRole('table', { name: 'Last entries' });
    await entries.getByRole('link', { name: 'Ada' }).waitFor();
    await entries.getByText('Confirmed').waitFor();
  });
});

describe('a person', () => {
  it('is invited, comes in with a password of their own, and finds what their role shows', async () => {
    const { page } = stage;
    await page.goto('/settings/people');
    await page.getByRole('button', { name: 'Invite…' }).click();
    await page.getByRole('textbox', { name: 'Email' }).fill('mira@brightwater.example');
    await page.getByRole('combobox', { name: 'Role', exact: true }).click();
    await page.getByRole('option', { name: 'Sales' }).click();
    await page.getByRole('button', { name: 'Send invitation' }).click();
    const link = await page.getByText(/\/invitation#/).textContent();
    const mira = await stage.open({ stranger: true });
    await mira.goto(link ?? '');
    await mira.getByRole('heading', { name: 'Join Brightwater' }).waitFor();
    await mira.getByLabel('Your name').fill('Mira Osei');
    await mira.getByLabel('Password', { exact: true }).fill('a pass phrase of Mira 7');
    await mira.getByRole('button', { name: 'Join workspace' }).click();
    await mira.waitForURL('**/workflows');
    await mira.goto('/settings/people');
    await mira.getByText('Mira Osei').first().waitFor();
    expect(await mira.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    expect(await mira.getByRole('link', { name: 'Secrets' }).count()).toBe(0);
    expect(await mira.getByRole('button', { name: 'Invite…' }).count()).toBe(0);
    // Away from the page first: what it still asks for would be refused without its cookie.
    await mira.goto('about:blank');
    await mira.context().clearCookies();
    await mira.goto('/sign-in');
    await mira.getByLabel('Work email').fill('mira@brightwater.example');
    await mira.getByLabel('Password', { exact: true }).fill('a pass phrase of Mira 7');
    await mira.getByRole('button', { name: 'Sign in' }).click();
    await mira.waitForURL('**/workflows');
  });
});

describe('a program', () => {
  it('may with its API key what the scope says, and with a secret nobody reads one back', async () => {
    const { page } = stage;
    await page.goto('/settings/keys');
    await page.getByRole('button', { name: 'Create API key' }).click();
    await page.getByRole('textbox', { name: 'Name of the API key' }).fill('Nightly report');
    await page.getByRole('button', { name: 'Create API key' }).click();
    const key = (await page.getByText(/^ak_\w+_[\w-]{20,}$/).textContent()) ?? '';
    const ask = (method: string, path: string, body?: object) =>
      fetch(`${stage.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    expect((await ask('GET', '/api/leads')).status).toBe(200);
    expect((await ask('POST', '/api/leads', { email: 'x@x.example' })).status).toBe(403);
    expect((await ask('GET', '/api/audit')).status).toBe(403);
    await page.goto('/settings/secrets');
    await page.getByRole('button', { name: 'Add secret' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('crm_token');
    await page.getByLabel('Value of the new secret').fill('never-shown-again');
    await page.getByRole('button', { name: 'Keep secret' }).click();
    await page.getByRole('table', { name: 'Secrets' }).getByText('{{ secrets.crm_token }}').waitFor();
    expect(await page.content()).not.toContain('never-shown-again');
    await page.reload();
    await page.getByRole('table', { name: 'Secrets' }).waitFor();
    expect(await page.content()).not.toContain('never-shown-again');
  });

  it('the sender is told, and a test mail comes from it', async () => {
    const { page } = stage;
    await page.goto('/settings/sending');
    await page.getByLabel('Sender’s name').fill('Hanna at Brightwater');
    await page.getByLabel('Replies go to').fill('hanna@brightwater.example');
    await page.getByLabel('Postal address').fill('Brightwater BV, Stationsplein 12, Utrecht');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Test mail to me' }).click();
    await page.getByText('A test mail is on its way to priya@brightwater.example').waitFor();
    const mails = async () =>
      (await stage.call<{ items: { id: string; recipient: string }[] }>('GET', '/api/mailbox')).items;
    await eventually(async () => (await mails())[0]?.recipient).toBe('priya@brightwater.example');
    const mail = await stage.call<object>('GET', `/api/mailbox/${(await mails())[0]?.id}`);
    expect(JSON.stringify(mail)).toContain('Hanna at Brightwater');
    expect(JSON.stringify(mail)).toContain('hanna@brightwater.example');
    expect(JSON.stringify(mail)).toContain('Stationsplein 12');
  });
});
