-- Layers whose features carry their own dates (REGISTER_ROLES of domain/layer.ts).
create or replace function land.is_register(p_role text) returns boolean
language sql immutable parallel safe
begin atomic
  select p_role in ('land-approvals', 'rural-permits', 'urban-permits', 'homestead-approvals', 'facility-filings',
                    'temporary-use', 'idle-approvals', 'works-permits', 'temporary-permits', 'accepted-projects');
end;

-- Which version of each layer would serve a day if p_also were published too: one row a role that has such a version.
--
-- Registers: the newest version, whatever the day, since their features carry their own dates. Other layers: the version
-- in force on the day; where none was yet, the earliest, with later_than_day = true, which rules turn into a doubt.
-- Looks past row level security: which version serves does not depend on who asks, and whoever may not read it gets no other instead.
-- In PL/pgSQL, since that plans once a connection.
create or replace function land.layers_with(p_district text, p_day date, p_also bigint)
returns table (role text, layer_version_id bigint, version int, valid_from date, later_than_day boolean)
language plpgsql stable parallel safe security definer
as $$
begin
  return query
  select distinct on (v.role) v.role, v.layer_version_id, v.version, v.valid_from,
         v.valid_from > p_day and not r.is_register
  from land.layer_version v
  cross join lateral land.is_register(v.role) r (is_register)
  where v.district = p_district and (v.status = 'published' or v.layer_version_id = p_also)
  order by v.role,
           (v.valid_from <= p_day or r.is_register) desc,
           case when v.valid_from <= p_day or r.is_register then v.valid_from end desc nulls last,
           v.valid_from, v.version desc;
end
$$;

-- Which version of each layer serves a day.
create or replace function land.layers_as_of(p_district text, p_day date)
returns table (role text, layer_version_id bigint, version int, valid_from date, later_than_day boolean)
language plpgsql stable parallel safe security definer
as $$
begin
  return query select * from land.layers_with(p_district, p_day, null);
end
$$;

-- How a permit's dates stand to a day (PermitTiming of domain/ledger.ts).
create or replace function land.permit_timing(p_status text, p_from date, p_to date, p_day date) returns text
language sql immutable parallel safe
begin atomic
  select case
    when p_status in ('revoked', 'replaced') then 'revoked'
    when p_from is null then 'undated'
    when p_from > p_day then 'issued-later'
    when p_to < p_day then 'expired'
    else 'in-force'
  end;
end;

-- The survey before one that serves, where both say how land is planted; null where there is none.
create or replace function land.survey_before(p_district text, p_version bigint) returns bigint
language sql stable parallel safe security definer
begin atomic
  select b.layer_version_id
  from land.layer_version v
  join land.layer_version b
    on b.district = v.district and b.role = v.role and b.status = 'published' and b.has_planting and b.valid_from < v.valid_from
  where v.district = p_district and v.layer_version_id = p_version and v.has_planting
  order by b.valid_from desc, b.version desc
  limit 1;
end;

-- A threshold as it stands on a day in a district (lawBook of server/rules/law.ts): the row that its two people added last, else the general one.
create or replace function land.threshold_on(p_district text, p_key text, p_day date) returns float8
language sql stable parallel safe
begin atomic
  select coalesce(
    (select case when not t.is_general then t.value end
     from rules.threshold t
     where t.key = p_key and t.district = p_district and t.in_force @> p_day
     order by t.threshold_id desc limit 1),
    (select t.value from rules.threshold t where t.key = p_key and t.district is null and t.in_force @> p_day));
end;
