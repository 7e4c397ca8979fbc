import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { Database } from '../db/client.ts';
import { insertWorkflow } from '../db/queries/workflows.ts';
import { updateWorkspace } from '../db/queries/workspaces.ts';
import { publish } from '../workflows/publish.ts';
import { EBOOK_FLOW_NAME, ebookFlow } from './ebook-flow.ts';

/** Puts the sample workflow, published, into a fresh workspace, so that its owner can watch a whole flow within minutes. */
export async function furnish(
  db: Pick<Database, 'inWorkspace'>,
  catalog: Catalog,
  { workspaceId, ownerId }: { workspaceId: string; ownerId: string },
): Promise<void> {
  await db.inWorkspace(workspaceId, async (tx) => {
    await updateWorkspace(tx, {
      senderName: 'Brightwater',
      senderAddress: 'hanna@news.brightwater.example',
      postalAddress: 'Stationsplein 12, 3511 ED Utrecht',
    });
    const workflowId = await insertWorkflow(tx, { name: EBOOK_FLOW_NAME, draft: ebookFlow(), savedBy: ownerId });
    const answer = await publish(tx, catalog, { workflowId, revision: 1, actor: 'trellis' });
    if (answer.kind !== 'published')
      throw new Error(`The sample workflow could not be published: ${JSON.stringify(answer)}`);
  });
}
