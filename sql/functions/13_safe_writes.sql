-- Notes with each new version who made it: the person for whom the transaction works, or nobody where the platform does.
create or replace function work.note_change() returns trigger
language plpgsql
as $$
begin
  new.changed_by := nullif(current_setting('app.person', true), '')::bigint;
  new.changed_at := clock_timestamp();
  return new;
end
$$;

create or replace trigger note_change before update on land.report
for each row when (new.version <> old.version) execute function work.note_change();
create or replace trigger note_change before update on land.layer_version
for each row when (new.revision <> old.revision) execute function work.note_change();
create or replace trigger note_change before update on work.person
for each row when (new.version <> old.version) execute function work.note_change();
create or replace trigger note_change before update on work.organisation
for each row when (new.version <> old.version) execute function work.note_change();
create or replace trigger note_change before update on work.post
for each row when (new.version <> old.version) execute function work.note_change();
create or replace trigger note_change before update on work.deputy
for each row when (new.version <> old.version) execute function work.note_change();

-- A new state of a job is a new version of it; progress and leases are not.
create or replace function work.count_state() returns trigger
language plpgsql
as $$
begin
  new.version := old.version + 1;
  new.changed_by := nullif(current_setting('app.person', true), '')::bigint;
  new.changed_at := clock_timestamp();
  return new;
end
$$;

create or replace trigger count_state before update on work.job
for each row when (new.state <> old.state or new.cancel_asked <> old.cancel_asked) execute function work.count_state();
