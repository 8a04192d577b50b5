-- Roles and databases of the platform. Once for each PostgreSQL server, by its superuser:  psql -f deploy/roles.sql
-- Then set two passwords:  psql -c '\password tuban_owner' -c '\password tuban_app'
\set ON_ERROR_STOP on

-- Requests, and what the platform does by itself, run in these; nobody signs in as them.
create role tuban_request nologin;
create role tuban_service nologin;

-- Owns the tables: migrates, backs up, restores and drills, at the command line. The server never signs in as it.
create role tuban_owner login bypassrls replication createdb;
grant tuban_request, tuban_service to tuban_owner;

-- The server's login. It owns nothing, and has no right but those of the two roles.
create role tuban_app login;
grant tuban_request, tuban_service to tuban_app;

-- PostGIS can only be made by a superuser: databases of the platform are copies of one that has it.
create database template_postgis is_template true;
\connect template_postgis
create extension postgis;
grant select, insert on spatial_ref_sys to tuban_owner;
-- It looks at boxes and tells nothing of rows; without this the map's tiles do not use their index.
alter function geometry_overlaps(geometry, geometry) leakproof;

\connect postgres
create database tuban template template_postgis owner tuban_owner;
revoke all on database tuban from public;
grant connect on database tuban to tuban_app;
