package com.tappostgres.proof;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One session that makes changes, each in a transaction that keeps what {@link Accounts} relies on. */
final class Writer {
    /** A lock that is not to be had, a deadlock, a column that another writer added or dropped: the next change may do. */
    private static final Set<String> PASSING = Set.of("55P03", "40P01", "42701", "42703");

    private final Statement statement;
    private final Connection connection;
    private final Writers writers;
    private final Random random;

    Writer(Connection connection, Writers writers, Random random) throws SQLException {
        this.connection = connection;
        this.statement = connection.createStatement();
        this.writers = writers;
        this.random = random;
        // A rewrite that waits for the end of a load would stop all other changes meanwhile.
        statement.execute("set lock_timeout = '100ms'");
    }

    /** Makes a change; false if others were in its way. */
    boolean make(Change change) throws SQLException, InterruptedException {
        try {
            return switch (change) {
                case VACUUM -> command("vacuum accounts");
                case VACUUM_FREEZE -> command("vacuum freeze accounts");
                case VACUUM_FULL -> command("vacuum full accounts");
                case ALTER ->
                    command(
                            random.nextBoolean()
                                    ? "alter table accounts add column extra integer default 7"
                                    : "alter table accounts drop column extra");
                case TRANSFER, REWRITE, INSERT, DELETE, REPLACE, REKEY, REFILL -> transaction(change);
            };
        } catch (SQLException e) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            if (PASSING.contains(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private boolean command(String sql) throws SQLException {
        statement.execute(sql);
        return true;
    }

    private boolean transaction(Change change) throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        boolean whole = switch (change) {
            case TRANSFER -> transfer();
            case REWRITE -> rewrite();
            case INSERT -> insertPair();
            case DELETE -> deletePair();
            case REPLACE -> replace();
            case REKEY -> rekey();
            case REFILL -> refill();
            case VACUUM, VACUUM_FREEZE, VACUUM_FULL, ALTER -> throw new IllegalArgumentException();
        };
        if (random.nextInt(60) == 0) {
            // Now and then a transaction is older than many that commit before it.
            Thread.sleep(random.nextInt(150));
        }
        if (whole) {
            connection.commit();
        } else {
            connection.rollback();
        }
        connection.setAutoCommit(true);
        return whole;
    }

    private boolean transfer() throws SQLException {
        long time = writers.tick();
        for (int i = 0; i < 4; i++) {
            long amount = random.nextInt(1_000_000);
            if (add(amount, time) != 1 || add(-amount, time) != 1) {
                return false;
            }
        }
        return true;
    }

    /** Adds to the balance of some row. */
    private int add(long amount, long time) throws SQLException {
        return statement.executeUpdate("update accounts set balance = balance + " + amount + ", changed = " + time
                + " where id = (select min(id) from accounts where id >= " + writers.someId(random) + ")");
    }

    private boolean rewrite() throws SQLException {
        long from = writers.someId(random);
        int repeat = 1 + random.nextInt(24);
        statement.executeUpdate("update accounts set filler = repeat(md5(id::text || " + random.nextInt() + "), "
                + repeat + "), changed = " + writers.tick() + " where id between " + from + " and " + (from + 20));
        return true;
    }

    private boolean insertPair() throws SQLException {
        long amount = random.nextInt(1_000_000);
        long time = writers.tick();
        insert(amount, time);
        insert(-amount, time);
        return true;
    }

    private void insert(long balance, long time) throws SQLException {
        statement.executeUpdate("insert into accounts (id, balance, changed, filler) values (" + writers.newId() + ", "
                + balance + ", " + time + ", repeat(md5('" + random.nextInt() + "'), 12))");
    }

    private boolean deletePair() throws SQLException {
        List<long[]> pair = lock(2);
        if (pair.size() != 2) {
            return false;
        }
        delete(pair.get(0)[0]);
        delete(pair.get(1)[0]);
        return add(pair.get(0)[1] + pair.get(1)[1], writers.tick()) == 1;
    }

    private boolean replace() throws SQLException {
        List<long[]> row = lock(1);
        if (row.isEmpty()) {
            return false;
        }
        delete(row.get(0)[0]);
        insert(row.get(0)[1], writers.tick());
        return true;
    }

    private boolean rekey() throws SQLException {
        List<long[]> row = lock(1);
        if (row.isEmpty()) {
            return false;
        }
        long id = row.get(0)[0];
        writers.goes(id);
        statement.executeUpdate(
                "update accounts set id = " + writers.newId() + ", changed = " + writers.tick() + " where id = " + id);
        return true;
    }

    private void delete(long id) throws SQLException {
        writers.goes(id);
        statement.executeUpdate("delete from accounts where id = " + id);
    }

    /** Locks some neighbours; gives id and balance of each. */
    private List<long[]> lock(int count) throws SQLException {
        List<long[]> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("select id, balance from accounts where id >= "
                + writers.someId(random) + " order by id limit " + count + " for update")) {
            while (row.next()) {
                rows.add(new long[] {row.getLong(1), row.getLong(2)});
            }
        }
        return rows;
    }

    private boolean refill() throws SQLException {
        // Locked first: what others commit between the copy and the TRUNCATE would be lost in the source itself.
        statement.execute("lock table accounts in access exclusive mode");
        statement.execute("create temporary table kept on commit drop as select * from accounts");
        statement.execute("truncate accounts");
        statement.execute("insert into accounts select * from kept");
        return true;
    }
}
