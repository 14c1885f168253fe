package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.util.Locale;

/**
 * The tables that are read. The server makes their rows by arithmetic on the row's number: the same rows on each machine, without
 * a data set to fetch.
 */
enum BenchTable {
    /** The widest table of TPC-H: many short values of common types, about 140 bytes a row. */
    LINEITEM(3_000_000, "l_orderkey, l_linenumber", """
            l_orderkey integer not null, l_partkey integer not null, l_suppkey integer not null,
            l_linenumber integer not null, l_quantity numeric(15,2) not null,
            l_extendedprice numeric(15,2) not null, l_discount numeric(15,2) not null, l_tax numeric(15,2) not null,
            l_returnflag char(1) not null, l_linestatus char(1) not null, l_shipdate date not null,
            l_commitdate date not null, l_receiptdate date not null, l_shipinstruct char(25) not null,
            l_shipmode char(10) not null, l_comment varchar(44) not null
            """, """
            i / 4 + 1, i * 7919 %% 200000 + 1, i * 104729 %% 10000 + 1, i %% 4 + 1,
            i * 31 %% 50 + 1, (i * 48271 %% 10400000 + 90000) * 0.01, i * 17 %% 11 * 0.01, i * 13 %% 9 * 0.01,
            substr('ANR', (i * 7 %% 3 + 1)::int, 1), substr('OF', (i * 5 / 3 %% 2 + 1)::int, 1),
            date '1992-01-02' + (i * 37 %% 2500)::int, date '1992-01-31' + (i * 41 %% 2460)::int,
            date '1992-01-04' + (i * 37 %% 2500)::int,
            (array['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'])[i * 11 %% 4 + 1],
            (array['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'])[i * 19 %% 7 + 1],
            substr('%s', (i * 23 %% 330 + 1)::int, (i * 29 %% 34 + 10)::int)
            """.formatted(BenchTable.PROSE)),

    /** What an application logs: a value of each type that costs an encoder some thought, about 320 bytes a row. */
    EVENTS(1_000_000, "id", """
            id bigint not null, event_id uuid not null, created_at timestamptz not null, updated_at timestamp,
            active boolean not null, score double precision, quantity integer, name text not null, path text,
            payload jsonb not null, note text, tags text[]
            """, """
            i, md5(i::text)::uuid, timestamptz '2024-01-01 00:00:00+00' + i * interval '13.000731 seconds',
            timestamp '2024-01-01 00:00:00' + i * interval '17.5 seconds', i * 7 %% 3 = 0,
            (i * 7919 %% 1000003) / 7.0::float8, (i * 48271 %% 2000001 - 1000000)::int,
            'Visitor ' || i || ' of Zürich', '/shop/items/' || i * 31 %% 100000 || '/reviews?page=' || i %% 10,
            ('{"kind": "view", "user": ' || i * 17 %% 500000 || ', "price": ' || i %% 10000 * 0.01
                    || ', "labels": ["red", "blue"], "source": {"ip": "10.0.0.' || i %% 256 || '"}}')::jsonb,
            case i %% 4 when 0 then null when 1 then E'She said "no".\\nThen she left.\\r\\n\\tThe end.'
                    when 2 then 'C:\\temp\\' || i else substr('%s', (i * 23 %% 330 + 1)::int, 60) end,
            case i %% 5 when 0 then null when 1 then '{}' else array['tag ' || i %% 100, 'b"c', null, 'plain'] end
            """.formatted(BenchTable.PROSE)),

    /** Rows with next to nothing in them, so that what a client spends on a row as such shows. */
    NARROW(10_000_000, "id", "id bigint not null, value bigint not null", "i, i * 2654435761 % 1000000007");

    private static final String PROSE = """
            carefully final deposits detect slyly agai ironic requests along the furiously regular pinto beans haggle \
            quickly among the express accounts. blithely even packages wake fluffily above the silent foxes; bold ideas \
            nag daringly after the pending theodolites, unusual platelets sleep across the special instructions and \
            never boost the dolphins. ruthless asymptotes cajole around the idle tithes until warthogs integrate \
            """;

    private final long fullRows;
    private final String key;
    private final String columns;
    private final String values;

    BenchTable(long fullRows, String key, String columns, String values) {
        this.fullRows = fullRows;
        this.key = key;
        this.columns = columns;
        this.values = values;
    }

    String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    long rows(double scale) {
        return Math.max(1, Math.round(fullRows * scale));
    }

    /** Makes the table and fills it; VACUUM sets the hint bits, which the first reader would otherwise have to write. */
    void create(TestDatabase database, String name, long rows) {
        database.execute(
                "create unlogged table %s (%s)".formatted(name, columns),
                "insert into %s select %s from generate_series(1::bigint, %d) i".formatted(name, values, rows),
                "vacuum analyze " + name);
    }

    /** Gives the table the primary key that it is made without. */
    void addKey(TestDatabase database, String name) {
        database.execute("alter table %s add primary key (%s)".formatted(name, key));
    }
}
