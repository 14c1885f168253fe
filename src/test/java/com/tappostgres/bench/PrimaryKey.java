package com.tappostgres.bench;

/** Whether a table has a primary key: one without is split only among several readers, a single one takes one statement. */
enum PrimaryKey {
    WITHOUT,
    WITH
}
