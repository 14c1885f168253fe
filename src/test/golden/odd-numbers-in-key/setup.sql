create table n (k float8 primary key); insert into n values (1.5), ('NaN');
