-- A finding made again from storage takes the layer versions that it took; what was a wrong hit stays known as one.

drop function if exists land.overlay(text, bigint[], date); -- it gets a parameter
