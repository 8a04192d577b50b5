-- Those who may approve are told what waits for them, which need not be about a report.
alter table work.notification
  alter column report_id drop not null,
  alter column report_no drop not null,
  add column approval_id bigint, -- no reference, which would wait for whoever holds the approval
  add constraint notification_subject check (num_nonnulls(report_id, approval_id) = 1 and (report_id is null) = (report_no is null));
