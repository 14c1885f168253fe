package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The setting {@code streams}, by its own name and by another tap's. */
final class StreamRulesTest {
    @TempDir
    private Path folder;

    private TapConfig.Selection selection(String document) {
        return new ConfigCase(folder).config(document).explain().config().selection();
    }

    @Test
    void areReadInTheirOrder() {
        TapConfig.Selection selection = selection("""
                {"select": "public.*, !public.*.password",
                 "streams": {"public.*": {"method": "full-table"},
                   "public.orders": {"key": "updated_at", "where": "total > 0", "limit": "10", "columns": "id, total",
                     "key_properties": ["id"], "mask": {"*mail": "sha256", "note": {"fixed": "-"}},
                     "late_commits": {"lookback": "1 hour"}}}}""");
        assertThat(selection.patterns()).hasToString("[public.*, !public.*.password]");
        assertThat(selection.rules()).hasSize(2);
        assertThat(selection.rules().get(0).choices())
                .isEqualTo(new StreamChoices("FULL_TABLE", null, null, null, List.of(), List.of(), List.of(), null));
        StreamChoices orders = selection.rules().get(1).choices();
        assertThat(orders.method()).isNull();
        assertThat(orders.key()).isEqualTo("updated_at");
        assertThat(orders.where()).isEqualTo("total > 0");
        assertThat(orders.limit()).isEqualTo(10);
        assertThat(orders.columns()).containsExactly("id", "total");
        assertThat(orders.keyProperties()).containsExactly("id");
        assertThat(orders.masks())
                .extracting(mask -> mask.column().text() + "=" + mask.value())
                .containsExactly("*mail=\"sha256\"", "note={\"fixed\":\"-\"}");
        assertThat(orders.lateCommits()).hasToString("{\"lookback\":\"1 hour\"}");
    }

    @Test
    void comeFromTheEnvironmentAsJson() {
        TapConfig.Selection selection = new ConfigCase(folder)
                .variable("TAP_POSTGRES_SELECT", "[\"a.*\", \"!a,b.c\"]")
                .variable("TAP_POSTGRES_STREAMS", "{\"a.b\": {\"limit\": 3}}")
                .explain()
                .config()
                .selection();
        assertThat(selection.patterns()).hasToString("[a.*, !a,b.c]");
        assertThat(selection.rules().get(0).choices().limit()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"select": ["a..b"]}                             | "select": the pattern "a..b" has an empty part; * stands for anything
            {"select": ["a.b/c"]}                            | "select": the pattern "a.b/c" has a slash that is not behind a database: put double quotes around a part that holds slashes or dots
            {"select": [1]}                                  | "select" must hold names only, not 1
            {"streams": []}                                  | "streams" must be an object
            {"streams": {"a.b": 1}}                          | "streams.a.b" must be an object
            {"streams": {"a.b.c": {}}}                       | "streams": the pattern "a.b.c" means columns; here it must mean streams, such as schema.table
            {"streams": {"!a.b": {}}}                        | "streams": the pattern "!a.b" excludes, which only "select" does
            {"streams": {"a.b": {"methods": "x"}}}           | "streams.a.b.methods" is no setting (did you mean "method"?)
            {"streams": {"a.b": {"method": "log_based"}}}    | "streams.a.b.method" must be one of FULL_TABLE, INCREMENTAL, not "log_based"
            {"streams": {"a.b": {"limit": "-1"}}}            | "streams.a.b.limit" must be a whole number from 1, not "-1"
            {"streams": {"a.b": {"columns": []}}}            | "streams.a.b.columns" must name at least one column
            {"streams": {"a.b": {"columns": [null]}}}        | "streams.a.b.columns" must hold names only, not null
            {"streams": {"a.b": {"mask": {"c": null}}}}      | "streams.a.b.mask.c" must be "null", "sha256" or {"fixed": "a text"}, not null
            {"streams": {"a.b": {"mask": {"c": "md5"}}}}     | "streams.a.b.mask.c" must be "null", "sha256" or {"fixed": "a text"}, not "md5"
            {"streams": {"a.b": {"mask": {"c": {"fixed": 1}}}}} | "streams.a.b.mask.c" must be "null", "sha256" or {"fixed": "a text"}, not {"fixed":1}
            {"streams": {"a.b": {"where": ["x"]}}}           | "streams.a.b.where" must be a single value, not an array
            {"stream_options": {"a-b": {"where": "x"}}}      | "stream_options.a-b.where" is no setting; "stream_options.a-b" has custom_where_clauses
            {"stream_options": {"a-b": {"custom_where_clauses": [1]}}} | "stream_options.a-b.custom_where_clauses" must be an array of SQL conditions, not [1]
            {"stream_options": {}, "streams": {}}            | "stream_options" and "streams" are both given: put its conditions there, as "where"
            """)
    void whatDoesNotFitIsNamed(String document, String problem) {
        assertThat(new ConfigCase(folder).config(document).problems()).isEqualTo(problem);
    }

    @Test
    void allProblemsAreReportedTogether() {
        assertThat(new ConfigCase(folder)
                        .config(
                                "{\"select\": [\"a..b\"], \"streams\": {\"a.b\": {\"limit\": 0, \"methud\": 1}, \"c\": 2}}")
                        .failure()
                        .getMessage())
                .startsWith("4 problems in the configuration: ");
    }

    @Test
    void theOptionsOfAPeerGoByTheNamesOfStreams() {
        ConfigCase config = new ConfigCase(folder).config("""
                {"stream_options": {"public-orders": {"custom_where_clauses": ["a > 1", "b < 2"]}, "a.b": null,
                 "odd*.\\"name": {"custom_where_clauses": ["c"]}, "x": {}}}""");
        List<StreamChoices.Rule> rules = config.explain().config().selection().rules();
        assertThat(rules).extracting(rule -> rule.choices().where()).containsExactly("(a > 1) AND (b < 2)", "(c)");
        assertThat(rules.get(0).streams().matches(new StreamAddress("d", "public", "orders", "public-orders", "i")))
                .isTrue();
        assertThat(rules.get(1).streams().matches(new StreamAddress("d", "s", "t", "odd*.\"name", "i")))
                .isTrue();
        assertThat(rules.get(1).streams().matches(new StreamAddress("d", "s", "t", "oddly.\"name", "i")))
                .isFalse();
        assertThat(config.log()).contains("WARN the setting \"stream_options\" is called \"streams\" here");
    }
}
