-- A term that runs out changes what a report is judged as, although nobody changed anything: each day is followed up like a change.

alter table work.replay
  drop constraint replay_cause_check,
  add constraint replay_cause_check check (cause in ('threshold', 'layer.publish', 'layer.withdraw', 'day')),
  drop constraint replay_check,
  add constraint replay_check check (num_nonnulls(threshold_id, layer_version_id) = (cause <> 'day')::int
                                     and (cause = 'threshold') = (threshold_id is not null));
create unique index on work.replay (district, due_on) where cause = 'day';
