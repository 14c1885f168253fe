package com.tappostgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.copy.TableQuery.Column;
import com.tappostgres.copy.TableQuery.LowerBound;
import com.tappostgres.copy.TableQuery.Scope;
import com.tappostgres.postgres.TableName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableQueryTest {
    private static final TableName ORDERS = new TableName("public", "orders");
    private static final List<Column> COLUMNS = List.of(new Column("id", false), new Column("photo", true));

    @Test
    void aWholeHeapIsCopiedWithoutAQuery() {
        TableQuery query = new TableQuery(ORDERS, Scope.WHOLE_HEAP, COLUMNS, List.of(), null);
        assertThat(query.copySource()).isEqualTo("\"public\".\"orders\" (\"id\", \"photo\")");
        assertThat(query.cursorQuery()).isEqualTo("SELECT \"id\", \"photo\"::text FROM \"public\".\"orders\"");
    }

    @Test
    void anythingElseIsCopiedFromAQuery() {
        TableQuery query = new TableQuery(ORDERS, Scope.TREE, COLUMNS, List.of(), null);
        assertThat(query.copySource()).isEqualTo("(SELECT \"id\", \"photo\" FROM \"public\".\"orders\")");
    }

    @Test
    void aTableWithoutColumns() {
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, List.of(), List.of(), null).copySource())
                .isEqualTo("\"public\".\"orders\"");
        assertThat(new TableQuery(ORDERS, Scope.TREE, List.of(), List.of(), null).cursorQuery())
                .isEqualTo("SELECT * FROM \"public\".\"orders\"");
    }

    @Test
    void theFirstIncrementalLoadHasNoBound() {
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, COLUMNS, List.of(), "id").copySource())
                .isEqualTo("(SELECT \"id\", \"photo\" FROM \"public\".\"orders\" ORDER BY \"id\")");
    }

    @Test
    void boundsAreLiteralsOfTheColumnsOwnType() {
        LowerBound bound = new LowerBound("id", "O'Neil\\", "character varying", false);
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, COLUMNS, List.of(bound.condition()), "id").cursorQuery())
                .isEqualTo("SELECT \"id\", \"photo\"::text FROM \"public\".\"orders\""
                        + " WHERE \"id\" >= E'O''Neil\\\\'::character varying ORDER BY \"id\"");
    }

    @Test
    void aFirstLoadThatWasCutStillWantsItsNulls() {
        LowerBound bound = new LowerBound("id", "", "text", true);
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, COLUMNS, List.of(bound.condition()), "id").copySource())
                .endsWith(" WHERE \"id\" >= ''::text OR \"id\" IS NULL ORDER BY \"id\")");
    }

    @Test
    void theUsersConditionHoldsWithEveryOther() {
        TableQuery.Filter filter =
                new TableQuery.Filter(com.tappostgres.postgres.SqlCondition.parse("a or b", "where"), "orders");
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, COLUMNS, List.of(), filter, null, 0).copySource())
                .isEqualTo("(SELECT \"id\", \"photo\" FROM \"public\".\"orders\" WHERE (a or b))");
        assertThat(new TableQuery(ORDERS, Scope.ONLY, COLUMNS, List.of("c", "d or e"), filter, "id", 7).copySource())
                .isEqualTo("(SELECT \"id\", \"photo\" FROM ONLY \"public\".\"orders\""
                        + " WHERE (c) AND (d or e) AND (a or b) ORDER BY \"id\" LIMIT 7)");
        TableName part = new TableName("public", "orders_2025");
        assertThat(new TableQuery(part, Scope.ONLY, COLUMNS, List.of("c or d"), filter, null, 0).copySource())
                .endsWith(" FROM ONLY \"public\".\"orders_2025\" AS \"orders\" WHERE (c or d) AND (a or b))");
    }

    @Test
    void aMaskIsNeverCopiedPlain() {
        List<Column> masked = List.of(new Column("id", false), new Column("photo", true, "NULL::text"));
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, masked, List.of(), null).copySource())
                .isEqualTo("(SELECT \"id\", NULL::text AS \"photo\" FROM \"public\".\"orders\")");
        assertThat(new TableQuery(ORDERS, Scope.WHOLE_HEAP, COLUMNS, List.of(), null, null, 3).copySource())
                .isEqualTo("(SELECT \"id\", \"photo\" FROM \"public\".\"orders\" LIMIT 3)");
    }

    @Test
    void severalConditionsAllHold() {
        assertThat(new TableQuery(ORDERS, Scope.ONLY, COLUMNS, List.of("a OR b", "c"), null).copySource())
                .isEqualTo("(SELECT \"id\", \"photo\" FROM ONLY \"public\".\"orders\" WHERE (a OR b) AND (c))");
    }

    @Test
    void oddNamesAreQuoted() {
        TableName name = new TableName("My \"Schema\"", "a.b\nc");
        List<Column> columns = List.of(new Column("Größe; DROP", false), new Column("\"", true));
        TableQuery query = new TableQuery(
                name, Scope.TREE, columns, List.of(new LowerBound("\"", "1", "integer", false).condition()), "\"");
        assertThat(query.cursorQuery())
                .isEqualTo("SELECT \"Größe; DROP\", \"\"\"\"::text FROM \"My \"\"Schema\"\"\".\"a.b\nc\""
                        + " WHERE \"\"\"\" >= '1'::integer ORDER BY \"\"\"\"");
        assertThat(new TableQuery(name, Scope.WHOLE_HEAP, columns, List.of(), null).copySource())
                .isEqualTo("\"My \"\"Schema\"\"\".\"a.b\nc\" (\"Größe; DROP\", \"\"\"\")");
    }

    @Test
    void itsColumnsCannotChange() {
        List<Column> columns = new ArrayList<>(COLUMNS);
        TableQuery query = new TableQuery(ORDERS, Scope.WHOLE_HEAP, columns, List.of(), null);
        columns.clear();
        assertThat(query.columns()).isEqualTo(COLUMNS);
    }
}
