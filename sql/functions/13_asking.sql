-- Who asks, as the request's transaction says: settings that last as long as it does.
create or replace function work.asking(p_what text) returns text
language sql stable parallel safe
begin atomic
  select nullif(current_setting('app.' || p_what, true), '');
end;

-- The agriculture bureau's rules: change of farmland use (NG), facilities (GH), homesteads (HS), and farmland taken (NA-01, NA-02).
-- The other wall says the same in domain/access.ts.
create or replace function work.concerns_agriculture(p_rules text[], p_doubt_rules text[]) returns boolean
language plpgsql immutable parallel safe
as $$
begin
  return exists (select from unnest(p_rules) as r (rule) where left(rule, 2) in ('NG', 'GH', 'HS') or rule in ('NA-01', 'NA-02'))
      or exists (select from unnest(p_doubt_rules) as r (rule) where left(rule, 2) in ('NG', 'GH', 'HS'));
end
$$;

-- The next three look past row level security, whose own question they answer. What policies ask of each row or with each statement is
-- in PL/pgSQL, which plans once a connection: a function in SQL that cannot become part of the statement is read and planned anew each time.

-- Reports that are or were with a township.
create or replace function work.reports_of_township(p_district text, p_township text) returns setof bigint
language plpgsql stable security definer
as $$
begin
  return query select a.report_id from work.assignment a where a.district = p_district and a.township = p_township;
end
$$;

-- Reports that were sent to a unit.
create or replace function work.reports_sent_to(p_org bigint) returns setof bigint
language plpgsql stable security definer
as $$
begin
  return query select t.report_id from work.transfer t where t.to_org = p_org and t.sent_at is not null;
end
$$;

-- Until when a patch was with a township: for ever while it is, else the moment when it was last taken back.
create or replace function work.with_township_until(p_district text, p_report bigint, p_township text) returns timestamptz
language plpgsql stable security definer
as $$
begin
  return (
    select max(coalesce(a.withdrawn_at, 'infinity'))
    from work.assignment a
    where a.district = p_district and a.report_id = p_report and a.township = p_township);
end
$$;

-- Whether the one who asks heads the leading office, whose head reads what is kept from all others.
create or replace function work.heads_the_office() returns boolean
language sql stable parallel safe
begin atomic
  select exists (
    select from work.organisation o
    where o.org_id = work.asking('org')::bigint and o.kind = 'office' and o.head_id = coalesce(work.asking('for'), work.asking('person'))::bigint);
end;
