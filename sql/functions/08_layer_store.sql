-- One batch of a layer file into its staging version. Valid features are stored as they are. Of an invalid one nothing is
-- stored: it is answered with PostGIS's reason and place, for the import to repair or to refuse.
create or replace function land.store_layer_features(
  p_district text, p_version bigint, p_feature_ids int[], p_source_keys text[], p_classes text[], p_names text[],
  p_from date[], p_to date[], p_attributes text[], p_wkb bytea[])
returns table (feature_id int, reason text, lon float8, lat float8)
language sql
begin atomic
  with input as materialized (
    select f.feature_id, f.source_key, f.class, f.name, f.valid_from, f.valid_to, f.attributes,
           ST_GeomFromWKB(f.wkb, 4490) as geom
    from unnest(p_feature_ids, p_source_keys, p_classes, p_names, p_from, p_to, p_attributes, p_wkb)
      f (feature_id, source_key, class, name, valid_from, valid_to, attributes, wkb)
  ),
  judged as materialized (
    select i.*, v.valid, v.reason, v.location
    from input i
    cross join lateral ST_IsValidDetail(i.geom) v
  ),
  stored as (
    insert into land.layer_feature (district, layer_version_id, feature_id, source_key, class, name, valid_from, valid_to,
                                    attributes, area_m2, geom)
    select p_district, p_version, j.feature_id, j.source_key, j.class, j.name, j.valid_from, j.valid_to,
           j.attributes::jsonb, land.area_of_record(j.geom, d.plane_srid), j.geom
    from judged j
    join land.district d on d.district = p_district
    where j.valid
  )
  select j.feature_id, j.reason, ST_X(j.location), ST_Y(j.location)
  from judged j
  where not j.valid
  order by j.feature_id;
end;
