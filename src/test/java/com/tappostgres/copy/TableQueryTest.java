package com.tappostgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.copy.TableQuery.Column;
import com.tappostgres.copy.TableQuery.LowerBound;
import com.tappostgres.postgres.TableName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableQueryTest {
    private static final TableName ORDERS = new TableName("public", "orders");
    private static final List<Column> COLUMNS = List.of(new Column("id", false), new Column("photo", true));

    @Test
    void aWholeHeapIsCopiedWithoutAQuery() {
        TableQuery query = new TableQuery(ORDERS, COLUMNS, null, null, true);
        assertThat(query.copySource()).isEqualTo("\"public\".\"orders\" (\"id\", \"photo\")");
        assertThat(query.cursorQuery()).isEqualTo("SELECT \"id\", \"photo\"::text FROM \"public\".\"orders\"");
    }

    @Test
    void anythingElseIsCopiedFromAQuery() {
        TableQuery query = new TableQuery(ORDERS, COLUMNS, null, null, false);
        assertThat(query.copySource()).isEqualTo("(SELECT \"id\", \"photo\" FROM \"public\".\"orders\")");
    }

    @Test
    void aTableWithoutColumns() {
        assertThat(new TableQuery(ORDERS, List.of(), null, null, true).copySource())
                .isEqualTo("\"public\".\"orders\"");
        assertThat(new TableQuery(ORDERS, List.of(), null, null, false).cursorQuery())
                .isEqualTo("SELECT * FROM \"public\".\"orders\"");
    }

    @Test
    void theFirstIncrementalLoadHasNoBound() {
        assertThat(new TableQuery(ORDERS, COLUMNS, null, "id", false).copySource())
                .isEqualTo("(SELECT \"id\", \"photo\" FROM \"public\".\"orders\" ORDER BY \"id\")");
    }

    @Test
    void boundsAreLiteralsOfTheColumnsOwnType() {
        LowerBound bound = new LowerBound("O'Neil\\", "character varying", false);
        assertThat(new TableQuery(ORDERS, COLUMNS, bound, "id", false).cursorQuery())
                .isEqualTo("SELECT \"id\", \"photo\"::text FROM \"public\".\"orders\""
                        + " WHERE \"id\" >= E'O''Neil\\\\'::character varying ORDER BY \"id\"");
    }

    @Test
    void aFirstLoadThatWasCutStillWantsItsNulls() {
        LowerBound bound = new LowerBound("", "text", true);
        assertThat(new TableQuery(ORDERS, COLUMNS, bound, "id", false).copySource())
                .endsWith(" WHERE \"id\" >= ''::text OR \"id\" IS NULL ORDER BY \"id\")");
    }

    @Test
    void oddNamesAreQuoted() {
        TableName name = new TableName("My \"Schema\"", "a.b\nc");
        List<Column> columns = List.of(new Column("Größe; DROP", false), new Column("\"", true));
        TableQuery query = new TableQuery(name, columns, new LowerBound("1", "integer", false), "\"", false);
        assertThat(query.cursorQuery())
                .isEqualTo("SELECT \"Größe; DROP\", \"\"\"\"::text FROM \"My \"\"Schema\"\"\".\"a.b\nc\""
                        + " WHERE \"\"\"\" >= '1'::integer ORDER BY \"\"\"\"");
        assertThat(new TableQuery(name, columns, null, null, true).copySource())
                .isEqualTo("\"My \"\"Schema\"\"\".\"a.b\nc\" (\"Größe; DROP\", \"\"\"\")");
    }

    @Test
    void itsColumnsCannotChange() {
        List<Column> columns = new ArrayList<>(COLUMNS);
        TableQuery query = new TableQuery(ORDERS, columns, null, null, true);
        columns.clear();
        assertThat(query.columns()).isEqualTo(COLUMNS);
    }
}
