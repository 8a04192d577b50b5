-- A valid geometry in another plane, and valid there: see land.parts_of for why it may not be.
create or replace function land.moved_to(p_geom geometry, p_srid int) returns geometry
language plpgsql immutable strict parallel unsafe
as $$
declare
  moved constant geometry := ST_Transform(p_geom, p_srid);
  fixed geometry;
begin
  if ST_IsValid(moved) then
    return moved;
  end if;
  begin
    fixed := ST_CollectionExtract(ST_MakeValid(moved, 'method=structure'), 3);
  exception when others then
    null; -- as it is
  end;
  return case when fixed is null or ST_IsEmpty(fixed) then moved else fixed end;
end
$$;

-- Stored features from p_first to p_last cut into pieces for the overlay and shapes for tiles. Called range by range, so
-- that an import can be called off between two.
create or replace function land.cut_layer_features(p_district text, p_version bigint, p_first int, p_last int) returns void
language sql
begin atomic
  insert into land.layer_piece (district, layer_version_id, feature_id, class, planting, geom)
  select f.district, f.layer_version_id, f.feature_id, f.class,
         case when v.role = 'land-use' then land.planting_of(f.attributes) end, piece.geom
  from land.layer_feature f
  join land.layer_version v on v.layer_version_id = f.layer_version_id
  join land.district d on d.district = f.district
  cross join lateral (
    select (ST_Dump(part)).geom as geom from unnest(land.parts_of(land.moved_to(f.geom, d.plane_srid), 64)) part
  ) piece
  where f.district = p_district and f.layer_version_id = p_version and f.feature_id between p_first and p_last
    and ST_Dimension(piece.geom) = 2;

  -- Every vertex, in pieces where there are many of them; then the outline separately, since pieces have seams.
  insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
  select f.district, f.layer_version_id, f.feature_id, 0, 'fill', f.class, part
  from land.layer_feature f
  cross join lateral unnest(case
    when ST_NPoints(f.geom) > 256 then land.parts_of(land.moved_to(f.geom, 3857), 256)
    else array[ST_Transform(f.geom, 3857)]
  end) part
  where f.district = p_district and f.layer_version_id = p_version and f.feature_id between p_first and p_last;

  insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
  select f.district, f.layer_version_id, f.feature_id, 0, 'outline', f.class, part
  from land.layer_feature f
  cross join lateral unnest(land.parts_of(ST_Boundary(ST_Transform(f.geom, 3857)), 256)) part
  where f.district = p_district and f.layer_version_id = p_version and f.feature_id between p_first and p_last
    and ST_NPoints(f.geom) > 256;

  -- Generalised to a quarter of a pixel (512 to a tile) at the lowest zoom that the level serves; under a pixel², nothing.
  insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
  select f.district, f.layer_version_id, f.feature_id, l.level, 'fill', f.class, g.geom
  from land.layer_feature f
  cross join (values (12, 19.1), (10, 76.4)) l (level, pixel_m)
  cross join lateral (
    -- Fenced in, else it is computed for the row and for the condition.
    select ST_SimplifyPreserveTopology(ST_Transform(f.geom, 3857), l.pixel_m / 4) as geom offset 0
  ) g
  where f.district = p_district and f.layer_version_id = p_version and f.feature_id between p_first and p_last
    and ST_Area(g.geom) > l.pixel_m * l.pixel_m;
end;

-- Counts, area and bounds of a version whose features are all there.
create or replace function land.sum_up_layer(p_district text, p_version bigint) returns void
language sql
begin atomic
  update land.layer_version v
  set feature_count = f.n, vertex_count = f.vertices, area_m2 = f.area_m2, bounds = f.bounds,
      has_planting = v.role = 'land-use' and f.says_planting, repaired_count = p.repaired, refused_count = p.refused
  from (
    select count(*)::int as n, coalesce(sum(ST_NPoints(geom)), 0)::int as vertices, coalesce(sum(area_m2), 0) as area_m2,
           ST_SetSRID(ST_Extent(geom)::geometry, 4490) as bounds, coalesce(bool_or(land.says_planting(attributes)), false) as says_planting
    from land.layer_feature where district = p_district and layer_version_id = p_version
  ) f, (
    select count(*) filter (where action = 'repaired')::int as repaired,
           count(*) filter (where action = 'refused')::int as refused
    from land.layer_problem where layer_version_id = p_version
  ) p
  where v.layer_version_id = p_version;
end;
