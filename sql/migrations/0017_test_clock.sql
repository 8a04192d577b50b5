-- The day that posts and deadlines are counted by, moved for tests: only where the database is marked `acceptance`.
create table ops.test_clock (
  only_row boolean primary key default true check (only_row),
  shift    interval not null
);
grant select on ops.test_clock to public;

create function ops.refuse_test_clock() returns trigger language plpgsql as $$
begin
  if not exists (select from ops.mark where kind = 'acceptance') then
    raise exception using errcode = '42501', message = 'only a database of the acceptance profile has a clock of its own';
  end if;
  return new;
end $$;
create trigger acceptance_only before insert or update on ops.test_clock
  for each row execute function ops.refuse_test_clock();
