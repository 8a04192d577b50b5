-- The ground of one entry of the ledger of a report (LedgerEntry of domain/ledger.ts), measured by what an evaluation took
-- (p_pinned of land.overlay); null where there is none of it, or the entry could not be had.
--
-- Bodies as text: they use land.overlay by its name, so that it may change.
create or replace function land.part_of_report(p_district text, p_report bigint, p_day date, p_pinned jsonb, p_entry text)
returns table (geojson json, area_m2 float8)
language sql stable
as $$
  select ST_AsGeoJSON(ST_Multi(ST_Transform(s.shape, 4490)), 9)::json, ST_Area(s.shape) / o.scale2
  from land.overlay(p_district, array[p_report], p_day, p_pinned) o
  cross join lateral (select ST_CollectionExtract(o.shapes[array_position(o.names, p_entry)], 3) as shape) s
  where o.step < 4 and not ST_IsEmpty(s.shape)
$$;

-- What of a report lies beyond one feature of a register: P − permit.
create or replace function land.part_beyond_permit(p_district text, p_report bigint, p_version bigint, p_feature int)
returns table (geojson json, area_m2 float8)
language sql stable
as $$
  select ST_AsGeoJSON(ST_Multi(ST_Transform(s.shape, 4490)), 9)::json, ST_Area(s.shape) / land.plane_scale2(g.geom)
  from land.report r
  join land.district d on d.district = r.district
  join land.layer_feature f on f.district = r.district and f.layer_version_id = p_version and f.feature_id = p_feature
  cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom, ST_Transform(f.geom, d.plane_srid) as permit) g
  cross join lateral (
    select ST_CollectionExtract(land.excess_safely(g.geom, array[g.permit]), 3) as shape
  ) s
  where r.district = p_district and r.report_id = p_report and not ST_IsEmpty(s.shape)
$$;
