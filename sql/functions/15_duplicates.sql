-- land.overlaps_of(district, reports): which other reports the given ones share ground with, whatever the share.
--
-- One row a pair of which at least one is given. Areas in m² of the ellipsoid: shared planar area ÷ k² at the later report's
-- centroid. Null shared area: the overlay failed on every step. Touching edges give no row. Reports that were merged into others,
-- or cut into parts, share nothing any more; of two parts of one report the numbering tells which is the later.
-- Looks past row level security: whether a report is on file already does not depend on who sees the other.
create or replace function land.overlaps_of(p_district text, p_report_ids bigint[])
returns table (later_id bigint, later_on date, later_m2 float8, earlier_id bigint, earlier_on date, earlier_m2 float8, shared_m2 float8)
language sql stable security definer
begin atomic
  with pair as materialized (
    select p.later_id, p.earlier_id
    from land.report r
    join land.report o on o.district = r.district and o.report_id <> r.report_id and o.geom && r.geom
    cross join lateral (
      select case when (coalesce(r.origin_id, r.report_id), r.report_id) > (coalesce(o.origin_id, o.report_id), o.report_id)
                  then r.report_id else o.report_id end as later_id,
             case when (coalesce(r.origin_id, r.report_id), r.report_id) > (coalesce(o.origin_id, o.report_id), o.report_id)
                  then o.report_id else r.report_id end as earlier_id
    ) p
    where r.district = p_district and r.report_id = any (p_report_ids)
      and not exists (select from land.standing s where s.district = p_district and s.report_id in (r.report_id, o.report_id)
                                                    and s.standing in ('merged', 'split', 'undone'))
    group by 1, 2
  ),
  measured as materialized (
    select l.report_id as later_id, l.reported_on as later_on, l.area_m2 as later_m2,
           e.report_id as earlier_id, e.reported_on as earlier_on, e.area_m2 as earlier_m2,
           land.plane_scale2(g.later) as scale2, land.hit(g.later, g.earlier) as shared
    from pair p
    join land.report l on l.district = p_district and l.report_id = p.later_id
    join land.report e on e.district = p_district and e.report_id = p.earlier_id
    join land.district d on d.district = p_district
    cross join lateral (select ST_Transform(l.geom, d.plane_srid) as later, ST_Transform(e.geom, d.plane_srid) as earlier) g
  )
  select m.later_id, m.later_on, m.later_m2, m.earlier_id, m.earlier_on, m.earlier_m2, ST_Area(m.shared) / m.scale2
  from measured m
  where m.shared is null or ST_Area(m.shared) > 0;
end;

-- Reports that hang together with the given ones by links that stand, whether near or far.
create or replace function land.linked_with(p_district text, p_report_ids bigint[]) returns setof bigint
language sql stable security definer
begin atomic
  with recursive chain (report_id) as (
    select unnest(p_report_ids)
    union
    select case when l.later_id = c.report_id then l.earlier_id else l.later_id end
    from chain c
    join land.duplicate_link l
      on l.district = p_district and l.state <> 'broken' and c.report_id in (l.later_id, l.earlier_id)
  )
  select report_id from chain;
end;
