create schema "a.b"; create table "a.b"."it's ""odd"" " ("COLUMN" integer primary key, "{table}" text, "naïve" text);
insert into "a.b"."it's ""odd"" " values (1, 'x', 'y');
