-- Between which areas an entry of the ledger lies, given how far borders may lie off (docs/adr/0032-three-values.md).
--
-- Report and layer may be displaced against each other by a = sqrt(report² + layer²). E is the entry, E⁺ the same on the
-- report widened by a, P⁺, so with what lies just beside it. What of E lies farther than a from all that is not E⁺ is there
-- however they are displaced: low. What of P lies within a of E⁺ may be: high.

-- Layers whose borders make an entry; null for entries that no rule compares with a bound.
create or replace function land.roles_behind(p_entry text) returns text[]
language sql immutable parallel safe
begin atomic
  select case
    when p_entry in ('cultivated', 'remainderCultivated', 'remainderOtherAgricultural', 'remainderConstruction', 'remainderUnused',
                     'remainderForest', 'remainderGrassland', 'untilled', 'untilledTwice') then array['land-use']
    when p_entry in ('basicFarmland', 'remainderBasicFarmland') then array['basic-farmland']
    when p_entry in ('redLine', 'remainderRedLine') then array['eco-red-line']
    when p_entry = 'remainderOrdinaryCultivated' then array['land-use', 'basic-farmland']
    when p_entry = 'remainderOutsideBoundaries' then array['urban-boundary', 'village-boundary']
    when p_entry in ('remainderPublicForest', 'remainderCommercialForest') then array['forests']
    when p_entry = 'nonGrainInZone' then array['land-use', 'grain-zones']
    when p_entry = 'roadBeltBeyond' then array['land-use', 'roads']
    when p_entry = 'farmPark' then array['farm-parks']
    when p_entry = 'remainder' then '{}'::text[]
  end;
end;

-- ± m between a report and an entry of it: errors of two surveys that know nothing of each other add up in squares. What is
-- left after legal coverage has borders of the registers as well.
create or replace function land.displacement(p_entry text, p_report_m float8, p_layers_m jsonb, p_is_covered boolean) returns float8
language sql immutable parallel safe
begin atomic
  select sqrt(power(p_report_m, 2) + power(coalesce(max(m.value::float8), 0), 2))
  from jsonb_each_text(p_layers_m) m
  where m.key = any (land.roles_behind(p_entry))
     or p_is_covered and p_entry like 'remainder%' and m.key in ('land-approvals', 'temporary-use', 'facility-filings');
end;

-- Entries whose bounds can matter, with their displacement: {"entry": m}. Left out is what is provably beyond it. A point of
-- E within a of its border lies within a of one of its sides or corners, so low is at least area − a × outline − π a² ÷ 2 a
-- corner; at 3 m² it is beyond every ε. Lines of criminal law start at 5 亩 and may be halved: from 1,500 m² up the six areas that
-- are held against one are always told.
create or replace function land.open_entries(
  p_names text[], p_shapes geometry[], p_scale2 float8, p_report_m float8, p_layers_m jsonb) returns jsonb
language plpgsql immutable parallel safe
as $$
declare
  with_lines constant text[] := array['remainderBasicFarmland', 'remainderOrdinaryCultivated', 'remainderPublicForest',
                                      'remainderCommercialForest', 'remainderForest', 'remainderGrassland'];
  is_covered constant boolean := exists (
    select from unnest(p_names, p_shapes) e (name, shape) where e.name like 'covered%' and ST_Area(e.shape) > 0);
  open jsonb := '{}';
  area float8;
  a float8;
begin
  for place in 1..cardinality(p_names) loop
    area := ST_Area(p_shapes[place]) / p_scale2;
    continue when area is null or area < 0.5 or land.roles_behind(p_names[place]) is null;
    a := land.displacement(p_names[place], p_report_m, p_layers_m, is_covered);
    if area >= 1500 and p_names[place] = any (with_lines)
       or a > 0 and area - a * ST_Perimeter(p_shapes[place]) - pi() * a * a / 2 * ST_NPoints(p_shapes[place]) < 3 then
      open := open || jsonb_build_object(p_names[place], a);
    end if;
  end loop;
  return open;
end
$$;

-- [low, high] of one entry in m². What cannot be reckoned, or not in good time, is told by the bounds that always hold:
-- nothing, and all of the report. Gaps and strips under 0.1 m are borders drawn twice, and no ground.
create or replace function land.bounds_of(
  p_patch geometry, p_entry geometry, p_wide_patch geometry, p_wide_entry geometry, p_a float8, p_scale2 float8) returns jsonb
language plpgsql immutable parallel unsafe
as $$
declare
  area constant float8 := ST_Area(p_entry);
  answer constant jsonb := jsonb_build_array(0, ST_Area(p_patch) / p_scale2);
  grid float8;
  beside geometry;
  low float8;
  high float8;
begin
  if p_a = 0 then
    return jsonb_build_array(area / p_scale2, area / p_scale2);
  end if;
  if p_wide_entry is null or ST_NPoints(p_wide_patch) + ST_NPoints(p_wide_entry) > 2048 then
    return answer;
  end if;
  foreach grid in array land.grids() loop
    begin
      beside := ST_Buffer(land.without(p_wide_patch, p_wide_entry, grid), -0.05);
      low := case when ST_IsEmpty(beside) then area
                  else ST_Area(land.without(p_entry, ST_Buffer(beside, p_a + 0.05), grid)) end;
      high := ST_Area(land.shared(p_patch, ST_Buffer(ST_Buffer(p_wide_entry, -0.05), p_a + 0.05), grid));
      return jsonb_build_array(least(low, area) / p_scale2, greatest(high, area) / p_scale2);
    exception when others then
      null; -- the next, coarser grid
    end;
  end loop;
  return answer;
end
$$;

-- Entries of which the report has no square metre although their ground lies within a of it: with [m², width, 0, high].
-- p_near: {"role": m² of the report within a of it}.
create or replace function land.with_near(p_entries jsonb, p_near jsonb) returns jsonb
language sql immutable parallel safe
begin atomic
  select p_entries || coalesce(
    (select jsonb_object_agg(e.entry, (p_entries -> e.entry) || jsonb_build_array(
              0, greatest(least((n.value)::float8, (p_entries -> e.whole ->> 0)::float8), (p_entries -> e.entry ->> 0)::float8)))
     from jsonb_each_text(p_near) n
     join (values ('basic-farmland', 'basicFarmland', 'patch'), ('basic-farmland', 'remainderBasicFarmland', 'remainder'),
                  ('eco-red-line', 'redLine', 'patch'), ('eco-red-line', 'remainderRedLine', 'remainder'),
                  ('land-use', 'cultivated', 'patch'), ('land-use', 'remainderCultivated', 'remainder')) e (role, entry, whole)
       on e.role = n.key
     where p_entries ? e.entry and (p_entries -> e.entry ->> 0)::float8 < 1),
    '{}');
end;
