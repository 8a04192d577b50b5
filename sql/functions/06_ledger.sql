-- land.ledger(...): the area ledger of one report, or of one cell of it: names of entries (LedgerEntry of domain/ledger.ts),
-- their polygons in the same order (null: nothing there), and the step of the ladder that it took.
--
-- p_patch: the report in the district's plane, or the cell. p_kinds: what of it lies in each kind of ground, already cut to
-- it, merged, keyed by kind. p_roles: layers that served; planting where the survey says how land is planted, survey-before
-- where one before it does. Entries of a missing layer are absent.
-- p_covers_filing, p_covers_road: whether facility filings and rural roads count as legal coverage of this report.
-- p_is_in_belt: whether the report reaches into the belt along a road.
--
-- Each step asserts that the kinds of ground make the patch, legal coverage and the rest too, and the kinds of what is not
-- covered that rest; of every other difference area(A∩B) + area(A−B) = area(A). The first step on which all hold counts, and
-- none gives step 4: only patch and remainder, which rules turn into a doubt.
create or replace function land.ledger(
  p_patch geometry, p_kinds jsonb, p_geoms geometry[], p_roles text[],
  p_covers_filing boolean, p_covers_road boolean, p_is_in_belt boolean, out names text[], out shapes geometry[], out step int)
language plpgsql immutable parallel unsafe
as $$
declare
  grids constant float8[] := (land.grids())[1] || land.grids();
  grid float8;
  patch geometry; patch_m2 float8; tolerance float8;

  cultivated geometry; other_ag geometry; construction geometry; unused geometry; surveyed geometry;
  pbf geometry; red_line geometry; conform geometry; boundaries geometry;
  approval geometry; temporary geometry; filing geometry; road geometry; covered geometry; rest geometry;
  unsurveyed geometry;
  forest geometry; grass geometry; public_forest geometry; commercial_forest geometry;
  approved geometry; supply geometry; registration geometry; beside_roads geometry; belt geometry;
  has_land_use constant boolean := 'land-use' = any (p_roles);

begin
  for attempt in 0..3 loop
    begin
      grid := grids[attempt + 1];
      patch := case when attempt = 1 then ST_ReducePrecision(p_patch, 0.0001) else p_patch end;
      patch_m2 := ST_Area(patch);
      tolerance := greatest(0.01, 1e-6 * patch_m2);

      cultivated := land.kind_of(p_kinds, p_geoms, 'cultivated', attempt);
      other_ag := land.kind_of(p_kinds, p_geoms, 'otherAgricultural', attempt);
      construction := land.kind_of(p_kinds, p_geoms, 'construction', attempt);
      unused := land.kind_of(p_kinds, p_geoms, 'unused', attempt);
      surveyed := land.merged(array_remove(array[cultivated, other_ag, construction, unused], null), grid);
      -- Ground that polygons of two groups claim goes to the first: cultivated, other agricultural, construction, unused.
      if abs(coalesce(ST_Area(surveyed), 0) - coalesce(ST_Area(cultivated), 0) - coalesce(ST_Area(other_ag), 0)
             - coalesce(ST_Area(construction), 0) - coalesce(ST_Area(unused), 0)) > 1e-6 then
        other_ag := land.parted(other_ag, cultivated, grid, tolerance);
        construction := land.parted(land.parted(construction, cultivated, grid, tolerance), other_ag, grid, tolerance);
        unused := land.parted(land.parted(land.parted(unused, cultivated, grid, tolerance), other_ag, grid, tolerance), construction, grid, tolerance);
      end if;
      forest := land.parted(land.kind_of(p_kinds, p_geoms, 'forestLand', attempt), cultivated, grid, tolerance);
      grass := land.parted(land.parted(land.kind_of(p_kinds, p_geoms, 'grassland', attempt), cultivated, grid, tolerance), forest, grid, tolerance);
      unsurveyed := land.without(patch, surveyed, grid);
      if abs(land.summed(array[cultivated, other_ag, construction, unused, unsurveyed]) - patch_m2) > tolerance then
        raise exception 'the surveyed ground and the rest do not make the patch';
      end if;

      pbf := land.kind_of(p_kinds, p_geoms, 'basicFarmland', attempt);
      red_line := land.kind_of(p_kinds, p_geoms, 'redLine', attempt);
      conform := land.parted(land.parted(land.kind_of(p_kinds, p_geoms, 'conformingZone', attempt), pbf, grid, tolerance), red_line, grid, tolerance);
      boundaries := land.merged(array_remove(array[land.kind_of(p_kinds, p_geoms, 'urban', attempt),
                                                   land.kind_of(p_kinds, p_geoms, 'village', attempt)], null), grid);

      public_forest := land.kind_of(p_kinds, p_geoms, 'publicForest', attempt);
      commercial_forest := land.parted(land.kind_of(p_kinds, p_geoms, 'commercialForest', attempt), public_forest, grid, tolerance);

      -- Legal coverage, in the order of domain rules 3.1 step 5; each without what stands before it. The three kinds of
      -- approval are one entry, as rules ask for it, and of it what the second and the third add to those before them.
      approval := land.kind_of(p_kinds, p_geoms, 'landApproval', attempt);
      approved := land.kind_of(p_kinds, p_geoms, 'approval', attempt);
      supply := land.parted(land.kind_of(p_kinds, p_geoms, 'supply', attempt), approved, grid, tolerance);
      registration := land.parted(land.parted(land.kind_of(p_kinds, p_geoms, 'registration', attempt), approved, grid, tolerance), supply, grid, tolerance);
      temporary := land.parted(land.kind_of(p_kinds, p_geoms, 'temporaryUse', attempt), approval, grid, tolerance);
      covered := land.merged(array_remove(array[approval, temporary], null), grid);
      filing := case when p_covers_filing then land.parted(land.kind_of(p_kinds, p_geoms, 'filing', attempt), covered, grid, tolerance) end;
      covered := land.merged(array_remove(array[covered, filing], null), grid);
      road := case when p_covers_road then land.parted(land.kind_of(p_kinds, p_geoms, 'ruralRoad', attempt), covered, grid, tolerance) end;
      covered := land.merged(array_remove(array[covered, road], null), grid);
      rest := land.without(patch, covered, grid);
      if abs(land.summed(array[approval, temporary, filing, road, rest]) - patch_m2) > tolerance then
        raise exception 'the covered ground and the rest do not make the patch';
      end if;

      names := array['patch', 'remainder'];
      shapes := array[patch, rest];
      if has_land_use then
        names := names || array['cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed', 'coveredRuralRoad'];
        shapes := shapes || array[cultivated, other_ag, construction, unused, unsurveyed, road];
      end if;
      if 'basic-farmland' = any (p_roles) then
        names := names || 'basicFarmland'::text;
        shapes := shapes || pbf;
      end if;
      if 'eco-red-line' = any (p_roles) then
        names := names || 'redLine'::text;
        shapes := shapes || red_line;
      end if;
      if 'plan-zones' = any (p_roles) then
        names := names || array['planConform', 'planContrary'];
        shapes := shapes || array[conform, land.parted(patch, conform, grid, tolerance)];
      end if;
      if 'urban-boundary' = any (p_roles) then
        names := names || 'ruralArea'::text;
        shapes := shapes || land.parted(patch, land.kind_of(p_kinds, p_geoms, 'urban', attempt), grid, tolerance);
      end if;
      if 'land-approvals' = any (p_roles) then
        names := names || array['coveredLandApproval', 'coveredSupply', 'coveredRegistration'];
        shapes := shapes || array[approval, supply, registration];
      end if;
      if 'temporary-use' = any (p_roles) then
        names := names || 'coveredTemporaryUse'::text;
        shapes := shapes || temporary;
      end if;
      if 'facility-filings' = any (p_roles) then
        names := names || array['coveredFacilityFiling', 'filingCovered'];
        shapes := shapes || array[filing, land.kind_of(p_kinds, p_geoms, 'filing', attempt)];
      end if;
      if 'rural-permits' = any (p_roles) then
        names := names || 'ruralPermitCovered'::text;
        shapes := shapes || land.kind_of(p_kinds, p_geoms, 'ruralPermit', attempt);
      end if;
      if 'urban-permits' = any (p_roles) then
        names := names || 'urbanPermitCovered'::text;
        shapes := shapes || land.kind_of(p_kinds, p_geoms, 'urbanPermit', attempt);
      end if;
      if 'homestead-approvals' = any (p_roles) then
        names := names || 'homesteadCovered'::text;
        shapes := shapes || land.kind_of(p_kinds, p_geoms, 'homestead', attempt);
      end if;

      if 'farm-parks' = any (p_roles) then
        names := names || 'farmPark'::text;
        shapes := shapes || land.kind_of(p_kinds, p_geoms, 'farmPark', attempt);
      end if;
      if 'planting' = any (p_roles) then
        names := names || 'untilled'::text;
        shapes := shapes || land.kind_of(p_kinds, p_geoms, 'untilled', attempt);
        if 'survey-before' = any (p_roles) then
          names := names || 'untilledTwice'::text;
          shapes := shapes || land.shared(land.kind_of(p_kinds, p_geoms, 'untilled', attempt),
                                          land.kind_of(p_kinds, p_geoms, 'untilledBefore', attempt), grid);
        end if;
        if 'grain-zones' = any (p_roles) then
          names := names || 'nonGrainInZone'::text;
          shapes := shapes || land.shared(land.kind_of(p_kinds, p_geoms, 'nonGrain', attempt),
                                          land.kind_of(p_kinds, p_geoms, 'grainZone', attempt), grid);
        end if;
      end if;
      if has_land_use and 'roads' = any (p_roles) then
        -- Farmland beside the roads themselves: within the belt, and beyond it in a report that reaches into the belt.
        beside_roads := land.parted(cultivated, land.kind_of(p_kinds, p_geoms, 'rightOfWay', attempt), grid, tolerance);
        belt := land.kind_of(p_kinds, p_geoms, 'roadBelt', attempt);
        names := names || array['roadBelt', 'roadBeltBeyond'];
        shapes := shapes || array[land.shared(beside_roads, belt, grid),
                                  case when p_is_in_belt then land.parted(beside_roads, belt, grid, tolerance) end];
      end if;

      -- The same on R. Where nothing is covered, R is P and its parts are those above.
      if covered is not null and not ST_IsEmpty(covered) then
        cultivated := land.without(cultivated, covered, grid);
        other_ag := land.without(other_ag, covered, grid);
        construction := land.without(construction, covered, grid);
        unused := land.without(unused, covered, grid);
        unsurveyed := land.without(unsurveyed, covered, grid);
        pbf := land.parted(pbf, covered, grid, tolerance);
        red_line := land.parted(red_line, covered, grid, tolerance);
        conform := land.parted(conform, covered, grid, tolerance);
        forest := land.parted(forest, covered, grid, tolerance);
        grass := land.parted(grass, covered, grid, tolerance);
        public_forest := land.parted(public_forest, covered, grid, tolerance);
        commercial_forest := land.parted(commercial_forest, covered, grid, tolerance);
        if abs(land.summed(array[cultivated, other_ag, construction, unused, unsurveyed]) - ST_Area(rest)) > tolerance then
          raise exception 'the surveyed ground and the rest do not make what is not covered';
        end if;
      end if;
      if has_land_use then
        names := names || array['remainderCultivated', 'remainderOtherAgricultural', 'remainderConstruction',
                                'remainderUnused', 'remainderUnsurveyed', 'remainderForest', 'remainderGrassland'];
        shapes := shapes || array[cultivated, other_ag, construction, unused, unsurveyed, forest, grass];
      end if;
      if has_land_use and 'basic-farmland' = any (p_roles) then
        names := names || 'remainderOrdinaryCultivated'::text;
        shapes := shapes || land.parted(cultivated, pbf, grid, tolerance);
      end if;
      if 'basic-farmland' = any (p_roles) then
        names := names || 'remainderBasicFarmland'::text;
        shapes := shapes || pbf;
      end if;
      if 'eco-red-line' = any (p_roles) then
        names := names || 'remainderRedLine'::text;
        shapes := shapes || red_line;
      end if;
      if 'forests' = any (p_roles) then
        names := names || array['remainderPublicForest', 'remainderCommercialForest'];
        shapes := shapes || array[public_forest, commercial_forest];
      end if;
      if 'urban-boundary' = any (p_roles) and 'village-boundary' = any (p_roles) then
        names := names || 'remainderOutsideBoundaries'::text;
        shapes := shapes || land.parted(rest, boundaries, grid, tolerance);
      end if;
      if 'plan-zones' = any (p_roles) then
        names := names || array['remainderPlanConform', 'remainderPlanContrary'];
        shapes := shapes || array[conform, land.parted(rest, conform, grid, tolerance)];
      end if;
      step := attempt;
      return;
    exception when others then
      null; -- the next step of the ladder
    end;
  end loop;

  step := 4;
  names := array['patch', 'remainder'];
  shapes := array[p_patch, p_patch];
end
$$;
