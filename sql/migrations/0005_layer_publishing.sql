-- Who published a layer version, and who took it back.
alter table land.layer_version
  add column published_by text,
  add column withdrawn_at timestamptz,
  add column withdrawn_by text,
  add check ((withdrawn_at is null) = (withdrawn_by is null));

-- Replaced by functions that answer what they could not store, and that work in chunks.
drop function if exists land.store_layer_features(text, bigint, jsonb, jsonb);
drop function if exists land.finish_layer(text, bigint);
