package com.tappostgres.discovery;

import com.tappostgres.config.TapConfig;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the databases that the role may connect to and the settings want. */
public final class DatabaseList {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseList.class);

    private final TapConfig.Discovery settings;
    private final ReadTransaction transaction;

    public DatabaseList(TapConfig.Discovery settings, ReadTransaction transaction) {
        this.settings = settings;
        this.transaction = transaction;
    }

    /** Their names, in order. */
    public List<String> read(Session session) {
        List<String> all = new ArrayList<>();
        try (Statement statement = session.connection().createStatement()) {
            session.execute(transaction.begin(session.version(), "discovery", false));
            ResultSet rows = statement.executeQuery("""
                    SELECT datname FROM pg_catalog.pg_database
                    WHERE datallowconn AND NOT datistemplate
                      AND pg_catalog.has_database_privilege(oid, 'CONNECT')
                    ORDER BY datname""");
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            session.rollback();
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "reading the list of databases");
        }
        List<String> wanted = settings.databases();
        for (String name : wanted) {
            if (!all.contains(name)) {
                LOG.warn("\"filter_dbs\" names \"{}\", which is no database that the role may connect to", name);
            }
        }
        return wanted.isEmpty() ? all : all.stream().filter(wanted::contains).toList();
    }
}
