-- What was known of a report before checks that came after a moment: the attributes that they set, as they stood then. For whoever
-- a patch was taken back from, so it looks past row level security, which hides those checks from him.
create or replace function work.known_before(p_district text, p_report bigint, p_until timestamptz) returns jsonb
language sql stable security definer
begin atomic
  -- Of two later checks of one attribute the first knew what stood at the moment.
  select coalesce(jsonb_object_agg(k.name, k.value), '{}')
  from (
    select distinct on (k.name) k.name, k.value
    from work.report_check c
    cross join lateral jsonb_each(c.known) k (name, value)
    where c.district = p_district and c.report_id = p_report and c.checked_at > p_until
    order by k.name, c.checked_at, c.check_id
  ) k;
end;
