create table orders (id integer primary key, customer varchar(20) not null, total numeric(10,2), updated_at timestamptz);
insert into orders values (1, 'Ann', 10.50, '2024-01-01 10:00+00'), (2, 'Bob', null, '2024-01-02 10:00:00.25+00'),
  (3, E'C"arl\n', 0.10, '2024-01-03 10:00+00');
