-- How many homesteads the household of each report has elsewhere (一户多宅): approvals in force on the report's judged day, and
-- dwellings of other reports; what touches another counts with it as one, what touches the report not at all. One row a report
-- whose household is known. Looks past row level security: what a report is judged by does not depend on who reports it.
create or replace function land.other_homesteads(p_district text, p_report_ids bigint[])
returns table (report_id bigint, homesteads int)
language sql stable security definer
begin atomic
  with own as materialized (
    select r.report_id, r.judged_on, r.geom, r.attributes ->> 'householdId' as household
    from land.report r
    where r.district = p_district and r.report_id = any (p_report_ids) and r.attributes ->> 'householdId' <> ''
  ),
  place as (
    select o.report_id, f.geom
    from own o
    cross join lateral land.layers_as_of(p_district, o.judged_on) l
    join land.layer_feature f on f.district = p_district and f.layer_version_id = l.layer_version_id
    where l.role = 'homestead-approvals' and f.attributes ->> 'householdId' = o.household and f.attributes ->> 'householdId' <> ''
      and land.permit_timing(f.attributes ->> 'status', f.valid_from, f.valid_to, o.judged_on) = 'in-force'
      and not ST_Intersects(f.geom, o.geom)
    union all
    select o.report_id, r.geom
    from own o
    join land.report r on r.district = p_district and r.attributes ->> 'householdId' = o.household
     and r.attributes ->> 'householdId' <> ''
    where r.report_id <> o.report_id and r.attributes ->> 'use' = 'dwelling'
      and r.decision is distinct from 'not-an-object'
      and not ST_Intersects(r.geom, o.geom)
  ),
  spot as (
    select p.report_id, ST_ClusterDBSCAN(p.geom, 0, 1) over (partition by p.report_id) as spot from place p
  )
  select o.report_id, count(distinct s.spot)::int
  from own o
  left join spot s on s.report_id = o.report_id
  group by o.report_id;
end;
