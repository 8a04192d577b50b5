-- Answers and arguments of these change: sql/functions puts them in place anew.
drop function if exists land.overlay(text, bigint[], date);
drop function if exists land.ledger(geometry, float8, jsonb, geometry[], text[], boolean, boolean);
