-- The ground of several reports as one shape in longitude and latitude.
create or replace function land.union_of(p_district text, p_report_ids bigint[]) returns geometry
language sql stable
begin atomic
  select ST_Multi(ST_CollectionExtract(ST_Union(r.geom), 3))
  from land.report r
  where r.district = p_district and r.report_id = any (p_report_ids);
end;

-- land.cut(patch, labels, claims, rest, least): the patch in parts, in its plane. Each claim takes what of the patch no claim before it
-- took; the rest is its own part. What is under the least area is no part, and stays with the largest.
create or replace function land.cut(p_patch geometry, p_labels text[], p_claims geometry[], p_rest text, p_least float8)
returns table (label text, geom geometry)
language plpgsql immutable
as $$
declare
  parts geometry[] := '{}';
  labels text[] := '{}';
  taken geometry[] := '{}';
  part geometry;
  largest int;
begin
  for n in 1..coalesce(cardinality(p_claims), 0) loop
    part := land.excess_safely(land.hit(p_patch, p_claims[n]), taken);
    if part is not null and ST_Area(part) > 0 then
      taken := taken || p_claims[n];
      if ST_Area(part) >= p_least then
        parts := parts || part;
        labels := labels || p_labels[n];
      end if;
    end if;
  end loop;
  part := land.excess_safely(p_patch, taken);
  if ST_Area(part) >= p_least then
    parts := parts || part;
    labels := labels || p_rest;
  end if;
  if cardinality(parts) = 0 then
    return query select p_rest, p_patch;
    return;
  end if;
  -- The largest takes what is left, so that the parts are the patch.
  select n into largest from generate_series(1, cardinality(parts)) n order by ST_Area(parts[n]) desc, n limit 1;
  parts[largest] := land.excess_safely(p_patch, parts[1:largest - 1] || parts[largest + 1:]);
  return query select * from unnest(labels, parts);
end
$$;

-- land.parts_by(district, report, by, drawn): a report cut along a kind of border, in longitude and latitude with areas of record.
--   township        along townships that count (land.report_share); label: its code, null in none of them. Ground that two claim is that
--                   of the one with more of the report, and what is within the border's error that of the lead, as in statistics.
--   land            by land group: cultivated, otherAgricultural, construction, unused, unsurveyed; ground that two claim goes to the first
--   basic-farmland  inside, outside
--   drawn           inside, outside of what was drawn (EPSG:4490)
-- Layers are those that served its current evaluation. Looks past row level security: where borders run does not depend on who asks.
create or replace function land.parts_by(p_district text, p_report_id bigint, p_by text, p_drawn geometry, p_least float8)
returns table (label text, geom geometry, area_m2 float8)
language sql stable security definer
begin atomic
  with patch as materialized (
    select r.report_id, r.township, d.plane_srid, e.evaluation_id, ST_Transform(r.geom, d.plane_srid) as geom
    from land.report r
    join land.district d on d.district = r.district
    left join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
    where r.district = p_district and r.report_id = p_report_id
  ),
  ground as materialized (
    select k.label, k.place, land.merged_safely(array_agg(ST_ClipByBox2D(lp.geom, ST_Expand(p.geom, 1)::box2d))) as geom
    from patch p
    join land.fact f on f.district = p_district and f.evaluation_id = p.evaluation_id
    join land.layer_version v on v.layer_version_id = f.layer_version_id
    join land.layer_feature lf
      on lf.district = p_district and lf.layer_version_id = f.layer_version_id and lf.feature_id = f.feature_id
    join land.layer_piece lp
      on lp.layer_version_id = f.layer_version_id and lp.feature_id = f.feature_id and lp.geom && p.geom
    cross join lateral (
      select case p_by when 'township' then case when v.role = 'townships' then lf.source_key end
                       when 'land' then case when v.role = 'land-use' then land.land_group(f.class) end
                       when 'basic-farmland' then case when v.role = 'basic-farmland' then 'inside' end end as label,
             case p_by when 'township' then -f.area_m2
                       when 'land' then array_position(array['cultivated', 'otherAgricultural', 'construction', 'unused'],
                                                       land.land_group(f.class)) else 1 end as place
    ) k
    where k.label is not null
    group by k.label, k.place
  ),
  share as materialized (
    select s.township, s.part from land.report_share s
    where s.district = p_district and s.report_id = p_report_id and s.part in ('assist', 'outside')
  ),
  claim as (
    select g.label, g.place, g.geom from ground g where p_by <> 'township'
    union all
    select 'inside', 1, ST_Transform(p_drawn, p.plane_srid) from patch p where p_by = 'drawn'
    union all
    select g.label, g.place, land.excess_safely(g.geom, array(select o.geom from ground o where (o.place, o.label) < (g.place, g.label)))
    from ground g
    where p_by = 'township' and g.label in (select s.township from share s where s.part = 'assist')
    union all
    select null, 0, land.excess_safely(p.geom, array(select o.geom from ground o))
    from patch p
    where p_by = 'township' and p.township is not null and exists (select from share s where s.part = 'outside')
  ),
  claims as (
    select array_agg(c.label order by c.place, c.label) as labels, array_agg(c.geom order by c.place, c.label) as geoms from claim c
  )
  select c.label, s.geom, land.area_of_record(s.geom, p.plane_srid)
  from patch p
  cross join claims k
  cross join lateral land.cut(p.geom, k.labels, k.geoms,
                              case p_by when 'township' then p.township when 'land' then 'unsurveyed' else 'outside' end, p_least) c
  cross join lateral (select ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(c.geom, 4490)), 3)) as geom) s;
end;

-- Reports that went into one that a township has in hand: merged into it, or the whole that it is a part of. Looks past row level
-- security, whose own question it answers.
create or replace function work.reports_behind(p_district text, p_township text) returns setof bigint
language sql stable security definer
begin atomic
  select case x.kind when 'merge' then o.report_id else x.report_id end
  from work.assignment a
  join land.reshaping x
    on x.district = a.district and x.undone_at is null
   and (x.kind = 'merge' and x.report_id = a.report_id or x.kind = 'split' and a.report_id = any (x.others))
  cross join lateral unnest(x.others) o (report_id)
  where a.district = p_district and a.township = p_township and a.withdrawn_at is null;
end;
