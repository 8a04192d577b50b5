-- Thresholds as a register that is only added to; what an evaluation was judged by; what a change of a layer or a threshold changed.

alter table rules.threshold
  drop constraint threshold_key_in_force_excl,
  add column threshold_id bigint generated always as identity primary key,
  add column district text references land.district,
  -- A row of a district by which the general row holds again from then on.
  add column is_general boolean not null default false,
  add column approval_id bigint references work.approval,
  add column recorded_at timestamptz not null default now(),
  -- General rows come with a release, each district's own of two people.
  add check ((district is null) = (approval_id is null)),
  add check (not is_general or district is not null and value is null);
-- Of general rows one holds on a day; of a district's rows the one that was added last.
alter table rules.threshold add constraint one_general_row exclude using gist (key with =, in_force with &&) where (district is null);
create index on rules.threshold (district, key);
comment on table rules.threshold is
  'Numbers with legal weight. A change is a new row: old acts are judged by the old value, and no row is ever changed.';

-- The law of a day, as it was when something was judged by it: numbers with their sources, and the version of each rule. Kept once
-- for all evaluations that used it.
create table rules.law (
  law_id      bigint generated always as identity primary key,
  sha256      text not null unique, -- of the content
  content     jsonb not null,       -- LawContent of server/rules/law.ts
  recorded_at timestamptz not null default now()
);

-- Null in evaluations of earlier releases.
alter table land.evaluation
  add column report       jsonb,  -- ReportFacts as judged
  add column ground       jsonb,  -- what of GroundFacts stands in no column or table of its own
  add column law_id       bigint references rules.law, -- of the day as_of
  add column today        date,   -- of the comparison with today's law; null where there was none
  add column today_law_id bigint references rules.law,
  -- Of an act between two images: {from, laws: [{to, lawId}], grounds: [{to, ground}]}, of the parts before the one that ends with as_of.
  add column earlier      jsonb,
  add column differences  jsonb not null default '[]', -- LawDifference[] of server/rules/judge.ts
  add check ((today is null) = (today_law_id is null)),
  add check ((report is null) = (law_id is null) and (report is null) = (ground is null));
