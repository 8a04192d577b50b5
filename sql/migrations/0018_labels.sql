-- Posts of today with their clearance: the function answers one more column, and is made anew with all others.
drop function if exists work.posts_today(bigint);

-- What a layer's publisher released it by belongs to it like its source.
alter table land.layer_version add constraint layer_version_released check (label not in ('sensitive', 'important') or release_no is not null) not valid;
