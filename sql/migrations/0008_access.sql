-- The second wall of access: requests run as a role that row level security holds (sql/functions/90_access.sql has grants and
-- policies), so that a query which forgets who asks finds nothing.

-- Roles belong to the server, not to this database: another database of it may have made them.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['tuban_request', 'tuban_service'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
end
$$;

-- Who reported a patch sees it, whatever became of it.
alter table land.report
  add column reported_by  bigint references work.person,
  add column reported_org bigint references work.organisation;
create index on land.report (reported_org) where reported_org is not null;

-- Whether there is a password may be known; the hash may not.
alter table work.person
  add column has_password boolean not null generated always as (password_hash is not null) stored;

-- It took whole rows of people, hashes included.
drop function if exists work.named(work.person, work.person);

-- A report handed to another unit (移送). Those to the supervision commission and to public security are compartments: nobody but
-- the sender, the head of the leading office and the receiving unit may learn that they exist. Ids are random, since numbers in a
-- row would tell of what is missing.
create table work.transfer (
  transfer_id   uuid primary key default gen_random_uuid(),
  district      text not null,
  report_id     bigint not null,
  to_org        bigint not null references work.organisation,
  from_org      bigint not null references work.organisation,
  is_compartment boolean not null,
  ask           text not null check (length(ask) between 1 and 2000), -- what is asked of the unit
  due_on        date,
  state         text not null check (state in ('proposed', 'sent', 'received', 'answered', 'refused', 'withdrawn')),
  asked_by      bigint not null references work.person,
  asked_for     bigint references work.person,
  asked_at      timestamptz not null default now(),
  -- Compartments leave with a second person's word; others at once.
  sent_by       bigint references work.person,
  sent_at       timestamptz,
  received_by   bigint references work.person,
  received_at   timestamptz,
  answer        text check (length(answer) between 1 and 4000),
  answered_by   bigint references work.person,
  answered_for  bigint references work.person,
  answered_at   timestamptz,
  ended_by      bigint references work.person, -- refused or withdrawn, …
  ended_at      timestamptz,
  end_reason    text check (length(end_reason) between 1 and 2000), -- … and why
  version       int not null default 1,
  foreign key (district, report_id) references land.report,
  check (to_org <> from_org),
  check ((sent_at is null) = (sent_by is null)),
  check (state <> 'answered' or (answer is not null and answered_at is not null)),
  check ((state in ('refused', 'withdrawn')) = (ended_at is not null)),
  check (not is_compartment or sent_by <> asked_by)
);
-- A report is with a unit once at a time.
create unique index on work.transfer (district, report_id, to_org) where state in ('proposed', 'sent', 'received');
create index on work.transfer (to_org, state);

-- Which unit may act by a rule in a township (职权): art. 65 of the planning law names towns, and sub-districts act only where it was
-- delegated to them. A row of the township goes before one of the district.
create table rules.power (
  power_id   bigint generated always as identity primary key,
  district   text not null references land.district,
  rule_group text not null check (rule_group ~ '^[A-Z]{2}(-[0-9]{2})?$'), -- RP, or RP-03
  township   text,                        -- null: wherever no row of the township says otherwise
  agency     text not null check (agency ~ '^[A-Z]{2}$'), -- of member_unit; TW is the township itself
  basis      text not null check (length(basis) between 1 and 500), -- article or document of delegation
  confirmed  boolean not null default false, -- false is shown as unconfirmed
  valid_from date not null,
  valid_to   date,
  changed_by bigint references work.person,
  changed_at timestamptz not null default now(),
  ended_by   bigint references work.person,
  ended_at   timestamptz,
  version    int not null default 1,
  check (valid_to >= valid_from)
);
create unique index on rules.power (district, rule_group, township, valid_from) nulls not distinct where ended_at is null;
