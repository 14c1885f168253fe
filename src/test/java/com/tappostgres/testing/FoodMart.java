package com.tappostgres.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The FoodMart data set, a retailer's sales of two years in 37 tables, read from the HSQLDB script of foodmart-data-hsqldb.
 *
 * <p>The plain indexes of the script are left out: they would double the time to load, and no read of the tap uses them.
 */
public final class FoodMart {
    public static final String SCHEMA = "foodmart";
    public static final int TABLES = 37;
    /** The script has one INSERT more, into a table of HSQLDB's own. */
    public static final long ROWS = 876_042;

    private static final String SCRIPT = "/foodmart.script";
    private static final Pattern CREATE_TABLE =
            Pattern.compile("CREATE MEMORY TABLE \"foodmart\"\\.(\"\\w+\")\\((.*)\\)");
    private static final Pattern CREATE_KEY =
            Pattern.compile("CREATE UNIQUE INDEX (\"\\w+\") ON \"foodmart\"\\.(\"\\w+\")\\((.*)\\)");
    private static final Pattern NOT_NULL_COLUMN = Pattern.compile("(\"\\w+\") [^\"]* NOT NULL");
    private static final String INSERT = "INSERT INTO ";
    private static final String VALUES = " VALUES(";
    private static final int BATCH_BYTES = 1 << 16;

    private final Connection connection;
    private final Map<String, Set<String>> notNullColumns = new LinkedHashMap<>();
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final Set<String> tablesWithKey = new HashSet<>();
    private final StringBuilder batch = new StringBuilder(BATCH_BYTES + 4096);
    private boolean inSchema;
    private String table = "";
    private @Nullable CopyIn copy;

    private FoodMart(Connection connection) {
        this.connection = connection;
    }

    /** Creates the tables in the schema {@code foodmart} and fills them; gives the rows of each, in the script's order. */
    public static Map<String, Long> load(TestDatabase database) {
        try (Connection connection = database.connect();
                InputStream stream = Objects.requireNonNull(FoodMart.class.getResourceAsStream(SCRIPT), SCRIPT);
                BufferedReader script =
                        new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII), BATCH_BYTES)) {
            FoodMart loader = new FoodMart(connection);
            loader.execute("create schema " + SCHEMA);
            for (String line = script.readLine(); line != null; line = script.readLine()) {
                loader.accept(line);
            }
            loader.endCopy();
            for (String key : loader.keys) {
                loader.execute(key);
            }
            return loader.rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("FoodMart cannot be loaded", e);
        }
    }

    private void accept(String line) throws SQLException {
        if (line.startsWith(INSERT)) {
            if (inSchema) {
                insert(line);
            }
        } else if (line.startsWith("SET SCHEMA ")) {
            inSchema = line.endsWith(" \"" + SCHEMA + "\"");
        } else {
            Matcher create = CREATE_TABLE.matcher(line);
            Matcher key = CREATE_KEY.matcher(line);
            if (create.matches()) {
                createTable(create.group(1), create.group(2));
            } else if (key.matches()) {
                addKey(key.group(1), key.group(2), key.group(3));
            }
        }
    }

    private void createTable(String name, String columns) throws SQLException {
        Set<String> notNull = new HashSet<>();
        NOT_NULL_COLUMN.matcher(columns).results().forEach(match -> notNull.add(match.group(1)));
        notNullColumns.put(name, notNull);
        rows.put(unquoted(name), 0L);
        // Every other type of the script has the same name and meaning in PostgreSQL.
        String types = columns.replace(" DOUBLE", " double precision").replace(" DECIMAL", " numeric");
        execute("create table " + qualified(name) + " (" + types + ")");
    }

    /** A key is made after the data, which is cheaper; the first one without nullable columns becomes the primary key. */
    private void addKey(String index, String name, String columns) {
        boolean notNull = notNullColumns.get(name).containsAll(Arrays.asList(columns.split(",", -1)));
        if (notNull && tablesWithKey.add(name)) {
            keys.add("alter table " + qualified(name) + " add primary key (" + columns + ")");
        } else {
            keys.add("create unique index " + index + " on " + qualified(name) + " (" + columns + ")");
        }
    }

    private void insert(String line) throws SQLException {
        int nameEnd = line.indexOf(VALUES, INSERT.length());
        String name = line.substring(INSERT.length(), nameEnd);
        if (!name.equals(table)) {
            endCopy();
            startCopy(name);
        }
        batch.append(line, nameEnd + VALUES.length(), line.length() - 1).append('\n');
        rows.merge(unquoted(name), 1L, Long::sum);
        if (batch.length() >= BATCH_BYTES) {
            flush();
        }
    }

    private void startCopy(String name) throws SQLException {
        table = name;
        // SQL's literals, 'it''s' and a bare NULL, are CSV with another quote.
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + qualified(name) + " from stdin (format csv, quote '''', null 'NULL')");
    }

    private void flush() throws SQLException {
        byte[] bytes = batch.toString().getBytes(StandardCharsets.US_ASCII);
        Objects.requireNonNull(copy).writeToCopy(bytes, 0, bytes.length);
        batch.setLength(0);
    }

    private void endCopy() throws SQLException {
        if (copy != null) {
            flush();
            copy.endCopy();
            copy = null;
        }
    }

    private void execute(String sql) throws SQLException {
        PostgresServer.execute(connection, sql);
    }

    private static String qualified(String quotedTable) {
        return SCHEMA + "." + quotedTable;
    }

    private static String unquoted(String quotedTable) {
        return quotedTable.substring(1, quotedTable.length() - 1);
    }
}
