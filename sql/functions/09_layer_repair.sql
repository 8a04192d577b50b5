-- Repairs one invalid feature of a layer (structure method: overlaps of its own parts count once), stores it and lists it
-- with its area before and after. False where that gives no polygon: then nothing is stored.
--
-- Only for shapes whose crossings were counted before: ST_MakeValid of a tangle runs for minutes, and a native server dies
-- where a statement timeout fires inside it. So it is called without one.
create or replace function land.repair_layer_feature(
  p_district text, p_version bigint, p_feature_id int, p_source_key text, p_class text, p_name text,
  p_from date, p_to date, p_attributes text, p_wkb bytea) returns boolean
language plpgsql
as $$
declare
  plane constant int := (select plane_srid from land.district where district = p_district);
  raw constant geometry := ST_GeomFromWKB(p_wkb, 4490);
  fault constant valid_detail := ST_IsValidDetail(raw);
  fixed geometry;
begin
  begin
    fixed := ST_Multi(ST_CollectionExtract(ST_MakeValid(raw, 'method=structure'), 3));
  exception when others then
    return false;
  end;
  if fixed is null or ST_IsEmpty(fixed) or not ST_IsValid(fixed) then
    return false;
  end if;

  insert into land.layer_feature (district, layer_version_id, feature_id, source_key, class, name, valid_from, valid_to,
                                  attributes, area_m2, geom)
  values (p_district, p_version, p_feature_id, p_source_key, p_class, p_name, p_from, p_to, p_attributes::jsonb,
          land.area_of_record(fixed, plane), fixed);
  -- Before: the planar area by the shoelace formula, as the invalid rings give it. Their centroid may lie anywhere, since it
  -- divides by that area: k² is taken where the repaired feature is.
  insert into land.layer_problem (layer_version_id, feature_id, source_key, action, code, detail, area_before_m2,
                                  area_after_m2, location)
  values (p_version, p_feature_id, p_source_key, 'repaired', 'invalid', (fault).reason,
          ST_Area(ST_Transform(raw, plane)) / land.plane_scale2(ST_Transform(fixed, plane)),
          land.area_of_record(fixed, plane), (fault).location);
  return true;
end
$$;
