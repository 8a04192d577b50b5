-- In plpgsql, which keeps its plan: called forty times a report, they take a third less time than as SQL.

-- One entry of the ledger: [m² on the ellipsoid, width in m or null]; nothing there is [0, null].
create or replace function land.entry(p_plane geometry, p_scale2 float8) returns jsonb
language plpgsql immutable parallel unsafe
as $$
declare
  area constant float8 := ST_Area(p_plane) / p_scale2;
begin
  return jsonb_build_array(coalesce(area, 0), land.width_of(p_plane, area));
end
$$;

-- All entries of a report: {"entry": [m², width or null]}. p_shapes in the order of p_names, null where nothing is there.
create or replace function land.entries(p_names text[], p_shapes geometry[], p_scale2 float8) returns jsonb
language plpgsql immutable parallel unsafe
as $$
declare
  entries jsonb[] := '{}';
begin
  for place in 1..cardinality(p_names) loop
    entries := entries || land.entry(p_shapes[place], p_scale2);
  end loop;
  return (select jsonb_object_agg(e.name, e.entry) from unnest(p_names, entries) e (name, entry));
end
$$;

-- The geometry of one kind among those of a report: p_kinds names the place of each kind in p_geoms. On step 1 of the
-- ladder coordinates are rounded to 0.1 mm first. Null where the report has nothing of the kind.
create or replace function land.kind_of(p_kinds jsonb, p_geoms geometry[], p_kind text, p_step int) returns geometry
language plpgsql immutable parallel safe
as $$
declare
  g constant geometry := p_geoms[(p_kinds ->> p_kind)::int];
begin
  return case when p_step = 1 and g is not null then ST_ReducePrecision(g, 0.0001) else g end;
end
$$;
