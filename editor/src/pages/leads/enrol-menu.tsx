import { Menu } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';

export interface ChosenWorkflow {
  id: string;
  name: string;
}

interface Props {
  label: string;
  /** Workflows that start on entering it let its members in, too. */
  segmentId?: string;
  onChoose: (workflow: ChosenWorkflow) => void;
}

/** Live workflows that leads can be put into. */
export function EnrolMenu({ label, segmentId, onChoose }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const things = useQuery(query.catalog.things.queryOptions());
  const uses = useQuery(
    query.segments.uses.queryOptions({ input: { segmentId: segmentId ?? '' }, enabled: segmentId !== undefined }),
  );
  const bySegment = new Set(uses.data?.items.filter((use) => use.startsOnEntering).map(({ workflow }) => workflow.id));
  const open = things.data?.workflows.filter(
    ({ id, status, byHand }) => status === 'live' && (byHand || bySegment.has(id)),
  );
  return (
    <Menu position="top-start" width={264}>
      <Menu.Target>
        <Button icon={<IconSitemap aria-hidden="true" />}>{label}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {open?.length === 0 && <Menu.Label>{t('enrol.noWorkflow')}</Menu.Label>}
        {open?.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChoose({ id, name })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
