create table arrays (a integer[], b text[]); insert into arrays values ('{1,NULL}', '{}'), ('{{1},{2}}', '{"a,b","NULL",""}'), (NULL, NULL);
