-- Whether a report is an act that may add up with others: it takes farmland, counts for itself, and nobody said that it is lawful or
-- nothing at all.
create or replace function land.adds_up(p_district text, p_report_id bigint) returns boolean
language sql stable parallel safe
begin atomic
  select exists (
    select from land.farmland_act a
    join land.report r on r.district = a.district and r.report_id = a.report_id
    where a.district = p_district and a.report_id = p_report_id
      and coalesce(r.decision, 'unsure') in ('suspected', 'unsure')
      and not exists (select from land.standing s where s.district = a.district and s.report_id = a.report_id));
end;

-- land.group_edges_of(district, reports, metres): pairs of acts of which at least one is given, that lie at most so many metres apart,
-- or name the same party. Distances are of the ellipsoid: planar ÷ k. Parties are compared by their blind index; where both have an ID
-- number, that alone decides, and phone and name tell nothing.
create or replace function land.group_edges_of(p_district text, p_report_ids bigint[], p_metres float8)
returns table (one_id bigint, other_id bigint, basis text, distance_m float8, one_on date, other_on date)
language sql stable security definer
begin atomic
  with given as materialized (
    select r.report_id, r.geom
    from land.report r
    where r.district = p_district and r.report_id = any (p_report_ids) and land.adds_up(p_district, r.report_id)
  ),
  near as materialized (
    select g.report_id, o.report_id as partner_id, ST_Distance(p.plane, p.partner) / sqrt(land.plane_scale2(p.plane)) as distance_m
    from given g
    join land.district d on d.district = p_district
    -- A degree of latitude has more than 110 km everywhere, one of longitude more than its cosine of that.
    cross join lateral (
      select ST_Expand(g.geom, p_metres / (110000 * cos(radians(greatest(abs(ST_YMin(g.geom)), abs(ST_YMax(g.geom)))))),
                       p_metres / 110000) as box
    ) e
    join land.report o on o.district = p_district and o.report_id <> g.report_id and o.geom && e.box
    cross join lateral (select ST_Transform(g.geom, d.plane_srid) as plane, ST_Transform(o.geom, d.plane_srid) as partner) p
    where land.adds_up(p_district, o.report_id)
  ),
  of_party as materialized (
    select a.report_id, b.report_id as partner_id,
           case when a.id_no_index = b.id_no_index then 'id-no'
                when a.phone_index = b.phone_index then 'phone' else 'name' end as basis
    from given g
    join work.party a on a.district = p_district and a.report_id = g.report_id and a.role = 'party'
    join work.party b
      on b.district = p_district and b.role = 'party' and b.report_id <> a.report_id
     and (b.id_no_index = a.id_no_index
          or (a.id_no_index is null or b.id_no_index is null) and (b.phone_index = a.phone_index or b.name_index = a.name_index))
    where land.adds_up(p_district, b.report_id)
  ),
  edge as (
    select least(n.report_id, n.partner_id) as one_id, greatest(n.report_id, n.partner_id) as other_id, 'adjoining' as basis,
           n.distance_m
    from near n
    where n.distance_m <= p_metres
    union all
    select least(p.report_id, p.partner_id), greatest(p.report_id, p.partner_id), p.basis, null
    from of_party p
  )
  select e.one_id, e.other_id, e.basis, min(e.distance_m), a.judged_on, b.judged_on
  from edge e
  join land.farmland_act a on a.district = p_district and a.report_id = e.one_id
  join land.farmland_act b on b.district = p_district and b.report_id = e.other_id
  group by e.one_id, e.other_id, e.basis, a.judged_on, b.judged_on;
end;

-- The given reports, and all whose group may change with theirs: by edges, by a person's hand, by being in one group today.
create or replace function land.grouped_with(p_district text, p_report_ids bigint[]) returns setof bigint
language sql stable security definer
begin atomic
  with recursive reach (report_id) as (
    select unnest(p_report_ids)
    union
    select n.report_id
    from reach r
    cross join lateral (
      select case when e.one_id = r.report_id then e.other_id else e.one_id end as report_id
      from land.group_edge e
      where e.district = p_district and r.report_id in (e.one_id, e.other_id)
      union all
      select o.report_id
      from land.group_member m
      join land.group_member o on o.district = m.district and o.group_id = m.group_id and o.until is null
      where m.district = p_district and m.report_id = r.report_id and m.until is null
      union all
      select unnest(a.beside || a.report_id)
      from land.group_act a
      where a.district = p_district and a.undone_at is null and r.report_id = any (a.beside || a.report_id)
    ) n
  )
  select report_id from reach;
end;

-- land.shared_cells(ids, geometries): the ground that several of them claim, in parts of which each is claimed by the same ones.
-- What an operation on it cannot give is left out, so that whoever adds up has to compare with what was measured before.
create or replace function land.shared_cells(p_ids bigint[], p_geoms geometry[])
returns table (report_ids bigint[], geom geometry)
language plpgsql immutable parallel unsafe
as $$
declare
  cells geometry[] := '{}';
  owners text[] := '{}'; -- ids with commas between: arrays of arrays must be rectangular
  next_cells geometry[];
  next_owners text[];
  inside geometry;
  rest geometry;
begin
  for n in 1..coalesce(cardinality(p_ids), 0) loop
    next_cells := '{}';
    next_owners := '{}';
    rest := p_geoms[n];
    for c in 1..coalesce(cardinality(cells), 0) loop
      inside := land.hit(cells[c], p_geoms[n]);
      if inside is null or ST_IsEmpty(inside) then
        next_cells := next_cells || cells[c];
        next_owners := next_owners || owners[c];
      else
        next_cells := next_cells || inside;
        next_owners := next_owners || (owners[c] || ',' || p_ids[n]);
        next_cells := next_cells || land.excess_safely(cells[c], array[p_geoms[n]]);
        next_owners := next_owners || owners[c];
        rest := land.excess_safely(rest, array[cells[c]]);
      end if;
    end loop;
    cells := next_cells || rest;
    owners := next_owners || p_ids[n]::text;
  end loop;
  return query
    select string_to_array(owner, ',')::bigint[], cell
    from unnest(owners, cells) u (owner, cell)
    where strpos(owner, ',') > 0 and not ST_IsEmpty(cell);
end
$$;

-- land.farmland_taken(district, reports): R∩永久基本农田 and R∩一般耕地 of each report as geometry in the district's plane, made once
-- more of the facts of its current evaluation, by the layers and the permits that served it. The ledger keeps areas only, and two of
-- them do not tell what both claim. Null geometry: nothing of the kind.
create or replace function land.farmland_taken(p_district text, p_report_ids bigint[])
returns table (report_id bigint, kind text, geom geometry, scale2 float8)
language sql stable security definer
begin atomic
  with patch as materialized (
    select r.report_id, e.evaluation_id, e.as_of, g.geom, land.plane_scale2(g.geom) as scale2,
           r.attributes ->> 'use' as use, r.type
    from land.report r
    join land.district d on d.district = r.district
    join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
    cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) g
    where r.district = p_district and r.report_id = any (p_report_ids)
  ),
  feature as materialized (
    select p.report_id, v.role, f.layer_version_id, f.feature_id, f.class,
           land.permit_timing(lf.attributes ->> 'status', lf.valid_from, lf.valid_to, p.as_of) = 'in-force' as in_force,
           p.use is null or p.use in ('guardHouse', 'greenhouse', 'livestock', 'aquaculture', 'farmStorage') as by_filing,
           p.type is not distinct from 'ND' as by_road
    from patch p
    join land.fact f on f.district = p_district and f.evaluation_id = p.evaluation_id
    join land.layer_version v on v.layer_version_id = f.layer_version_id
    join land.layer_feature lf
      on lf.district = p_district and lf.layer_version_id = f.layer_version_id and lf.feature_id = f.feature_id
    where v.role in ('land-use', 'basic-farmland', 'land-approvals', 'temporary-use', 'facility-filings')
  ),
  ground as materialized (
    select f.report_id, k.kind, land.hit(p.geom, ST_ClipByBox2D(lp.geom, ST_Expand(p.geom, 1)::box2d)) as geom
    from feature f
    join patch p on p.report_id = f.report_id
    join land.layer_piece lp
      on lp.layer_version_id = f.layer_version_id and lp.feature_id = f.feature_id and lp.geom && p.geom
    cross join lateral (
      values (case when f.role = 'land-use' and land.land_group(f.class) = 'cultivated' then 'cultivated' end),
             (case when f.role = 'basic-farmland' then 'basic' end),
             (case when f.role in ('land-approvals', 'temporary-use') and f.in_force
                     or f.role = 'facility-filings' and f.in_force and f.by_filing
                     or f.role = 'land-use' and f.class like '1006%' and f.by_road then 'covered' end)
    ) k (kind)
    where k.kind is not null
  ),
  kinds as materialized (
    select g.report_id, g.kind, land.merged_safely(array_remove(array_agg(g.geom), null)) as geom
    from ground g
    group by g.report_id, g.kind
  )
  select p.report_id, t.kind, t.geom, p.scale2
  from patch p
  left join kinds c on c.report_id = p.report_id and c.kind = 'cultivated'
  left join kinds b on b.report_id = p.report_id and b.kind = 'basic'
  left join kinds x on x.report_id = p.report_id and x.kind = 'covered'
  cross join lateral (
    values ('basic', land.excess_safely(b.geom, array_remove(array[x.geom], null))),
           ('ordinary', land.excess_safely(c.geom, array_remove(array[x.geom, b.geom], null)))
  ) t (kind, geom);
end;

-- land.group_overlaps(district, reports): farmland that several reports of a group take: one row a kind and a set of reports that
-- claim the same ground. Beside it, of each report that overlaps another, all that it takes (a set of one), so that whoever adds up
-- can tell whether the ground made once more is the ground that was measured.
create or replace function land.group_overlaps(p_district text, p_report_ids bigint[])
returns table (kind text, report_ids bigint[], area_m2 float8)
language sql stable security definer
begin atomic
  with touching as materialized (
    select distinct a.report_id
    from land.report a
    join land.report b on b.district = a.district and b.report_id <> a.report_id and b.geom && a.geom
    join land.district d on d.district = a.district
    cross join lateral (
      select land.hit(ST_Transform(a.geom, d.plane_srid), ST_Transform(b.geom, d.plane_srid)) as shared) h
    where a.district = p_district and a.report_id = any (p_report_ids) and b.report_id = any (p_report_ids)
      and (h.shared is null or ST_Area(h.shared) > 0.01)
  ),
  taken as materialized (
    select t.report_id, t.kind, t.geom, t.scale2
    from land.farmland_taken(p_district, array(select report_id from touching)) t
  ),
  listed as materialized (
    select t.kind, array_agg(t.report_id order by t.report_id) as ids, array_agg(t.geom order by t.report_id) as geoms
    from taken t
    where t.geom is not null and not ST_IsEmpty(t.geom)
    group by t.kind
  )
  select t.kind, array[t.report_id], coalesce(ST_Area(t.geom) / t.scale2, 0) from taken t
  union all
  -- k² differs by parts in a billion between neighbours: that of the first will do.
  select l.kind, c.report_ids, ST_Area(c.geom) / (select t.scale2 from taken t where t.report_id = c.report_ids[1] limit 1)
  from listed l
  cross join lateral land.shared_cells(l.ids, l.geoms) c
  -- Less is left of edges that run along each other.
  where ST_Area(c.geom) > 0.001;
end;
