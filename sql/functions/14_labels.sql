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

-- Names of townships or villages that serve today: what lists speak in, whoever may read their layer. Asked with each page, and so
-- in PL/pgSQL: it plans once a connection, which takes longer than the rest.
create or replace function land.place_names(p_district text, p_role text) returns table (code text, name text)
language plpgsql stable security definer
as $$
begin
  return query
  select f.source_key, coalesce(f.name, f.source_key)
  from land.layers_as_of(p_district, current_date) v
  join land.layer_feature f on f.district = p_district and f.layer_version_id = v.layer_version_id
  where v.role = p_role and v.role in ('townships', 'villages') and f.source_key is not null;
end
$$;

-- What a report shares with layers that bear none of these labels: m² by role, and nothing of their features.
create or replace function land.facts_beyond(p_district text, p_evaluation bigint, p_labels text[])
returns table (role text, area_m2 float8)
language plpgsql stable security definer
as $$
begin
  return query
  select v.role, sum(f.area_m2)
  from land.fact f
  join land.layer_version v on v.layer_version_id = f.layer_version_id
  where f.district = p_district and f.evaluation_id = p_evaluation and v.label <> all (p_labels)
  group by v.role;
end
$$;

-- Whether the one who asks has a clearance that reaches the label; without one it reaches nothing.
create or replace function work.may_read(p_label text) returns boolean
language sql stable parallel safe
begin atomic
  select coalesce(land.label_rank(p_label) <= land.label_rank(work.asking('clearance')), false);
end;
