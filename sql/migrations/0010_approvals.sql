-- Acts that need a second person (四眼), exports as registered objects, labels of layers and clearance of posts.

-- An act that somebody asked for and that another person has to approve before it is done.
create table work.approval (
  approval_id bigint generated always as identity primary key,
  district    text not null references land.district,
  kind        text not null check (kind in ('layer.publish', 'layer.withdraw', 'report.export', 'assignment.deadline',
                                            'evidence.void', 'transfer.send')),
  object      text not null,  -- what is acted on, as the audit trail calls it: layer-version:140404/12
  stream      text not null,  -- of the audit trail, in which every step is told
  payload     jsonb not null default '{}', -- what the act needs, and nothing that could be read anew when it is done
  reason      text not null check (length(reason) between 1 and 2000),
  asked_by    bigint not null references work.person,
  asked_for   bigint references work.person, -- the absent officer, where a deputy acts
  asked_at    timestamptz not null default now(),
  state       text not null default 'asked' check (state in ('asked', 'approved', 'refused', 'withdrawn', 'expired')),
  decided_by  bigint references work.person,
  decided_for bigint references work.person,
  decided_at  timestamptz,
  note        text check (length(note) between 1 and 2000),
  expires_at  timestamptz not null,
  version     int not null default 1,
  check ((state = 'asked') = (decided_at is null)),
  check ((state in ('asked', 'expired')) = (decided_by is null)),
  check (expires_at > asked_at),
  -- Whatever the program thinks: two people, and on neither side somebody of the other.
  check (state not in ('approved', 'refused')
         or (decided_by <> asked_by and decided_by is distinct from asked_for
             and decided_for is distinct from asked_by and (decided_for is null or decided_for is distinct from asked_for)))
);
-- One open question an act and object.
create unique index on work.approval (district, kind, object) where state = 'asked';
create index on work.approval (district, asked_at desc);

-- What left the house: who took what, for whom and what for.
create table work.export (
  export_id   bigint generated always as identity primary key,
  district    text not null references land.district,
  asked_by    bigint not null references work.person,
  asked_for   bigint references work.person,
  asked_at    timestamptz not null default now(),
  format      text not null check (format in ('csv', 'geojson')),
  filter      jsonb not null,
  report_ids  bigint[] not null, -- as the filter found them when it was asked
  label       text not null check (label in ('public', 'internal', 'sensitive', 'important')), -- the highest of its rows
  purpose     text not null check (length(purpose) <= 2000),
  recipient   text not null check (length(recipient) <= 200),
  approval_id bigint references work.approval, -- null where nobody had to be asked
  ready_at    timestamptz, -- null until it may be taken
  expires_at  timestamptz not null,
  handed_at   timestamptz,
  sha256      bytea check (length(sha256) = 32), -- of the file as it was handed out
  bytes       bigint check (bytes >= 0),
  check ((handed_at is null) = (sha256 is null) and (handed_at is null) = (bytes is null)),
  check (handed_at is null or ready_at is not null)
);
create index on work.export (district, asked_at desc);

-- waiting: imported to the end; a second person has to publish it.
alter table land.layer_version
  drop constraint layer_version_status_check,
  add constraint layer_version_status_check check (status in ('staging', 'waiting', 'published', 'withdrawn')),
  add check (status <> 'waiting' or sha256 is not null),
  -- 公开、内部、敏感、重要: whose post lacks the clearance does not see the layer.
  add column label text not null default 'internal' check (label in ('public', 'internal', 'sensitive', 'important')),
  -- 审批文号: by which the source released it.
  add column release_no text check (length(release_no) between 1 and 200),
  -- Who confirmed that it is no state secret (密级为非密).
  add column not_secret_by text;

alter table work.post
  add column clearance text not null default 'internal' check (clearance in ('public', 'internal', 'sensitive', 'important'));
-- They import and publish layers: nothing was hidden from them so far.
update work.post set clearance = 'important' where role in ('analyst', 'office');
