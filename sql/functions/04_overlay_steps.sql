-- Robust set operations on polygons in the plane, and how wide what is left of them is.
--
-- The ladder (docs/adr/0008): floating precision first, then a grid of 0.1 mm, then of 1 mm. An operation that fails on
-- every step raises; whoever measures catches that for the one report concerned.
--
-- On the embedded engine GEOS cannot catch an error of its own: it leaves a block without running its handler, goes on behind
-- it, and leaves what was called half done, of which a later call may die. So handlers here do nothing, what stands behind a
-- block is right for one that failed, and there even the first step is on a grid, of 1 µm, where overlays do not fail.
--
-- What has a block with a handler, or calls such, is parallel unsafe: PostgreSQL starts no subtransaction in a parallel plan.

-- Grids of the ladder in m, in the order they are tried; -1 is floating precision.
create or replace function land.grids() returns float8[]
language sql immutable parallel safe
begin atomic
  select case when version() like '%emscripten%' then array[1e-6, 1e-4, 1e-3] else array[-1, 1e-4, 1e-3] end;
end;

-- Polygons of a set operation on a grid of the ladder. Lines and points that shared edges leave are dropped.
create or replace function land.shared(a geometry, b geometry, p_grid float8 default (land.grids())[1]) returns geometry
language sql immutable strict parallel safe
begin atomic
  select ST_CollectionExtract(ST_Intersection(a, b, p_grid), 3);
end;

create or replace function land.without(a geometry, b geometry, p_grid float8 default (land.grids())[1]) returns geometry
language sql immutable parallel safe
begin atomic
  select case when b is null or ST_IsEmpty(b) or ST_IsEmpty(a) then a
              else ST_CollectionExtract(ST_Difference(a, b, p_grid), 3) end;
end;

-- The same difference, held to area(A∩B) + area(A−B) = area(A): where borders nearly coincide, floating overlay of what other
-- overlays left gives a wrong area without an error (0.3 m² of 590, 10 of 33). That may be the area of A∩B, so where it does not hold
-- area(A∪B) = area(A−B) + area(B) will do; raises where neither holds.
create or replace function land.parted(a geometry, b geometry, p_grid float8, p_tolerance float8) returns geometry
language plpgsql immutable parallel safe
as $$
declare
  rest geometry;
begin
  if a is null or b is null or not a && b or ST_IsEmpty(a) or ST_IsEmpty(b) then
    return a;
  end if;
  rest := land.without(a, b, p_grid);
  if abs(ST_Area(land.shared(a, b, p_grid)) + ST_Area(rest) - ST_Area(a)) > p_tolerance
     and abs(ST_Area(land.merged(array[a, b], p_grid)) - ST_Area(b) - ST_Area(rest)) > p_tolerance then
    raise exception 'what is shared and what is left do not make the whole';
  end if;
  return rest;
end
$$;

-- Areas of polygons that do not overlap, added up; null is nothing.
create or replace function land.summed(p_parts geometry[]) returns float8
language sql immutable parallel safe
begin atomic
  select coalesce(sum(ST_Area(part)), 0) from unnest(p_parts) part;
end;

-- One geometry of many, overlaps counted once; null of none.
create or replace function land.merged(p_parts geometry[], p_grid float8 default (land.grids())[1]) returns geometry
language sql immutable parallel safe
begin atomic
  select case
    when cardinality(p_parts) = 1 then p_parts[1]
    when cardinality(p_parts) > 1 then
      case when p_grid > 0 then (select ST_Union(part, p_grid) from unnest(p_parts) part)
           else (select ST_Union(part) from unnest(p_parts) part) end
  end;
end;

-- One piece of a layer within a report: never raises, so that one bad pair cannot stop a batch. Null = could not be had.
create or replace function land.hit(p_report geometry, p_piece geometry) returns geometry
language plpgsql immutable strict parallel unsafe
as $$
declare
  grid float8;
begin
  foreach grid in array land.grids() loop
    begin
      return land.shared(p_report, p_piece, grid);
    exception when others then
      null; -- the next, coarser grid
    end;
  end loop;
  return null;
end
$$;

-- The same, of a piece that is first clipped to the report's box, a metre to spare, so that the cut edge never lies on the
-- report's own. Rectangle clipping can leave a ring that crosses itself (5 of 16,000 pairs), of which GEOS fails or gives a wrong area:
-- then of the whole piece.
create or replace function land.hit_in_box(p_report geometry, p_piece geometry) returns geometry
language sql immutable strict parallel unsafe
begin atomic
  select land.hit(p_report, case when ST_IsValid(c.clip) then c.clip else p_piece end)
  from (select ST_ClipByBox2D(p_piece, ST_Expand(p_report, 1)::box2d) as clip offset 0) c;
end;

-- Parts of at most p_max vertices, so that no single intersection is long; the whole where it cannot be cut. A polygon that
-- is valid in longitude and latitude may cross itself in the plane, since its edges are straight in both: one that runs
-- 2 km lies 5 cm off. What cannot be measured of it, land.hit and land.ledger find.
create or replace function land.parts_of(p_geom geometry, p_max int) returns geometry[]
language plpgsql immutable strict parallel unsafe
as $$
declare
  parts geometry[] := array[p_geom];
begin
  if ST_NPoints(p_geom) <= p_max then
    return parts;
  end if;
  begin
    parts := array(select ST_Subdivide(p_geom, p_max, (land.grids())[1]));
  exception when others then
    null; -- whole
  end;
  return parts;
end
$$;

-- Cells of at most p_max vertices that together make the polygon, halved along their longer side until they do. Clipping by
-- a box takes the time of reading the vertices, where ST_Subdivide overlays every part of every half; it may go wrong along
-- the box, so a half whose area does not add up is overlaid after all, and what cannot be halved stays whole.
create or replace function land.cells_of(p_geom geometry, p_max int) returns setof geometry
language plpgsql immutable strict parallel unsafe rows 16
as $$
declare
  west constant float8 := ST_XMin(p_geom);
  east constant float8 := ST_XMax(p_geom);
  south constant float8 := ST_YMin(p_geom);
  north constant float8 := ST_YMax(p_geom);
  -- Not half: what people draw is even, and a border along the box is what goes wrong.
  share constant float8 := 0.4876;
  first_box geometry; second_box geometry;
  first_half geometry; second_half geometry;
begin
  if ST_NPoints(p_geom) <= p_max or greatest(east - west, north - south) < 0.01 then
    return next p_geom;
    return;
  end if;
  if east - west > north - south then
    first_box := ST_MakeEnvelope(west - 1, south - 1, west + share * (east - west), north + 1, ST_SRID(p_geom));
    second_box := ST_MakeEnvelope(west + share * (east - west), south - 1, east + 1, north + 1, ST_SRID(p_geom));
  else
    first_box := ST_MakeEnvelope(west - 1, south - 1, east + 1, south + share * (north - south), ST_SRID(p_geom));
    second_box := ST_MakeEnvelope(west - 1, south + share * (north - south), east + 1, north + 1, ST_SRID(p_geom));
  end if;
  first_half := ST_CollectionExtract(ST_ClipByBox2D(p_geom, first_box::box2d), 3);
  second_half := ST_CollectionExtract(ST_ClipByBox2D(p_geom, second_box::box2d), 3);
  if not land.makes(p_geom, first_half, second_half) then
    first_half := land.hit(p_geom, first_box);
    second_half := land.hit(p_geom, second_box);
  end if;
  if land.makes(p_geom, first_half, second_half) then
    return query select * from land.cells_of(first_half, p_max);
    return query select * from land.cells_of(second_half, p_max);
  else
    return next p_geom;
  end if;
end
$$;

-- Whether two halves have the area of the whole, and are polygons that can be reckoned with once they are small.
create or replace function land.makes(p_whole geometry, p_first geometry, p_second geometry) returns boolean
language sql immutable parallel safe
begin atomic
  select coalesce(abs(ST_Area(p_first) + ST_Area(p_second) - ST_Area(p_whole)) < 1e-9 * ST_Area(p_whole) + 1e-6
                  and (ST_NPoints(p_first) > 1024 or ST_IsValid(p_first))
                  and (ST_NPoints(p_second) > 1024 or ST_IsValid(p_second)), false);
end;

-- A polygon in p_side × p_side squares of its box, each with what lies in it: a geom of null could not be had.
create or replace function land.squares_of(p_geom geometry, p_side int) returns table (square geometry, geom geometry)
language plpgsql immutable parallel unsafe rows 4
as $$
declare
  x constant float8 := ST_XMin(p_geom);
  y constant float8 := ST_YMin(p_geom);
  width constant float8 := (ST_XMax(p_geom) - x) / p_side;
  height constant float8 := (ST_YMax(p_geom) - y) / p_side;
begin
  for i in 0..p_side - 1 loop
    for j in 0..p_side - 1 loop
      -- Neighbours compute the border between them alike.
      square := ST_MakeEnvelope(x + i * width, y + j * height, x + (i + 1) * width, y + (j + 1) * height, ST_SRID(p_geom));
      geom := land.hit(p_geom, square);
      if geom is null or not ST_IsEmpty(geom) then
        return next;
      end if;
    end loop;
  end loop;
end
$$;

-- Diameter of the largest circle that fits inside, in m: of the widest part. Measured only where the area is under 100 m²
-- (the sliver bound of domain rules 3.8): null elsewhere.
--
-- What is under 0.1 m wide or high is as wide as that, at most: to GEOS 3.11 its circle is work without end or limit of
-- memory, which nothing interrupts. Part by part, since the circle is found to a thousandth of the extent.
create or replace function land.width_of(p_plane geometry, p_area float8) returns float8
language plpgsql immutable parallel unsafe
as $$
declare
  whole geometry;
  part geometry;
  bound float8; -- no circle in the part is wider
  circle float8;
  widest float8 := 0;
begin
  if p_plane is null or p_area >= 100 or p_area <= 0 then
    return null;
  end if;
  if ST_GeometryType(p_plane) = 'ST_GeometryCollection' then
    -- From several cells: merged, on a grid that closes the seams, so that no border between two of them halves a width.
    whole := ST_Union(p_plane, 0.0001);
  end if;
  for part in select d.geom from ST_Dump(coalesce(whole, p_plane)) d order by ST_Area(d.geom) desc loop
    bound := least(ST_XMax(part) - ST_XMin(part), ST_YMax(part) - ST_YMin(part), 2 * sqrt(ST_Area(part) / pi()));
    continue when bound <= widest;
    if bound < 0.1 then
      widest := bound;
    else
      circle := null;
      begin
        circle := 2 * (ST_MaximumInscribedCircle(part)).radius;
      exception when others then
        null; -- the bound
      end;
      widest := greatest(widest, coalesce(circle, bound));
    end if;
  end loop;
  return widest;
end
$$;

-- As land.merged and land.without, but on the ladder and never raising: what a batch of many reports may call.
create or replace function land.merged_safely(p_parts geometry[]) returns geometry
language plpgsql immutable parallel unsafe
as $$
declare
  grid float8;
begin
  foreach grid in array land.grids() loop
    begin
      return land.merged(p_parts, grid);
    exception when others then
      null; -- the next, coarser grid
    end;
  end loop;
  return ST_Collect(p_parts); -- invalid: land.ledger will fail on it and say so
end
$$;

create or replace function land.excess_safely(p_patch geometry, p_parts geometry[]) returns geometry
language plpgsql immutable parallel unsafe
as $$
declare
  tolerance constant float8 := greatest(0.01, 1e-6 * ST_Area(p_patch));
  grid float8;
begin
  foreach grid in array land.grids() loop
    begin
      return land.parted(p_patch, land.merged(p_parts, grid), grid, tolerance);
    exception when others then
      null; -- the next, coarser grid
    end;
  end loop;
  return p_patch; -- nothing can be said to be covered
end
$$;

-- What lies in the cells of a report, beside each other: one polygon, or a collection whose areas add up.
create or replace function land.laid_together(p_shapes geometry[]) returns geometry
language sql immutable parallel safe
begin atomic
  select case when cardinality(s.shapes) > 1 then ST_Collect(s.shapes) else s.shapes[1] end
  from (select array_remove(p_shapes, null) as shapes) s;
end;

-- Whether the entries of all cells together make the patch, as land.ledger asserts of one.
create or replace function land.closes(p_names text[], p_shapes geometry[]) returns boolean
language sql immutable parallel safe
begin atomic
  select abs(t.covered - t.patch) <= t.tolerance
         and (t.surveyed is null or abs(t.surveyed - t.patch) <= t.tolerance)
  from (
    select sum(ST_Area(e.shape)) filter (where e.name = 'patch') as patch,
           greatest(0.01, 1e-6 * sum(ST_Area(e.shape)) filter (where e.name = 'patch')) as tolerance,
           sum(ST_Area(e.shape)) filter (where e.name in ('remainder', 'coveredLandApproval', 'coveredTemporaryUse', 'coveredFacilityFiling', 'coveredRuralRoad')) as covered,
           case when 'unsurveyed' = any (p_names) then
             sum(ST_Area(e.shape)) filter (where e.name in ('cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed'))
           end as surveyed
    from unnest(p_names, p_shapes) e (name, shape)
  ) t;
end;
