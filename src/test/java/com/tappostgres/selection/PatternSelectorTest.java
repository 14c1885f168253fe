package com.tappostgres.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.config.StreamPattern;
import com.tappostgres.json.Json;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.singer.EditableStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lists of patterns come to for the tables public.users (id, email, password) and public.logs (line). */
final class PatternSelectorTest {
    private final List<ObjectNode> nodes = new ArrayList<>();

    private List<SelectableStream> streams() {
        nodes.add(table("users", "id", "email", "password"));
        nodes.add(table("logs", "line"));
        return nodes.stream()
                .map(node -> SelectableStream.of(new EditableStream(node), ""))
                .toList();
    }

    private static ObjectNode table(String name, String... columns) {
        ObjectNode stream = Json.NODES
                .objectNode()
                .put("tap_stream_id", "shop-public-" + name)
                .put("stream", "public-" + name)
                .put("table_name", name);
        ObjectNode properties = stream.putObject("schema").putObject("properties");
        EditableStream editable = new EditableStream(stream);
        editable.select(false);
        ((ObjectNode) stream.at("/metadata/0/metadata"))
                .put("schema-name", "public")
                .put("database-name", "shop");
        for (String column : columns) {
            properties.putObject(column);
            ObjectNode entry = stream.withArray("metadata").addObject();
            entry.putArray("breadcrumb").add("properties").add(column);
            entry.putObject("metadata").put("inclusion", column.equals("id") ? "automatic" : "available");
        }
        return stream;
    }

    private static List<StreamPattern> patterns(String texts) {
        return Stream.of(texts.split(" "))
                .map(text -> StreamPattern.parse(text, problem -> {
                            throw new AssertionError(problem);
                        })
                        .orElseThrow())
                .toList();
    }

    private static String read(SelectableStream each) {
        CatalogStream stream = each.stream();
        return stream.isSelected()
                ? String.join(
                        ",", each.columns().stream().filter(stream::isSelected).toList())
                : "-";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public.users                                  | id,email,password | -
            *.*                                           | id,email,password | line
            * !public.logs                                | id,email,password | -
            !public.users public.*                        | id,email,password | line
            public.* !public.users                        | -                 | line
            public.* !public.*.password                   | id,email          | line
            public.* !*.*.* public.users.email            | id,email          |
            !public.*.password public.*                   | id,email,password | line
            public.users.email                            | id,email          | -
            public.users.email public.users.password      | id,email,password | -
            public.users public.users.email               | id,email,password | -
            public.users.email public.users               | id,email,password | -
            public.users.* !public.users.password         | id,email          | -
            !public.users.password public.users.password  | id,password       | -
            *.*.email                                     | id,email          | -
            public-users !public-users.password           | id,email          | -
            shop-public-users.email                       | id,email          | -
            public.users !public.users.id                 | id,email,password | -
            public.users !public.users public.users.email | id,email          | -
            """)
    void laterPatternsWin(String patterns, String users, String logs) {
        List<SelectableStream> streams = streams();
        assertThat(new PatternSelector(patterns(patterns)).apply(streams)).isEmpty();
        assertThat(read(streams.get(0))).isEqualTo(users);
        assertThat(read(streams.get(1))).isEqualTo(logs == null ? "" : logs);
    }

    @Test
    void keepsTheColumnsThatTheCatalogLeavesOut() {
        List<SelectableStream> streams = streams();
        new PatternSelector(patterns("public.users !public.users.password")).apply(streams);
        new PatternSelector(patterns("public.*")).apply(streams);
        assertThat(read(streams.get(0))).isEqualTo("id,email");
        new PatternSelector(patterns("public.users.password")).apply(streams);
        assertThat(read(streams.get(0))).as("one more").isEqualTo("id,email,password");
        new PatternSelector(patterns("public.users")).apply(streams);
        assertThat(read(streams.get(0))).isEqualTo("id,email,password");
    }

    @Test
    void changesNothingThatIsChosenAlready() {
        List<SelectableStream> streams = streams();
        new PatternSelector(patterns("public.users !public.users.password")).apply(streams);
        String before = nodes.toString();
        new PatternSelector(patterns("public.users.email !public.users.password !public.logs")).apply(streams);
        assertThat(nodes).hasToString(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public.user          | matches no table (did you mean "users"?)
            publik.*             | matches no schema (did you mean "public"?)
            shap/public.*        | matches no database (did you mean "shop"?)
            public.users.emial   | matches no column (did you mean "email"?)
            public.zzzzzz        | matches no table: there are users, logs
            public-user          | matches no stream (did you mean "public-users"?)
            !*.password          | matches no table; as columns of all tables they are "!*.*.password"
            """)
    void saysWhichPartMatchesNothing(String text, String words) {
        List<SelectableStream> streams = streams();
        String before = nodes.toString();
        List<StreamPattern> unmatched = new PatternSelector(patterns(text)).apply(streams);
        assertThat(unmatched).hasSize(1);
        assertThat(new UnmatchedPattern(unmatched.get(0)).words(streams))
                .isEqualTo("the pattern \"" + text + "\" " + words);
        assertThat(nodes).hasToString(before);
    }
}
