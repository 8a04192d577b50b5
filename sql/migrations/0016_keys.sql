-- Ids of the master keys (KEK) that something in this database was made with; the keys themselves are never in it. A server
-- whose key file lacks one of them does not start.
create table work.data_key (
  key_id        text primary key check (key_id ~ '^[0-9a-f]{8}$'),
  first_used_at timestamptz not null default now()
);

-- Tokens are stored under a pepper from now on: nobody's session of before is found by it.
delete from work.session;
comment on column work.session.token_sha256 is 'HMAC-SHA256 of the token under the session pepper.';
