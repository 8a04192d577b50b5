-- Where reports may lie: the bounds of the townships that serve today. Kept as it is where no township layer does. Whoever publishes
-- a layer sets it, and has no other right to the district's row.
create or replace function land.set_district_extent(p_district text) returns void
language sql security definer
begin atomic
  update land.district d
  set extent = v.bounds
  from land.layers_as_of(p_district, current_date) s
  join land.layer_version v on v.layer_version_id = s.layer_version_id
  where d.district = p_district and s.role = 'townships' and v.bounds is not null;
end;
