-- land.overlay(district, reports, as of): what reports share with every layer. The one overlay of the platform: the same
-- for one report and for a county of them.
--
-- One row a report. Areas in m² on the ellipsoid (planar in the district's 3° zone ÷ k² at the report's centroid, so the
-- parts of a report add up exactly). p_as_of null: each report is measured against the layers of its own judged day.
--   ledger    {"entry": [m², width]}, see land.ledger; with [… low, high] for ground that lies just beside the report
--   facts     [[layer_version_id, feature_id, class, m²], …], shared edges give none
--   permits   [{role, feature_id, timing, covered, excess: [m², width]}, …] of the registers, whatever their dates
--   layers    [{role, layerVersionId, version, validFrom, laterThanDay}, …] that served; of land use the survey before it
--             (beforeId), of roads the widths of the belts (beltM); accuracyM, ± m
--   step      of the overlay ladder, 4 = could not be measured
--   perimeter of the report in m
--   township, village: the feature with the largest share, and the township's share 0..1
--   accuracy  of the report, ± m
--   open      {"entry": m} of the ledger whose bounds land.overlay_bounds has to tell, with the displacement
--   geom, scale2, names, shapes: what land.overlay_bounds reckons with
--
-- p_pinned: what an earlier evaluation took, to measure by once more: {"layers": as in the answer, "type", "use", "accuracyM"}. Then
-- p_as_of is its day. p_widen: measures the reports widened by so many metres instead.
create or replace function land.overlay(p_district text, p_report_ids bigint[], p_as_of date, p_pinned jsonb default null,
                                        p_widen float8 default 0)
returns table (report_id bigint, day date, ledger jsonb, facts jsonb, permits jsonb, layers jsonb, step int, perimeter float8,
               township text, township_share float8, village text, accuracy float8, open jsonb, geom geometry, scale2 float8,
               names text[], shapes geometry[])
language sql stable
begin atomic
  with patch as materialized (
    select r.report_id, coalesce(p_as_of, r.judged_on) as day,
           case when p_widen > 0 then ST_Buffer(g.geom, p_widen) else g.geom end as geom, land.plane_scale2(g.geom) as scale2,
           coalesce(case when p_pinned is null then r.accuracy_m else (p_pinned ->> 'accuracyM')::float8 end,
                    land.threshold_on(p_district, 'accuracy.reportM', coalesce(p_as_of, r.judged_on))) as accuracy,
           case when p_pinned is null then r.type else p_pinned ->> 'type' end as type,
           case when p_pinned is null then r.attributes else p_pinned end ->> 'use' as use
    from land.report r
    join land.district d on d.district = r.district
    cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) g
    where r.district = p_district and r.report_id = any (p_report_ids)
  ),
  -- A report of many vertices is cut, so that no single intersection is long.
  part as materialized (
    select p.report_id, p.day, 1 as part, p.geom from patch p where ST_NPoints(p.geom) <= 128
    union all
    select p.report_id, p.day, t.part::int, t.geom
    from patch p
    cross join lateral unnest(land.parts_of(p.geom, 64)) with ordinality t (geom, part)
    where ST_NPoints(p.geom) between 129 and 512
    union all
    select p.report_id, p.day, t.part::int, t.geom
    from patch p
    cross join lateral land.cells_of(p.geom, 256) with ordinality t (geom, part)
    where ST_NPoints(p.geom) > 512
  ),
  used as materialized (
    select days.day, l.*
    from (select distinct patch.day from patch) days
    cross join lateral (
      select s.role, s.layer_version_id, s.version, s.valid_from, s.later_than_day,
             case when s.role = 'land-use' then land.survey_before(p_district, s.layer_version_id) end as before_id,
             -- Along main roads, and along all others.
             case when s.role = 'roads' then array[land.threshold_on(p_district, 'greenBelt.mainRoadM', days.day),
                                                   land.threshold_on(p_district, 'greenBelt.localRoadM', days.day)] end as belt_m,
             coalesce(v.accuracy_m, land.threshold_on(p_district, 'accuracy.layerM', days.day)) as accuracy_m
      from land.layers_as_of(p_district, days.day) s
      join land.layer_version v on v.layer_version_id = s.layer_version_id
      where p_pinned is null
      union all
      select t.role, t."layerVersionId"::bigint, t.version, t."validFrom", t."laterThanDay", t."beforeId"::bigint, t."beltM", t."accuracyM"
      from jsonb_to_recordset(p_pinned -> 'layers')
             t (role text, "layerVersionId" text, version int, "validFrom" date, "laterThanDay" boolean, "beforeId" text, "beltM" float8[],
                "accuracyM" float8)
    ) l
  ),
  raw_hit as materialized (
    select p.report_id, p.part, u.role, u.layer_version_id, piece.feature_id, piece.class, piece.planting,
           land.hit_in_box(p.geom, piece.geom) as geom
    from part p
    join used u on u.day = p.day
    -- Fenced in, so that the planner takes both conditions to the index and not only the second.
    cross join lateral (
      select lp.feature_id, lp.class, lp.planting, lp.geom from land.layer_piece lp
      where lp.layer_version_id = u.layer_version_id and lp.geom && p.geom
      offset 0
    ) piece
    union all
    select p.report_id, p.part, 'survey-before', u.before_id, piece.feature_id, null, null, land.hit_in_box(p.geom, piece.geom)
    from part p
    join used u on u.day = p.day and u.before_id is not null
    cross join lateral (
      select lp.feature_id, lp.geom from land.layer_piece lp
      where lp.layer_version_id = u.before_id and lp.geom && p.geom and lp.planting = 'untilled'
      offset 0
    ) piece
    union all
    select p.report_id, p.part, 'road-belt', u.layer_version_id, piece.feature_id, null, null, land.hit(p.geom, piece.belt)
    from part p
    join used u on u.day = p.day and u.role = 'roads'
    cross join lateral (
      select lp.feature_id, ST_Buffer(ST_ClipByBox2D(lp.geom, ST_Expand(p.geom, w.width + 1)::box2d), w.width) as belt
      from land.layer_piece lp
      cross join lateral (select u.belt_m[case when land.is_main_road(lp.class) then 1 else 2 end] as width) w
      where lp.layer_version_id = u.layer_version_id and lp.geom && ST_Expand(p.geom, greatest(u.belt_m[1], u.belt_m[2]))
        and ST_DWithin(lp.geom, p.geom, w.width)
      offset 0
    ) piece
  ),
  hit as materialized (
    select h.report_id, h.part, h.role, h.layer_version_id, h.feature_id, h.class, h.planting, h.geom
    from raw_hit h
    where not ST_IsEmpty(h.geom)
  ),
  -- Pieces of one feature do not overlap: their areas add up.
  feature as materialized (
    select h.report_id, h.role, h.layer_version_id, h.feature_id, h.class, sum(ST_Area(h.geom)) / p.scale2 as area_m2
    from hit h
    join patch p on p.report_id = h.report_id
    where h.role not in ('survey-before', 'road-belt')
    group by h.report_id, h.role, h.layer_version_id, h.feature_id, h.class, p.scale2
  ),
  register as materialized (
    select f.*, land.permit_timing(lf.attributes ->> 'status', lf.valid_from, lf.valid_to, p.day) as timing
    from feature f
    join patch p on p.report_id = f.report_id
    join land.layer_feature lf
      on lf.district = p_district and lf.layer_version_id = f.layer_version_id and lf.feature_id = f.feature_id
    where land.is_register(f.role)
  ),
  -- A report of many vertices, or over many, is accounted for cell by cell, so that no set operation is long. A cell is a
  -- part, or a square of one where many borders run through; all other reports are one cell.
  weight as materialized (
    select h.report_id, h.part, sum(ST_NPoints(h.geom)) as vertices from hit h group by h.report_id, h.part
  ),
  cut as materialized (
    select p.report_id
    from patch p
    left join weight w on w.report_id = p.report_id
    group by p.report_id, ST_NPoints(p.geom)
    having ST_NPoints(p.geom) > 512 or sum(w.vertices) > 4096
  ),
  cut_part as materialized (
    select t.report_id, t.part, t.geom, coalesce(w.vertices, 0) as vertices
    from part t
    left join weight w on w.report_id = t.report_id and w.part = t.part
    where t.report_id in (select cut.report_id from cut)
  ),
  cell as materialized (
    select c.*, row_number() over () as cell
    from (
      select p.report_id, null::int as part, null::geometry as square, p.geom
      from patch p
      where p.report_id not in (select cut.report_id from cut)
      union all
      select t.report_id, t.part, null, t.geom from cut_part t where t.vertices <= 4096
      union all
      select t.report_id, t.part, s.square, s.geom
      from cut_part t
      cross join lateral land.squares_of(t.geom, ceil(sqrt(t.vertices / 1024.0))::int) s
      where t.vertices > 4096
    ) c
  ),
  cell_hit as materialized (
    select c.cell, h.report_id, h.role, h.layer_version_id, h.feature_id, h.class, h.planting, h.geom
    from cell c
    join hit h on h.report_id = c.report_id
    where c.part is null
    union all
    select c.cell, h.report_id, h.role, h.layer_version_id, h.feature_id, h.class, h.planting,
           case when c.square is null then h.geom else land.hit(h.geom, c.square) end
    from cell c
    join hit h on h.report_id = c.report_id and h.part = c.part
    where c.square is null or h.geom && c.square
  ),
  failed as (
    select h.report_id from raw_hit h where h.geom is null
    union
    select h.report_id from cell_hit h where h.geom is null
    union
    select c.report_id from cell c where c.geom is null
  ),
  kind_part as (
    select h.report_id, h.cell, k.kind, h.geom
    from cell_hit h
    left join rules.plan_zone z on h.role = 'plan-zones' and z.code = h.class
    cross join lateral (values (case h.role
      when 'land-use' then land.land_group(h.class)
      when 'basic-farmland' then 'basicFarmland'
      when 'eco-red-line' then 'redLine'
      when 'urban-boundary' then 'urban'
      when 'village-boundary' then 'village'
      when 'plan-zones' then case when z.construction then 'conformingZone' end
      when 'forests' then case h.class when 'public' then 'publicForest' when 'commercial' then 'commercialForest' end
      when 'grain-zones' then 'grainZone'
      when 'farm-parks' then 'farmPark'
      when 'roads' then 'rightOfWay'
      when 'road-belt' then 'roadBelt'
      when 'survey-before' then 'untilledBefore'
    end)) k (kind)
    where k.kind is not null
    union all
    -- Land of the survey, by what more it says than its group.
    select h.report_id, h.cell,
           case substr(h.class, 1, 2) when '03' then 'forestLand' when '04' then 'grassland' else 'ruralRoad' end, h.geom
    from cell_hit h
    where h.role = 'land-use' and (h.class like '03%' or h.class like '04%' or h.class like '1006%')
    union all
    select h.report_id, h.cell, case h.planting when 'untilled' then 'untilled' else 'nonGrain' end, h.geom
    from cell_hit h
    where h.role = 'land-use' and h.planting is not null
    union all
    select h.report_id, h.cell,
           case r.role when 'land-approvals' then 'landApproval' when 'temporary-use' then 'temporaryUse'
                       when 'facility-filings' then 'filing' when 'rural-permits' then 'ruralPermit'
                       when 'urban-permits' then 'urbanPermit' when 'homestead-approvals' then 'homestead' end,
           h.geom
    from register r
    join cell_hit h
      on h.report_id = r.report_id and h.layer_version_id = r.layer_version_id and h.feature_id = r.feature_id
    where r.timing = 'in-force'
      and r.role in ('land-approvals', 'temporary-use', 'facility-filings', 'rural-permits', 'urban-permits', 'homestead-approvals')
    union all
    -- Of approvals, what kind of paper each is.
    select h.report_id, h.cell, case h.class when 'landSupply' then 'supply' when 'registration' then 'registration' else 'approval' end, h.geom
    from register r
    join cell_hit h
      on h.report_id = r.report_id and h.layer_version_id = r.layer_version_id and h.feature_id = r.feature_id
    where r.timing = 'in-force' and r.role = 'land-approvals'
  ),
  kind as (
    select k.cell, k.kind, land.merged_safely(array_agg(k.geom)) as geom
    from kind_part k
    group by k.cell, k.kind
  ),
  kinds as materialized (
    select n.cell, jsonb_object_agg(n.kind, n.place) as places, array_agg(n.geom order by n.place) as geoms
    from (select k.cell, k.kind, k.geom, row_number() over (partition by k.cell order by k.kind) as place
          from kind k) n
    group by n.cell
  ),
  -- Ground whose least touch is grave: what of the report lies within reach of it, where the report has none of it.
  reach as (
    select p.report_id, p.part, p.geom, u.role, u.layer_version_id, sqrt(power(w.accuracy, 2) + power(u.accuracy_m, 2)) as a
    from part p
    join patch w on w.report_id = p.report_id
    join used u on u.day = p.day and u.role in ('basic-farmland', 'eco-red-line', 'land-use')
    where p_widen = 0
      and coalesce((select sum(f.area_m2) from feature f
                    where f.report_id = p.report_id and f.role = u.role
                      and (f.role <> 'land-use' or land.land_group(f.class) = 'cultivated')), 0) < 1
  ),
  near as (
    select n.report_id, jsonb_object_agg(n.role, n.area) as near
    from (
      select b.report_id, b.role, sum(b.area) / p.scale2 as area
      from (
        select r.report_id, r.role, r.part, ST_Area(land.merged_safely(array_agg(land.hit(r.geom, piece.belt)))) as area
        from reach r
        cross join lateral (
          select ST_Buffer(ST_ClipByBox2D(lp.geom, ST_Expand(r.geom, r.a + 1)::box2d), r.a) as belt
          from land.layer_piece lp
          where lp.layer_version_id = r.layer_version_id and lp.geom && ST_Expand(r.geom, r.a) and ST_DWithin(lp.geom, r.geom, r.a)
            and (r.role <> 'land-use' or land.land_group(lp.class) = 'cultivated')
          offset 0
        ) piece
        group by r.report_id, r.role, r.part
      ) b
      join patch p on p.report_id = b.report_id
      group by b.report_id, b.role, p.scale2
    ) n
    where n.area > 0
    group by n.report_id
  ),
  layer_list as materialized (
    select u.day,
           array_agg(u.role) || case when bool_or(u.role = 'land-use' and v.has_planting) then array['planting'] else '{}' end
             || case when bool_or(u.before_id is not null) then array['survey-before'] else '{}' end as roles,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
             'role', u.role, 'layerVersionId', u.layer_version_id::text, 'version', u.version, 'validFrom', u.valid_from,
             'laterThanDay', u.later_than_day, 'beforeId', u.before_id::text, 'beltM', u.belt_m, 'accuracyM', u.accuracy_m)) order by u.role) as layers,
           jsonb_object_agg(u.role, u.accuracy_m) filter (where u.accuracy_m is not null) as accuracies
    from used u
    join land.layer_version v on v.layer_version_id = u.layer_version_id
    group by u.day
  ),
  fact_list as materialized (
    select f.report_id,
           jsonb_agg(jsonb_build_array(f.layer_version_id, f.feature_id, f.class, f.area_m2)
                     order by f.layer_version_id, f.feature_id) as facts
    from feature f
    group by f.report_id
  ),
  covering as materialized (
    select h.cell, h.layer_version_id, h.feature_id, array_agg(h.geom) as geoms
    from register r
    join cell_hit h
      on h.report_id = r.report_id and h.layer_version_id = r.layer_version_id and h.feature_id = r.feature_id
    group by h.cell, h.layer_version_id, h.feature_id
  ),
  excess as materialized (
    select r.report_id, r.layer_version_id, r.feature_id,
           land.laid_together(array_agg(land.excess_safely(c.geom, coalesce(g.geoms, '{}')))) as geom
    from register r
    join cell c on c.report_id = r.report_id
    left join covering g
      on g.cell = c.cell and g.layer_version_id = r.layer_version_id and g.feature_id = r.feature_id
    group by r.report_id, r.layer_version_id, r.feature_id
  ),
  permit_list as materialized (
    select r.report_id,
           jsonb_agg(jsonb_build_object('role', r.role, 'layerVersionId', r.layer_version_id::text, 'featureId', r.feature_id,
                                        'timing', r.timing, 'covered', r.area_m2,
                                        'excess', land.entry(e.geom, p.scale2))
                     order by r.role, r.feature_id) as permits
    from register r
    join excess e
      on e.report_id = r.report_id and e.layer_version_id = r.layer_version_id and e.feature_id = r.feature_id
    join patch p on p.report_id = r.report_id
    group by r.report_id
  ),
  account as materialized (
    select c.report_id, l.names, l.shapes, l.step
    from cell c
    join patch p on p.report_id = c.report_id
    left join layer_list ll on ll.day = p.day
    left join kinds k on k.cell = c.cell
    left join (select distinct h.report_id from hit h where h.role = 'road-belt') b on b.report_id = c.report_id
    cross join lateral land.ledger(
      c.geom, coalesce(k.places, '{}'), k.geoms, coalesce(ll.roles, '{}'),
      p.use is null or p.use in ('guardHouse', 'greenhouse', 'livestock', 'aquaculture', 'farmStorage'),
      p.type is not distinct from 'ND', b.report_id is not null) l
  ),
  ledger as (
    select a.report_id, a.names, a.shapes, a.step
    from account a
    where a.report_id not in (select cut.report_id from cut)
    union all
    select s.report_id, s.names, s.shapes, case when land.closes(s.names, s.shapes) then s.step else 4 end
    from (
      select e.report_id, array_agg(e.name order by e.place) as names, array_agg(e.shape order by e.place) as shapes,
             max(e.step) as step
      from (
        select a.report_id, e.place, e.name, land.laid_together(array_agg(e.shape)) as shape, max(a.step) as step
        from cut
        join account a on a.report_id = cut.report_id
        cross join lateral unnest(a.names, a.shapes) with ordinality e (name, shape, place)
        group by a.report_id, e.place, e.name
      ) e
      group by e.report_id
    ) s
  ),
  place as (
    select distinct on (f.report_id, f.role) f.report_id, f.role, lf.source_key, f.area_m2
    from feature f
    join land.layer_feature lf
      on lf.district = p_district and lf.layer_version_id = f.layer_version_id and lf.feature_id = f.feature_id
    where f.role in ('townships', 'villages')
    order by f.report_id, f.role, f.area_m2 desc, lf.source_key
  )
  select p.report_id, p.day,
         -- What failed is not nought: the ledger then says no more than on its own step 4.
         case when x.report_id is null and l.step < 4 then
                   case when n.near is null then land.entries(l.names, l.shapes, p.scale2)
                        else land.with_near(land.entries(l.names, l.shapes, p.scale2), n.near) end
              else jsonb_build_object('patch', land.entry(p.geom, p.scale2), 'remainder', land.entry(p.geom, p.scale2)) end,
         coalesce(fl.facts, '[]'), coalesce(pl.permits, '[]'), coalesce(ll.layers, '[]'),
         case when x.report_id is null then l.step else 4 end, ST_Perimeter(p.geom) / sqrt(p.scale2),
         t.source_key, t.area_m2 / greatest(t.area_m2, ST_Area(p.geom) / p.scale2), v.source_key, p.accuracy,
         case when x.report_id is null and l.step < 4 and p_widen = 0
              then land.open_entries(l.names, l.shapes, p.scale2, p.accuracy, coalesce(ll.accuracies, '{}')) else '{}' end,
         p.geom, p.scale2, l.names, l.shapes
  from patch p
  join ledger l on l.report_id = p.report_id
  left join layer_list ll on ll.day = p.day
  left join failed x on x.report_id = p.report_id
  left join near n on n.report_id = p.report_id
  left join fact_list fl on fl.report_id = p.report_id
  left join permit_list pl on pl.report_id = p.report_id
  left join place t on t.report_id = p.report_id and t.role = 'townships'
  left join place v on v.report_id = p.report_id and v.role = 'villages';
end;

comment on function land.overlay(text, bigint[], date, jsonb, float8) is
  'What reports share with every layer as of a day: ledger, facts, permits, township; m² on the ellipsoid.';

-- Bounds of the open entries of some reports: {"entry": [low, high]}. p_widen: their largest displacement. Reports of many vertices
-- are not widened, which may take for ever: for them the bounds that always hold.
create or replace function land.overlay_bounds(p_district text, p_report_ids bigint[], p_as_of date, p_pinned jsonb, p_widen float8)
returns table (report_id bigint, bounds jsonb)
language sql stable
begin atomic
  with measured as materialized (
    select o.report_id, o.open, o.geom, o.scale2, e.name, e.shape
    from land.overlay(p_district, p_report_ids, p_as_of, p_pinned) o
    cross join lateral unnest(o.names, o.shapes) e (name, shape)
    where o.open ? e.name
  ),
  widened as materialized (
    select o.report_id, o.geom, e.name, e.shape
    from land.overlay(p_district,
           (select coalesce(array_agg(distinct m.report_id), '{}') from measured m where ST_NPoints(m.geom) <= 512),
           p_as_of, p_pinned, p_widen) o
    cross join lateral unnest(o.names, o.shapes) e (name, shape)
    where o.step < 4
  )
  select m.report_id,
         jsonb_object_agg(m.name, land.bounds_of(m.geom, m.shape, w.geom, w.shape, (m.open ->> m.name)::float8, m.scale2))
  from measured m
  left join widened w on w.report_id = m.report_id and w.name = m.name
  group by m.report_id;
end;
