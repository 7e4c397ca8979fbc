-- Under row-level security a condition that is not leakproof (`like` is none) may not use an index: the search box would read every lead. This
-- function reads as the tables' owner, whom the policies do not bind, and therefore closes the workspace itself, by the same setting as the
-- policies; without that setting it finds nothing. Dynamic, so that the planner sees the pattern and chooses between the trigram index (rare words)
-- and the index of the order (common ones).
create function public.search_leads(pattern text, sort text, after_at timestamptz, after_id uuid, in_workflow uuid, most integer) returns table (lead_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  following text := case
    when after_id is null then ''
    when sort = 'newest' then format('and l.id < %L', after_id)
    when after_at is null then format('and l.last_event_at is null and l.id < %L', after_id)
    else format('and ((l.last_event_at, l.id) < (%L, %L) or l.last_event_at is null)', after_at, after_id)
  end;
  running text := case
    when in_workflow is null then ''
    else format('and exists (select 1 from public.runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.workflow_id = %L and r.status <> ''ended'')', in_workflow)
  end;
begin
  return query execute format(
    'select l.id from public.leads l where l.workspace_id = %L::uuid and l.merged_into is null and l.search like %L %s %s order by %s limit %s',
    nullif(current_setting('app.workspace', true), '')::uuid, pattern, following, running,
    case when sort = 'newest' then 'l.id desc nulls last' else 'l.last_event_at desc nulls last, l.id desc nulls last' end, most);
end $$;
