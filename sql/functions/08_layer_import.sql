-- Features of a layer into the staging version: valid ones as they are, invalid ones repaired row by row (structure
-- method) where they are small enough for that to be safe, the rest refused; each repair and refusal is listed with areas.
create or replace function land.store_layer_features(p_district text, p_version bigint, p_features jsonb, p_refused jsonb)
returns void
language sql
begin atomic
  insert into land.layer_problem (layer_version_id, feature_id, source_key, action, code, detail)
  select p_version, r.feature_id, r.source_key, 'refused', r.code, r.detail
  from jsonb_to_recordset(p_refused) r (feature_id int, source_key text, code text, detail text);

  with input as materialized (
    select f.feature_id, f.source_key, f.class, f.name, f.valid_from, f.valid_to, f.attributes,
           ST_SetSRID(ST_GeomFromGeoJSON(f.geometry::text), 4490) as geom
    from jsonb_to_recordset(p_features) f (feature_id int, source_key text, class text, name text, valid_from date,
                                           valid_to date, attributes jsonb, geometry jsonb)
  ),
  judged as materialized (
    select i.*, d.plane_srid, v.valid, v.reason, v.location,
           case when v.valid then i.geom
                -- Repairing a tangle of many vertices can take minutes, and cannot be interrupted safely.
                when ST_NPoints(i.geom) <= 20000
                  then ST_Multi(ST_CollectionExtract(ST_MakeValid(i.geom, 'method=structure'), 3)) end as fixed
    from input i
    join land.district d on d.district = p_district
    cross join lateral ST_IsValidDetail(i.geom) v
  ),
  problem as (
    insert into land.layer_problem (layer_version_id, feature_id, source_key, action, code, detail, area_before_m2,
                                    area_after_m2, location)
    select p_version, j.feature_id, j.source_key,
           case when j.fixed is null or ST_IsEmpty(j.fixed) then 'refused' else 'repaired' end, 'invalid', j.reason,
           land.area_of_record(j.geom, j.plane_srid), land.area_of_record(j.fixed, j.plane_srid), j.location
    from judged j
    where not j.valid
  )
  insert into land.layer_feature (district, layer_version_id, feature_id, source_key, class, name, valid_from, valid_to,
                                  attributes, area_m2, geom)
  select p_district, p_version, j.feature_id, j.source_key, j.class, j.name,
         -- Dates in the wrong order say nothing: both are dropped, and the permit counts as undated.
         case when j.valid_from > j.valid_to then null else j.valid_from end,
         case when j.valid_from > j.valid_to then null else j.valid_to end,
         coalesce(j.attributes, '{}'), land.area_of_record(j.fixed, j.plane_srid), j.fixed
  from judged j
  where j.fixed is not null and not ST_IsEmpty(j.fixed);
end;

-- The end of an import: pieces for the overlay, shapes for tiles, counts; a township layer gives the district its extent.
create or replace function land.finish_layer(p_district text, p_version bigint) returns void
language sql
begin atomic
  insert into land.layer_piece (district, layer_version_id, feature_id, class, geom)
  select f.district, f.layer_version_id, f.feature_id, f.class, piece.geom
  from land.layer_feature f
  join land.district d on d.district = f.district
  cross join lateral (
    select (ST_Dump(part)).geom as geom from ST_Subdivide(ST_Transform(f.geom, d.plane_srid), 64) part
  ) piece
  where f.district = p_district and f.layer_version_id = p_version and ST_Dimension(piece.geom) = 2;

  insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
  select f.district, f.layer_version_id, f.feature_id, 0, 'fill', f.class, part
  from land.layer_feature f
  cross join lateral ST_Transform(f.geom, 3857) g
  cross join lateral ST_Subdivide(g, 256) part
  where f.district = p_district and f.layer_version_id = p_version;

  insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
  select f.district, f.layer_version_id, f.feature_id, 0, 'outline', f.class, part
  from land.layer_feature f
  cross join lateral ST_Subdivide(ST_Boundary(ST_Transform(f.geom, 3857)), 256) part
  where f.district = p_district and f.layer_version_id = p_version and ST_NPoints(f.geom) > 256;

  -- Generalised to a quarter of a pixel of 512-pixel tiles at the lowest zoom that each level serves, without specks.
  insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
  select f.district, f.layer_version_id, f.feature_id, l.level, 'fill', f.class, g.geom
  from land.layer_feature f
  cross join (values (12, 4.8), (10, 19.1)) l (level, tolerance)
  cross join lateral (select ST_SimplifyPreserveTopology(ST_Transform(f.geom, 3857), l.tolerance) as geom) g
  where f.district = p_district and f.layer_version_id = p_version and ST_Area(g.geom) > power(l.tolerance * 2, 2);

  update land.layer_version v
  set feature_count = s.n, vertex_count = s.vertices, area_m2 = coalesce(s.area, 0), bounds = s.bounds,
      repaired_count = p.repaired, refused_count = p.refused
  from (
    select count(*)::int as n, coalesce(sum(ST_NPoints(f.geom)), 0)::int as vertices, sum(f.area_m2) as area,
           ST_SetSRID(ST_Extent(f.geom)::geometry, 4490) as bounds
    from land.layer_feature f where f.district = p_district and f.layer_version_id = p_version
  ) s, (
    select count(*) filter (where b.action = 'repaired')::int as repaired,
           count(*) filter (where b.action = 'refused')::int as refused
    from land.layer_problem b where b.layer_version_id = p_version
  ) p
  where v.layer_version_id = p_version;

  update land.district d
  set extent = v.bounds
  from land.layer_version v
  where d.district = p_district and v.layer_version_id = p_version and v.role = 'townships' and v.bounds is not null;
end;
