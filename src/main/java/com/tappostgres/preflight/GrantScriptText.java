package com.tappostgres.preflight;

import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.Role;
import com.tappostgres.postgres.Sql;
import java.util.List;

/** The lines of the script. */
final class GrantScriptText {
    private final Role role;
    private final String grantee;
    private final boolean allRows;
    private final StringBuilder text = new StringBuilder();

    /** @param allRows whether the role must see the rows that row-level policies hide */
    GrantScriptText(Role role, boolean allRows) {
        this.role = role;
        this.grantee = Sql.identifier(role.name());
        this.allRows = allRows;
    }

    String print(List<GrantScriptPart> parts) {
        int tables = parts.stream().mapToInt(GrantScriptPart::tables).sum();
        comment("What role " + grantee + " needs for reading " + tables + (tables == 1 ? " table" : " tables")
                + " with tap-postgres.");
        comment("Run it with psql as a superuser, or as the owner of the databases, schemas and tables.");
        if (parts.stream().flatMap(part -> part.access().stream()).anyMatch(DatabaseAccess::standby)) {
            comment("The server is a standby: run it on its primary.");
        }
        createRole(parts.stream().anyMatch(GrantScriptPart::isOwned));
        parts.forEach(this::grant);
        text.append('\n');
        missing(parts);
        return text.toString();
    }

    private void createRole(boolean owner) {
        String create = "CREATE ROLE " + grantee + " LOGIN PASSWORD 'change-me';";
        String readOnly = "ALTER ROLE " + grantee + " SET default_transaction_read_only = on;";
        if (role.exists()) {
            comment(create + " -- exists already");
        } else {
            line(create);
        }
        if (role.exists() && !role.login()) {
            line(login());
        }
        if (role.superuser() || owner) {
            comment(readOnly + " -- not for " + (role.superuser() ? "a superuser" : "an owner of tables")
                    + ": --role names a role that only reads");
        } else {
            line(readOnly);
        }
    }

    private String login() {
        return "ALTER ROLE " + grantee + " LOGIN;";
    }

    private void grant(GrantScriptPart part) {
        text.append('\n');
        line(Sql.connectCommand(part.database()));
        part.all().forEach(grant -> line(grant.to(role.name())));
        for (String columns : part.unknownColumns()) {
            comment("Not granted, as the catalog does not know them: SELECT " + columns);
        }
        part.filtered().forEach(table -> comment(bypass(table)));
        if (!part.defaultPrivileges().isEmpty()) {
            if (part.isOfSelected()) {
                comment(
                        "Future tables that the owners of these create in the same schemas, where the role is to read them:");
                part.defaultPrivileges().forEach(statement -> comment(statement + grantee + ";"));
            } else {
                comment("Future tables that the owners of these create in the same schemas:");
                part.defaultPrivileges().forEach(statement -> line(statement + grantee + ";"));
            }
        }
    }

    private String bypass(String table) {
        return "ALTER ROLE " + grantee + " BYPASSRLS; -- as a superuser, or set \"row_security\": \"on\": policies hide"
                + " rows of " + table;
    }

    /** As comments, since the statements above hold them all. */
    private void missing(List<GrantScriptPart> parts) {
        if (!role.exists()) {
            comment("Missing today: all of it, as there is no role " + grantee + " yet.");
            return;
        }
        int before = text.length();
        if (!role.login()) {
            comment(login());
        }
        for (GrantScriptPart part : parts) {
            List<Grant> grants = part.missing();
            boolean hidden = allRows && !part.filtered().isEmpty();
            if (!grants.isEmpty() || hidden) {
                comment(Sql.connectCommand(part.database()));
                grants.forEach(grant -> comment(grant.to(role.name())));
            }
            if (hidden) {
                part.filtered().forEach(table -> comment(bypass(table)));
            }
        }
        text.insert(before, text.length() == before ? "-- Missing today: nothing.\n" : "-- Missing today:\n");
    }

    private void line(String statement) {
        text.append(statement).append('\n');
    }

    /** A name may hold a line break, behind which the comment would end and its rest become a statement. */
    private void comment(String words) {
        line("-- " + words.replace("\r", "\\r").replace("\n", "\\n"));
    }
}
