import { MAY_OPERATE, MAY_READ } from '@trellis/shared/api/roles.ts';
import { PROBLEM_TYPE } from '@trellis/shared/api/wire.ts';
import { SEGMENT_TYPES } from '../intake/segment.ts';
import type { Operation } from './openapi-document.ts';

type Json = Record<string, unknown>;
type Responses = Operation['responses'];

const TEXT = { type: 'string' };
const UUID = { type: 'string', format: 'uuid' };
const COUNT = { type: 'integer', minimum: 0 };
const OBJECT = { type: 'object', additionalProperties: true };

const inPath = (name: string, schema: Json = TEXT): Json => ({ name, in: 'path', required: true, schema });
const inQuery = (name: string, schema: Json = TEXT): Json => ({ name, in: 'query', required: false, schema });
const answer = (description: string, type?: string, schema: Json = TEXT): Responses[string] =>
  type ? { description, content: { [type]: { schema } } } : { description };
const html = (description: string) => answer(description, 'text/html');
const json = (description: string, schema: Json) => answer(description, 'application/json', schema);
const problem = (description: string) => answer(description, PROBLEM_TYPE, { $ref: '#/components/schemas/Problem' });
const body = (...types: string[]): Json => ({
  required: true,
  content: Object.fromEntries(types.map((type) => [type, { schema: OBJECT }])),
});
const object = (properties: Json, required = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});

const FAILED = { 500: problem('Something failed on the server; nothing was changed.') };
const OFTEN = { 429: problem('Too many calls; `retry-after` says when to come again.') };
/** Of one message: what Segment's libraries send. */
const MESSAGE = object(
  {
    writeKey: TEXT,
    messageId: TEXT,
    userId: TEXT,
    anonymousId: TEXT,
    previousId: TEXT,
    groupId: TEXT,
    event: TEXT,
    properties: OBJECT,
    traits: OBJECT,
    context: OBJECT,
    timestamp: TEXT,
    sentAt: TEXT,
  },
  [],
);
const TAKEN = object({
  success: { type: 'boolean' },
  stored: COUNT,
  duplicates: COUNT,
  quarantined: COUNT,
  rejected: { type: 'array', items: object({ index: COUNT, code: TEXT, message: TEXT }) },
});
const BATCH = object({ writeKey: TEXT, sentAt: TEXT, batch: { type: 'array', items: MESSAGE } }, ['batch']);

/** Files of the contract's resources, which its framework would hold in memory whole. */
const FILES: Record<string, Record<string, Operation>> = {
  '/imports/{importId}/errors.csv': {
    get: {
      operationId: 'imports.errorsFile',
      summary: 'Records that were not taken, as a file',
      tags: ['Imports'],
      'x-roles': MAY_READ,
      parameters: [inPath('importId', UUID), inQuery('workspace', UUID)],
      responses: { 200: answer('The report, formulas defused', 'text/csv') },
    },
  },
  '/leads/export.csv': {
    get: {
      operationId: 'leads.exportFile',
      summary: 'Leads as a file',
      tags: ['Leads'],
      'x-roles': MAY_OPERATE,
      parameters: [inQuery('search'), inQuery('workspace', UUID)],
      responses: { 200: answer('Leads in the order of the list, formulas defused', 'text/csv') },
    },
  },
};

const eventsIn = (source: string, what: string, schema: Json): Record<string, Operation> => ({
  post: {
    operationId: `intake.${source}`,
    summary: what,
    tags: ['Events in'],
    'x-roles': 'anyone',
    security: [{ writeKey: [] }],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      200: json('Stored; what came before counts as duplicate', TAKEN),
      400: problem('Nothing of it can be read.'),
      401: problem('No write key, or an unknown one.'),
      413: problem('The body is larger than 500 kB.'),
      ...OFTEN,
      ...FAILED,
    },
  },
});

/** Addresses that pages, mails and other systems call: no session, each with a key, a token or an id of its own. */
const OUTSIDE: Record<string, Record<string, Operation>> = {
  ...Object.fromEntries(
    SEGMENT_TYPES.map((type) => [`/v1/${type}`, eventsIn(type, `Hand in one ${type} message`, MESSAGE)]),
  ),
  '/v1/batch': eventsIn('batch', 'Hand in many messages, each with its type', BATCH),
  '/v1/projects/{writeKey}/settings': {
    get: {
      operationId: 'intake.settings',
      summary: 'Settings for Segment’s browser library',
      tags: ['Events in'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('writeKey')],
      responses: {
        200: json('Where the library sends events', OBJECT),
        404: problem('The write key is unknown.'),
        ...OFTEN,
        ...FAILED,
      },
    },
  },
  '/snippet.js': {
    get: {
      operationId: 'intake.snippet',
      summary: 'The script for pages',
      tags: ['Events in'],
      'x-roles': 'anyone',
      security: [],
      responses: { 200: answer('A script', 'text/javascript'), ...FAILED },
    },
  },
  '/hooks/{token}': {
    post: {
      operationId: 'hooks.call',
      summary: 'Set off the webhook trigger of this address',
      tags: ['Events in'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('token')],
      requestBody: body('application/json'),
      responses: {
        202: json('Stored', object({ accepted: { type: 'boolean' } })),
        400: problem('The body is no JSON object.'),
        404: problem('Nothing has this address.'),
        409: problem('The workflow is not live.'),
        413: problem('The body is too large.'),
        422: problem('The body names no lead.'),
        ...OFTEN,
        ...FAILED,
      },
    },
  },
  '/f/{formId}': {
    post: {
      operationId: 'forms.post',
      summary: 'Post a form; browsers get a page or a redirect',
      tags: ['Forms'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('formId', UUID)],
      requestBody: body('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'),
      responses: {
        200: {
          description: 'Taken',
          content: {
            'application/json': { schema: object({ success: { type: 'boolean' }, confirm: { type: 'boolean' } }) },
            'text/html': { schema: TEXT },
          },
        },
        303: answer('Taken; go on there'),
        400: problem('The post cannot be read.'),
        403: problem('The form takes no entries from that page.'),
        404: problem('There is no such form.'),
        410: problem('The form is closed.'),
        413: problem('The post is larger than 100 kB.'),
        422: {
          description: 'Some fields need another look.',
          content: {
            [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } },
            'text/html': { schema: TEXT },
          },
        },
        ...OFTEN,
        ...FAILED,
      },
    },
  },
  '/f/c/{token}': {
    get: {
      operationId: 'forms.askPage',
      summary: 'The page that asks to confirm; changes nothing',
      tags: ['Forms'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('token')],
      responses: {
        200: html('A page with a button'),
        404: html('The link is not one of ours'),
        410: html('The link is too old'),
        ...FAILED,
      },
    },
    post: {
      operationId: 'forms.confirm',
      summary: 'Confirm an address',
      tags: ['Forms'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('token')],
      responses: {
        200: html('Confirmed'),
        404: html('The link is not one of ours'),
        410: html('The link is too old'),
        503: html('Not stored; try again'),
        ...FAILED,
      },
    },
  },
  '/t/c/{token}': {
    get: {
      operationId: 'mails.click',
      summary: 'A link in a mail',
      tags: ['Mails'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('token')],
      responses: { 302: answer('The address that was signed'), 404: problem('Not one of ours'), ...FAILED },
    },
  },
  '/t/o/{file}': {
    get: {
      operationId: 'mails.open',
      summary: 'The picture in a mail',
      tags: ['Mails'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('file')],
      responses: {
        200: answer('One pixel', 'image/gif', { type: 'string', format: 'binary' }),
        404: problem('Not one of ours'),
        ...FAILED,
      },
    },
  },
  '/t/u/{token}': {
    get: {
      operationId: 'mails.unsubscribePage',
      summary: 'The page that asks whether to unsubscribe; changes nothing',
      tags: ['Mails'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('token')],
      responses: { 200: html('A page with a button'), 404: html('Not one of ours'), ...FAILED },
    },
    post: {
      operationId: 'mails.unsubscribe',
      summary: 'Unsubscribe by one click (RFC 8058)',
      tags: ['Mails'],
      'x-roles': 'anyone',
      security: [],
      parameters: [inPath('token')],
      responses: {
        200: html('Unsubscribed'),
        404: html('Not one of ours'),
        503: html('Not stored; try again'),
        ...FAILED,
      },
    },
  },
};

/** Everything that is served beside the contract, in its document's shape. Those below `/api` are completed as its routes are. */
export const ADDRESSES = { files: FILES, outside: OUTSIDE };
