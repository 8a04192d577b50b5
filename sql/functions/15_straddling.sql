-- land.township_shares(district, reports): m² of each report in each township, of the facts of its current evaluation. Ground in
-- no township gives no row. A township is one feature of its layer, which the import sees to.
--
-- Where townships overlap each other their facts add up to more than the report. Then the ground is measured anew, the township
-- with more of the report first, so that what two claim counts once.
-- Looks past row level security: a township's share does not depend on who asks.
create or replace function land.township_shares(p_district text, p_report_ids bigint[])
returns table (report_id bigint, township text, area_m2 float8)
language sql stable security definer
begin atomic
  with share as materialized (
    select e.report_id, lf.source_key as township, f.layer_version_id, f.feature_id, f.area_m2
    from land.evaluation e
    join land.fact f on f.district = e.district and f.evaluation_id = e.evaluation_id
    join land.layer_version v on v.layer_version_id = f.layer_version_id and v.role = 'townships'
    join land.layer_feature lf
      on lf.district = f.district and lf.layer_version_id = f.layer_version_id and lf.feature_id = f.feature_id
    where e.district = p_district and e.report_id = any (p_report_ids) and e.is_current and lf.source_key is not null
  ),
  contested as materialized (
    select r.report_id, g.geom, land.plane_scale2(g.geom) as scale2
    from land.report r
    join land.district d on d.district = r.district
    cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) g
    where r.district = p_district
      and r.report_id in (select s.report_id from share s
                          join land.report whole on whole.district = p_district and whole.report_id = s.report_id
                          group by s.report_id, whole.area_m2
                          having sum(s.area_m2) > whole.area_m2 + greatest(0.01, 1e-6 * whole.area_m2))
  ),
  ground as materialized (
    select c.report_id, s.township, s.area_m2, c.scale2,
           land.merged_safely(array_remove(array_agg(land.hit(c.geom, lp.geom)), null)) as geom
    from contested c
    join share s on s.report_id = c.report_id
    join land.layer_piece lp
      on lp.layer_version_id = s.layer_version_id and lp.feature_id = s.feature_id and lp.geom && c.geom
    group by c.report_id, s.township, s.area_m2, c.scale2
  )
  select s.report_id, s.township,
         case when g.geom is null then s.area_m2
              else ST_Area(land.excess_safely(g.geom, b.geoms)) / g.scale2 end
  from share s
  left join ground g on g.report_id = s.report_id and g.township = s.township
  left join lateral (
    select array_agg(larger.geom) as geoms
    from ground larger
    where larger.report_id = s.report_id
      and (larger.area_m2 > s.area_m2 or larger.area_m2 = s.area_m2 and larger.township < s.township)
  ) b on true;
end;

-- Reports that another township has in hand and that lie in this one too (协办). Looks past row level security, whose own question
-- it answers.
create or replace function work.reports_assisted(p_district text, p_township text) returns setof bigint
language sql stable security definer
begin atomic
  select r.report_id
  from work.assignment a
  join land.report r on r.district = a.district and r.report_id = a.report_id
  where a.district = p_district and a.withdrawn_at is null and a.township <> p_township
    and (r.township = p_township or p_township = any (r.assisting));
end;
