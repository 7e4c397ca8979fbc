import { EBOOK_EVENT, ebookFlow } from '@trellis/engine/demo/ebook-flow.ts';
import { eventually as until } from '@trellis/engine/testing/stage.ts';
import { type FrontDoor, frontDoorPaths, pictureFrontDoor } from './furnish-front-door.ts';
import { pictureWork } from './people-work.ts';
import type { BrowserStage } from './stage.ts';

/** Ids of what pages and pictures show. */
export interface Furnished extends FrontDoor {
  workflowId: string;
  draftId: string;
  leadId: string;
  runId: string;
  mailId: string;
  taskId: string;
  approvalId: string;
  segmentId: string;
}

type Call = BrowserStage['call'];

const PEOPLE = ['aino.virtanen', 'hugo.lefevre', 'petra.lindholm', 'kwame.mensah', 'marek.nowak'];
/** Names as long as they come: pages have to bear them. */
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff-Papadimitrakopoulos';
const LONG_EMAIL = `${'very.long.address.of.a.person'.repeat(2)}@an-unusually-long-company-name-gmbh.example`;

/** Fills a new workspace through the api, as use would: some leads under way, a mail, a draft with problems and long names. */
export async function pictureWorkspace(call: Call): Promise<Furnished> {
  const { items } = await call<{ items: { id: string }[] }>('GET', '/api/workflows');
  const workflowId = items[0]?.id ?? '';
  const fire = (email: string) =>
    call<{ eventId: string }>('POST', '/api/test-events', {
      event: EBOOK_EVENT.name,
      properties: { topic: EBOOK_EVENT.properties.topic },
      email,
    });
  const keys = await call<{ items: { key: string }[] }>('GET', '/api/keys');
  const identify = (email: string, firstName: string, lastName: string, company: string) =>
    call('POST', '/v1/identify', {
      writeKey: keys.items[0]?.key,
      userId: email,
      traits: { email, firstName, lastName, company: { name: company } },
    });
  for (const person of PEOPLE) {
    const [first = '', last = ''] = person.split('.').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
    await identify(`${person}@lahti-logistics.example`, first, last, 'Lahti Logistics Oy');
    await fire(`${person}@lahti-logistics.example`);
  }
  await identify(LONG_EMAIL, LONG_NAME, LONG_NAME, `${LONG_NAME} und Söhne Internationale Speditionsgesellschaft mbH`);
  await fire(LONG_EMAIL);

  const graph = ebookFlow();
  const { id: draftId } = await call<{ id: string }>('POST', '/api/workflows', {
    name: 'A workflow whose name is as long as a name may be, which is one hundred characters, counted exactly.'.slice(
      0,
      100,
    ),
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) =>
        node.id === 'insights'
          ? {
              ...node,
              name: 'A step with a name that nobody could ever read on one card of two hundred pixels',
              config: { ...node.config, subject: '' },
            }
          : node,
      ),
    },
  });

  const lead = await until(
    async () => (await call<{ items: { id: string }[] }>('GET', '/api/leads?search=aino')).items[0],
    (found) => found !== undefined,
  );
  const { items: runs } = await until(
    () => call<{ items: { id: string }[] }>('GET', `/api/leads/${lead?.id}/runs`),
    ({ items: all }) => all.length > 0,
  );
  const mails = await until(
    () => call<{ items: { id: string }[] }>('GET', '/api/mailbox'),
    ({ items: all }) => all.length > PEOPLE.length,
  );
  const work = await pictureWork(call, lead?.id ?? '');
  const frontDoor = await pictureFrontDoor(call, keys.items[0]?.key ?? '');
  return {
    ...work,
    ...frontDoor,
    workflowId,
    draftId,
    leadId: lead?.id ?? '',
    runId: runs[0]?.id ?? '',
    mailId: mails.items[0]?.id ?? '',
  };
}

/** Every page of the editor, with what has to stand there before it is looked at. */
export function pathsOf(furnished: Furnished) {
  const { workflowId, draftId, leadId, runId, mailId, taskId, approvalId, segmentId } = furnished;
  return [
    { name: 'workflows', path: '/workflows', ready: 'table a' },
    { name: 'canvas-edit', path: `/workflows/${workflowId}/edit`, ready: '[data-step], [role=treeitem]' },
    {
      name: 'canvas-edit-form',
      path: `/workflows/${workflowId}/edit?node=read-guide`,
      ready: '[data-inspector] input',
    },
    { name: 'canvas-edit-problems', path: `/workflows/${draftId}/edit?node=insights`, ready: '[data-inspector] input' },
    { name: 'canvas-live', path: `/workflows/${workflowId}/live?node=two-days`, ready: '[data-step], [role=treeitem]' },
    {
      name: 'canvas-run',
      path: `/workflows/${workflowId}/run/${runId}`,
      ready: '[data-state="passed"], [role=treeitem]',
    },
    {
      name: 'canvas-compare',
      path: `/workflows/${workflowId}/compare`,
      ready: '[data-step], [role=treeitem]',
    },
    { name: 'tasks', path: `/tasks/${taskId}`, ready: 'main textarea' },
    { name: 'tasks-approval', path: `/tasks/${approvalId}`, ready: 'main iframe' },
    { name: 'tasks-none', path: '/tasks?show=mine', ready: 'main h2' },
    { name: 'segments', path: '/segments', ready: 'table a' },
    { name: 'segment', path: `/segments/${segmentId}`, ready: 'table a' },
    { name: 'segment-edit', path: `/segments/${segmentId}/edit`, ready: 'main form fieldset select' },
    { name: 'sms', path: '/sms/31655500100', ready: 'main textarea' },
    { name: 'leads', path: '/leads', ready: 'table a' },
    { name: 'leads-none', path: '/leads?search=nobody-has-this', ready: 'main button' },
    { name: 'lead', path: `/leads/${leadId}`, ready: 'main li time' },
    { name: 'mailbox', path: `/mailbox/${mailId}`, ready: 'main iframe' },
    { name: 'test-event', path: '/test-event', ready: 'main form' },
    { name: 'attention', path: '/attention', ready: 'main h1' },
    { name: 'settings-people', path: '/settings/people', ready: 'main table, main li' },
    { name: 'settings-audit', path: '/settings/audit', ready: 'main table, main li' },
    { name: 'settings-profile', path: '/settings/profile', ready: 'main input' },
    { name: 'settings-devices', path: '/settings/devices', ready: 'main table, main li, main button' },
    { name: 'settings-general', path: '/settings/general', ready: 'main input' },
    { name: 'settings-sending', path: '/settings/sending', ready: 'main input' },
    { name: 'settings-keys', path: '/settings/keys', ready: 'main table' },
    ...frontDoorPaths(furnished),
    { name: 'settings-sandbox', path: '/settings/sandbox', ready: 'main button' },
    { name: 'not-found', path: '/no/such/page', ready: 'h1, h2' },
  ];
}
