package com.tappostgres.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.config.ConfigReader;
import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelectionTest {
    @TempDir
    private Path folder;

    @Test
    void onlySelectedStreamsAreRead() throws Exception {
        Selection selection = select(
                Map.of(),
                stream("a", "a", "'selected':true,'replication-method':'FULL_TABLE'"),
                stream("b", "a", "'selected':false,'replication-method':'NONSENSE'"),
                stream("c", "c", "'selected':'true','replication-method':'INCREMENTAL'"));
        assertThat(selection.failures()).isEmpty();
        assertThat(selection.requests()).extracting(StreamRequest::id).containsExactly("a", "c");
        assertThat(selection.requests())
                .extracting(StreamRequest::method)
                .containsExactly(ReplicationMethod.FULL_TABLE, ReplicationMethod.INCREMENTAL);
        StreamRequest first = selection.requests().get(0);
        assertThat(first.table()).isEqualTo(new TableName("public", "a.t"));
        assertThat(first.database()).isEqualTo("shop");
        assertThat(first.name()).isEqualTo("a");
    }

    @Test
    void nothingSelectedIsNothingToDo() throws Exception {
        Selection selection = select(Map.of(), stream("a", "a", "'selected':false"));
        assertThat(selection.requests()).isEmpty();
        assertThat(selection.failures()).isEmpty();
    }

    @Test
    void twoSelectedStreamsOfOneNameAreNamed() {
        assertThatThrownBy(() -> select(
                        Map.of(),
                        stream("a-s-t", "orders", "'selected':true"),
                        stream("b-s-t", "orders", "'selected':true")))
                .hasMessage("the selected streams \"a-s-t\" and \"b-s-t\" both have the name \"orders\"")
                .isInstanceOfSatisfying(TapException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
                    assertThat(failure.hint()).contains("\"stream_name\"");
                });
    }

    @Test
    void anUnknownMethodFailsItsStreamOnly() throws Exception {
        Selection selection = select(
                Map.of(),
                stream("a", "a", "'selected':true,'replication-method':'LOG_BASED'"),
                stream("b", "b", "'selected':true,'replication-method':'full-table'"));
        assertThat(selection.requests()).extracting(StreamRequest::id).containsExactly("b");
        assertThat(selection.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.stream()).isEqualTo("a");
            assertThat(failure.cause()).hasMessage("\"LOG_BASED\" is no replication method of this tap");
            assertThat(failure.cause().kind()).isEqualTo(ErrorKind.CONFIGURATION);
            assertThat(failure.cause().hint()).contains("FULL_TABLE or INCREMENTAL");
        });
    }

    @Test
    void aStreamWithoutAMethodTakesTheDefault() throws Exception {
        String selected = stream("a", "a", "'selected':true");
        assertThat(select(Map.of(), selected).requests().get(0).method()).isEqualTo(ReplicationMethod.FULL_TABLE);
        assertThat(select(Map.of("TAP_POSTGRES_DEFAULT_REPLICATION_METHOD", "INCREMENTAL"), selected)
                        .requests()
                        .get(0)
                        .method())
                .isEqualTo(ReplicationMethod.INCREMENTAL);
    }

    @Test
    void aStreamThatDoesNotSayItsTableFails() throws Exception {
        Selection selection = select(
                Map.of("PGDATABASE", "main"),
                "{'tap_stream_id':'a','selected':true,'table_name':'t'}",
                "{'tap_stream_id':'b','selected':true,'metadata':[{'breadcrumb':[],'metadata':{'schema-name':'s'}}]}",
                "{'tap_stream_id':'c','selected':true,'table_name':'t',"
                        + "'metadata':[{'breadcrumb':[],'metadata':{'schema-name':'s'}}]}");
        assertThat(selection.failures())
                .extracting(failure -> failure.cause().getMessage())
                .containsExactly(
                        "the catalog does not say its \"schema-name\"", "the catalog does not say its \"table_name\"");
        assertThat(selection.requests())
                .singleElement()
                .extracting(StreamRequest::database)
                .as("the configured one where the catalog names none")
                .isEqualTo("main");
    }

    private Selection select(Map<String, String> environment, String... streams) throws Exception {
        String document = "{'streams':[" + String.join(",", streams) + "]}";
        Path file = Files.writeString(folder.resolve("catalog.json"), document.replace('\'', '"'));
        TapConfig config = ConfigReader.read(List.of(), environment);
        return Selection.of(Catalog.read(file), config);
    }

    private static String stream(String id, String name, String metadata) {
        return "{'tap_stream_id':'" + id + "','stream':'" + name + "','table_name':'" + id + ".t','metadata':["
                + "{'breadcrumb':[],'metadata':{'database-name':'shop','schema-name':'public'," + metadata + "}}]}";
    }
}
