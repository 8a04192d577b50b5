-- Hash of a geometry's shape: of its bytes, whatever vertex a ring begins with and whichever way it runs.
create or replace function land.shape_hash(p_geom geometry) returns text
language sql immutable strict parallel safe
begin atomic
  select encode(sha256(ST_AsBinary(ST_Normalize(p_geom), 'NDR')), 'hex');
end;
