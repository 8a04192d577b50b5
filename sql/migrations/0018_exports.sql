-- Exports are registered and handed out; transfers have their own second person, and never were among the approvals.
alter table work.approval
  drop constraint approval_kind_check,
  add constraint approval_kind_check check (kind in ('layer.publish', 'layer.withdraw', 'report.export', 'assignment.deadline', 'evidence.void'));

-- Of a unit that receives compartments: known to whoever asked alone, since its number of rows tells of them.
alter table work.export add column is_apart boolean not null default false;

-- For the list of one's own.
create index on work.export (asked_by, asked_at desc);
