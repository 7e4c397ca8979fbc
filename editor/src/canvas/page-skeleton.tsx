import { Loading, Skeleton } from '../ui/skeleton.tsx';
import classes from './workflow-page.module.css';

/** Still grey shapes in the places of bar and cards while the workflow loads. */
export function PageSkeleton() {
  return (
    <div className={classes.page}>
      <Loading>
        <div className={classes.skeletonBar}>
          <Skeleton width={28} height={28} radius={6} />
          <Skeleton width={220} height={14} />
        </div>
        <div className={classes.skeletonCards}>
          <Skeleton width={232} height={56} radius={10} />
          <Skeleton width={232} height={56} radius={10} />
          <Skeleton width={232} height={56} radius={10} />
        </div>
      </Loading>
    </div>
  );
}
