-- Evidence (电子证据): the bytes are files named by their SHA-256 (docs/evidence-format.md); here is what is known of them.
create table work.evidence (
  evidence_id      bigint generated always as identity primary key,
  district         text not null,
  report_id        bigint not null,
  client_uuid      uuid not null,          -- given by the sender when the item was made: a second sending is the same item
  sha256           bytea not null check (length(sha256) = 32),
  sm3              bytea not null check (length(sm3) = 32),
  size             bigint not null check (size > 0), -- bytes
  type             text not null check (type in ('image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf')),
  name             text not null check (length(name) between 1 and 200), -- as the sender calls it
  width            int check (width > 0),  -- pixels; null for papers
  height           int check (height > 0),
  orientation      int not null default 1 check (orientation between 1 and 8), -- as in EXIF
  -- What the camera wrote into the file.
  taken_at         timestamptz,
  taken_zone_known boolean,                -- false: the camera told no zone, and that of the district was assumed
  lon              float8 check (lon between -180 and 180), -- degrees
  lat              float8 check (lat between -90 and 90),
  position_error_m float8 check (position_error_m >= 0),
  device           text check (length(device) <= 100),
  received_at      timestamptz not null default now(),
  clock_offset_s   float8,                 -- the sending device's clock minus ours; null where it did not tell
  collector        bigint not null references work.person, -- 提取人
  collector_for    bigint references work.person,
  witness          text check (length(witness) between 1 and 100), -- 见证人
  label            text not null default 'sensitive' check (label in ('public', 'internal', 'sensitive', 'important')),
  -- 作废: nothing is deleted.
  voided_at        timestamptz,
  voided_by        bigint references work.person, -- who asked
  void_approved_by bigint references work.person, -- the second person
  void_reason      text check (length(void_reason) between 1 and 2000),
  -- The newest look at the file.
  checked_at       timestamptz not null default now(),
  is_sound         boolean not null default true,
  foreign key (district, report_id) references land.report,
  unique (district, report_id, sha256),
  unique (collector, client_uuid),
  check ((lon is null) = (lat is null)),
  check ((taken_at is null) = (taken_zone_known is null)),
  check (num_nonnulls(voided_at, voided_by, void_approved_by, void_reason) in (0, 4)),
  check (voided_by <> void_approved_by)
);
create index on work.evidence (sha256);
create index on work.evidence (checked_at);

-- Who did what with an item, from its receipt on.
create table work.evidence_custody (
  custody_id  bigint generated always as identity primary key,
  evidence_id bigint not null references work.evidence,
  at          timestamptz not null default clock_timestamp(),
  act         text not null check (act in ('received', 'received-again', 'read', 'listed', 'checked', 'void-asked', 'voided')),
  person_id   bigint references work.person, -- null: the platform itself
  acting_for  bigint references work.person,
  detail      text check (length(detail) <= 2000)
);
create index on work.evidence_custody (evidence_id, custody_id);

-- 待补证: a report whose photos could not be stored.
create table work.evidence_wanted (
  district  text not null,
  report_id bigint not null,
  since     timestamptz not null default now(),
  primary key (district, report_id),
  foreign key (district, report_id) references land.report
);

create function work.refuse_evidence_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '42501',
    message = format('%s of work.%s is refused: evidence is voided, never changed or deleted', tg_op, tg_table_name);
end $$;

create trigger refuse_removal before delete or truncate on work.evidence
  for each statement execute function work.refuse_evidence_change();
create trigger refuse_change
  before update of district, report_id, client_uuid, sha256, sm3, size, type, name, width, height, orientation, taken_at,
                   taken_zone_known, lon, lat, position_error_m, device, received_at, clock_offset_s, collector, collector_for
  on work.evidence
  for each statement execute function work.refuse_evidence_change();
create trigger refuse_change before update or delete or truncate on work.evidence_custody
  for each statement execute function work.refuse_evidence_change();
