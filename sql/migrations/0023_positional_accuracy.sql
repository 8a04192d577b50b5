-- How far a border may lie from where it is drawn, and what follows for areas (docs/adr/0032-three-values.md).

drop function if exists land.overlay(text, bigint[], date), land.overlay(text, bigint[], date, jsonb); -- its answer gets columns

alter table land.layer_version add column accuracy_m float8 check (accuracy_m between 0 and 1000);
comment on column land.layer_version.accuracy_m is '± m, as its maker states it; null: accuracy.layerM of rules.threshold.';
alter table land.report add column accuracy_m float8 check (accuracy_m between 0 and 1000);
comment on column land.report.accuracy_m is '± m, as whoever measured it states; null: accuracy.reportM of rules.threshold.';

alter table land.ledger_entry
  add column low_m2 float8 check (low_m2 >= 0),
  add column high_m2 float8 check (high_m2 >= low_m2);
comment on column land.ledger_entry.low_m2 is 'What of the entry there is whichever way the borders lie off; null where no rule needs it.';

alter table land.report add column certainty text check (certainty in ('certain', 'possible'));
comment on column land.report.certainty is 'Of the accusing finding that leads; null where none accuses.';
update land.report set certainty = 'certain' where verdict = 'suspected';
create index on land.report (district, certainty) where certainty = 'possible';
