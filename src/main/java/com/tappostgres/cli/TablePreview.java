package com.tappostgres.cli;

import com.tappostgres.config.ConfigReader;
import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.picker.Preview;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlCondition;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the first rows of a table for whoever selects; connects when it is asked first. */
final class TablePreview implements Preview, AutoCloseable {
    private static final int ROWS = 5;
    private static final int LONGEST_VALUE = 200;

    private final List<Path> configs;
    private final Map<String, String> environment;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable TapConfig settings;
    private @Nullable ConnectionFactory connections;

    /** @param configs the files that say where the server is; without any the environment does */
    TablePreview(List<Path> configs, Map<String, String> environment) {
        this.configs = List.copyOf(configs);
        this.environment = environment;
    }

    @Override
    public Rows rows(Table table, List<String> columns, @Nullable String where) {
        TableName name = new TableName(table.schema(), table.name());
        String rows = name.quoted()
                + (where == null
                        ? ""
                        : " WHERE " + SqlCondition.parse(where, "\"where\"").inParentheses());
        reading.lock();
        try (Session session = open(table.database())) {
            return read(session, rows, columns);
        } catch (SQLException e) {
            throw failed(e, name);
        } finally {
            reading.unlock();
        }
    }

    private Session open(String database) {
        TapConfig config = settings;
        ConnectionFactory factory = connections;
        if (config == null || factory == null) {
            if (configs.isEmpty() && environment.keySet().stream().noneMatch(TablePreview::namesAServer)) {
                throw new TapException(
                        ErrorKind.USAGE,
                        "a preview needs a connection",
                        "tap-postgres select catalog.json --config config.json");
            }
            config = ConfigReader.explain(configs, Map.of(), environment).config();
            factory = new ConnectionFactory(config.connection());
            settings = config;
            connections = factory;
        }
        return factory.open(database);
    }

    private static boolean namesAServer(String variable) {
        return Set.of("TAP_POSTGRES_URL", "TAP_POSTGRES_HOST", "TAP_POSTGRES_SERVICE", "PGHOST", "PGSERVICE")
                .contains(variable);
    }

    /** The server's message may quote a value that is not shown. */
    private static TapException failed(SQLException cause, TableName table) {
        String work = "reading the first rows of \"" + table + "\"";
        return SqlErrors.isOfValue(cause)
                ? new TapException(
                        ErrorKind.SOURCE,
                        work + " failed at a value (SQLSTATE " + SqlErrors.stateOf(cause) + ")",
                        "Does \"where\" of the stream suit every row?")
                : SqlErrors.failed(cause, work);
    }

    /** @param rows what stands behind FROM */
    private Rows read(Session session, String rows, List<String> columns) throws SQLException {
        TapConfig config = settings;
        if (config == null) {
            throw new IllegalStateException("not connected");
        }
        session.execute(new ReadTransaction(config.session()).begin(session.version(), "preview", true));
        // A person waits for it.
        session.execute("SET LOCAL statement_timeout TO '5s'");
        String list = columns.stream()
                .map(column -> "pg_catalog.left(" + Sql.identifier(column) + "::text, " + LONGEST_VALUE + ")")
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + (columns.isEmpty() ? "NULL" : list) + " FROM " + rows + " LIMIT " + ROWS;
        List<List<@Nullable String>> values = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(result.getString(i));
                }
                values.add(row);
            }
        }
        session.rollback();
        return new Rows(values);
    }

    /** Does not wait for a server that does not answer: whoever leaves is gone, and the connection ends with the process. */
    @Override
    public void close() {
        if (!reading.tryLock()) {
            return;
        }
        try {
            if (connections != null) {
                connections.close();
            }
        } finally {
            reading.unlock();
        }
    }
}
