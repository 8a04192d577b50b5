-- Areas of record: planar area in the district's 3° zone divided by k², m² on the CGCS2000 ellipsoid.

-- The plane of a longitude: EPSG:4534–4554 (CGCS2000 / 3-degree Gauss-Kruger CM) for zones 25–45, else 910000 + zone.
create or replace function land.plane_srid(p_lon float8) returns int
language sql immutable strict parallel safe
begin atomic
  select case when zone between 25 and 45 then 4509 + zone else 910000 + ((zone % 120) + 120) % 120 end
  from (select round(p_lon / 3)::int zone) z;
end;

-- k² at the centroid of a planar geometry: k = 1 + x²/2R² + x⁴/24R⁴, x the distance from the central meridian,
-- R² = M·N, the product of the two radii of curvature at the centroid's latitude (a = 6378137, e² of CGCS2000).
create or replace function land.plane_scale2(p_plane geometry) returns float8
language plpgsql immutable strict parallel safe
as $$
declare
  e2 constant float8 := 0.00669438002290;
  c constant geometry := ST_Centroid(p_plane);
  x constant float8 := ST_X(c) - 500000;
  -- M·N = a²(1 − e²) / (1 − e² sin²φ)²
  r2 constant float8 := power(6378137, 2) * (1 - e2)
                        / power(1 - e2 * power(sin(radians(ST_Y(ST_Transform(c, 4490)))), 2), 2);
begin
  return power(1 + power(x, 2) / (2 * r2) + power(x, 4) / (24 * r2 * r2), 2);
end
$$;

-- Area of record of a geometry in longitude/latitude (EPSG:4490), m².
create or replace function land.area_of_record(p_geom geometry, p_plane_srid int) returns float8
language plpgsql immutable strict parallel safe
as $$
declare
  g constant geometry := ST_Transform(p_geom, p_plane_srid);
begin
  return case when ST_IsEmpty(p_geom) then 0 else ST_Area(g) / land.plane_scale2(g) end;
end
$$;
