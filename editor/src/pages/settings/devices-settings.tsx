import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Pill } from '../../ui/pill.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { SettingSection } from './setting.tsx';
import classes from './settings-table.module.css';

/** Where the reader is signed in. */
export default function DevicesSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const queryClient = useQueryClient();
  const devices = useQuery(query.account.devices.queryOptions());
  const signOut = useMutation(query.account.signOutDevice.mutationOptions());
  const signOutOthers = useMutation(query.account.signOutOthers.mutationOptions());
  const onSettled = () => void queryClient.invalidateQueries({ queryKey: query.account.key() });
  const items = devices.data?.items ?? [];
  const action = items.length > 1 && (
    <Button busy={signOutOthers.isPending} onClick={() => signOutOthers.mutate(undefined, { onSettled })}>
      {t('you.signOutOthers')}
    </Button>
  );
  return (
    <SettingSection title={t('you.devices')} lead={t('you.devicesLead')} action={action}>
      {devices.isError && (
        <ErrorState error={devices.error} what={t('you.devicesWhat')} onRetry={() => void devices.refetch()} />
      )}
      {items.length > 0 && (
        <table className={classes.table} aria-label={t('you.devices')}>
          <thead>
            <tr>
              <th scope="col">{t('you.device')}</th>
              <th scope="col" data-secondary>
                {t('you.signedIn')}
              </th>
              <th scope="col">{t('you.lastSeen')}</th>
              <th scope="col">
                <span className="tr-hidden">{t('people.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((device) => (
              <tr key={device.id}>
                <td>{device.device}</td>
                <td data-secondary className={classes.meta}>
                  {format.moment(device.signedInAt)}
                </td>
                <td className={classes.meta}>{format.day(device.lastSeenAt)}</td>
                <td className={classes.actions}>
                  {device.current ? (
                    <Pill small tone="brand">
                      {t('you.thisOne')}
                    </Pill>
                  ) : (
                    <Button
                      size="row"
                      aria-label={t('you.signOutWhich', { device: device.device })}
                      onClick={() => signOut.mutate({ deviceId: device.id }, { onSettled })}
                    >
                      {t('you.signOut')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SettingSection>
  );
}
