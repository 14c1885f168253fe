create table dates (d date, ts timestamp, tz timestamptz, t time);
insert into dates values ('infinity', '-infinity', '10000-01-01', '24:00'), ('0044-03-15 BC', '2024-02-29 12:00:00.5', '2024-02-29 12:00+02', '12:00');
