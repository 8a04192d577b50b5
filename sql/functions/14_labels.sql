-- Labels and clearance (domain/label.ts), the lowest first.
create or replace function land.label_rank(p_label text) returns int
language sql immutable parallel safe
begin atomic
  select array_position(array['public', 'internal', 'sensitive', 'important'], p_label);
end;

-- The highest label of what is told of reports: internal, or that of a layer with which a report's evaluation shares ground.
-- Looks past row level security, since a label must not depend on who asks for a copy.
create or replace function land.label_of_reports(p_district text, p_reports bigint[]) returns text
language sql stable security definer
begin atomic
  select (array['public', 'internal', 'sensitive', 'important'])[greatest(
    land.label_rank('internal'),
    (select max(land.label_rank(v.label))
       from land.layer_version v
      where v.district = p_district and land.label_rank(v.label) > land.label_rank('internal')
        and exists (select from land.fact f
                     join land.evaluation e on e.evaluation_id = f.evaluation_id and e.is_current
                    where f.district = p_district and f.layer_version_id = v.layer_version_id
                      and e.district = p_district and e.report_id = any (p_reports))))];
end;
