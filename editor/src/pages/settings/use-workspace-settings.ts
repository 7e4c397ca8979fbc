import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MAY_GOVERN } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { useToast } from '../../ui/toast.tsx';

type Change = Parameters<ApiClient['workspace']['update']>[0];

/** The workspace, whether this reader may change it, and the way to do so; a saved change shows everywhere at once. */
export function useWorkspaceSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const workspace = useQuery(query.workspace.get.queryOptions());
  const update = useMutation(query.workspace.update.mutationOptions());
  const save = (change: Change, done: () => void) =>
    update.mutate(change, {
      onSuccess: (saved) => {
        queryClient.setQueryData(query.workspace.get.queryKey(), saved);
        void queryClient.invalidateQueries({ queryKey: query.session.key() });
        toast({ text: t('settings.saved') });
        done();
      },
    });
  return { workspace, mayChange: useMay(MAY_GOVERN), save, busy: update.isPending, error: update.error };
}
