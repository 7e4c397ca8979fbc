import { IconChecklist, IconPhone, IconUserCheck, type TablerIcon } from '@tabler/icons-react';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { Tile } from '../../ui/tile.tsx';

const ICONS: Record<Task['kind'], TablerIcon> = { call: IconPhone, approval: IconUserCheck, todo: IconChecklist };

/** The sign of a task's kind, in the colour of sales. */
export function KindTile({ kind, size = 24 }: { kind: Task['kind']; size?: 24 | 28 | 32 }) {
  const Icon = ICONS[kind];
  return (
    <Tile category="sales" size={size}>
      <Icon size={size === 32 ? 18 : 16} stroke={1.75} />
    </Tile>
  );
}
