-- The day that posts and deadlines are counted by: the calendar of the district, whatever the server's clock. Only a database
-- of the acceptance profile may have it moved.
create or replace function work.today() returns date
language plpgsql stable parallel safe
as $$
begin
  return ((now() + coalesce((select t.shift from ops.test_clock t), interval '0')) at time zone 'Asia/Shanghai')::date;
end
$$;

-- Posts in which a person may act today: his own, then those of officers for whom he stands in. Asked with each request: by way of
-- the person's rows, however many others there are.
create or replace function work.posts_today(p_person bigint)
returns table (post_id bigint, deputy_id bigint, role text, org_id bigint, org_code text, org_name_zh text, org_name_en text,
               district text, township text, for_id bigint, for_name_zh text, for_name_en text, clearance text)
language sql stable parallel safe
begin atomic
  select p.post_id, g.deputy_id, p.role, o.org_id, o.code, o.name_zh, o.name_en, o.district, o.township,
         f.person_id, f.name_zh, f.name_en, p.clearance
  from (
    select own.post_id, null::bigint as deputy_id from work.post own where own.person_id = p_person and own.revoked_at is null
    union all
    select d.post_id, d.deputy_id from work.deputy d
    where d.person_id = p_person and d.ended_at is null and (select work.today()) between d.valid_from and d.valid_to
  ) g
  join work.post p on p.post_id = g.post_id
  join work.organisation o on o.org_id = p.org_id
  left join work.person f on f.person_id = p.person_id and g.deputy_id is not null
  where p.revoked_at is null and (select work.today()) between p.valid_from and coalesce(p.valid_to, 'infinity')
  order by g.deputy_id nulls first, p.post_id;
end;

-- The units of a district: those of the notice, and one for each township of the serving layer. Adds what is missing, and
-- keeps what was changed. Whoever publishes the townships' layer makes them, and has no other right to.
create or replace function work.ensure_organisations(p_district text) returns void
language sql security definer
begin atomic
  insert into work.organisation (district, code, kind, name_zh, name_en)
  select p_district, u.code, u.kind, u.name_zh, u.name_en
  from rules.member_unit u
  where u.kind <> 'township'
  on conflict (district, code) do nothing;

  insert into work.organisation (district, code, kind, name_zh, name_en, township)
  select p_district, 'TW-' || f.source_key, 'township', coalesce(f.name, f.source_key), coalesce(f.name, f.source_key), f.source_key
  from land.layers_as_of(p_district, work.today()) v
  join land.layer_feature f on f.district = p_district and f.layer_version_id = v.layer_version_id
  where v.role = 'townships' and f.source_key ~ '^[0-9]{9,12}$'
  on conflict (district, code) do update set name_zh = excluded.name_zh
    where organisation.name_zh = organisation.township;
end;

-- 三员分立: nobody holds two of the three posts that run the platform, nor one of them and a post with cases.
create or replace function work.refuse_mixed_posts() returns trigger
language plpgsql security definer
as $$
declare
  run_by constant text[] := array['sysadmin', 'secadmin', 'auditor'];
begin
  -- The person's row is held, so that two grants at once do not pass each other.
  perform from work.person p where p.person_id = new.person_id for update;
  if exists (
    select from work.post p
    where p.person_id = new.person_id and p.post_id <> new.post_id and p.revoked_at is null and p.role <> new.role
      and (p.role = any (run_by) or new.role = any (run_by))
  ) then
    raise exception using errcode = '23P01', message = 'posts that must be held by different people';
  end if;
  return new;
end
$$;

create or replace trigger mixed_posts before insert or update of role, person_id, revoked_at on work.post
for each row when (new.revoked_at is null) execute function work.refuse_mixed_posts();

-- A name in the trail: who acted, and for whom where he stood in for somebody.
create or replace function work.named(p_who text, p_for text) returns text
language sql immutable parallel safe
begin atomic
  select p_who || coalesce('（代' || p_for || '）', '');
end;
