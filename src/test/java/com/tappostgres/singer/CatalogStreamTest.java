package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogStreamTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'metadata':[{'breadcrumb':[],'metadata':{'selected':true}}]",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected':'true'}}]",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected':'TRUE'}}]",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected-by-default':true}}]",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected':null}}],'selected':true",
                "'selected':true",
                "'selected':'true'",
                "'schema':{'selected':true}",
                "'schema':{'selected':'true'},'metadata':[{'breadcrumb':[],'metadata':{'selected-by-default':false}}]"
            })
    void aStreamIsSelectedWhereverToolsWriteIt(String fields) throws Exception {
        assertThat(stream(fields).isSelected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'metadata':[]",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected':false}}],'selected':true",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected':'false','selected-by-default':true}}]",
                "'metadata':[{'breadcrumb':[],'metadata':{'selected-by-default':false}}]",
                "'selected':false,'schema':{'selected':true}",
                "'schema':{'properties':{'selected':{'selected':true}}}",
                "'metadata':[{'breadcrumb':['properties','a'],'metadata':{'selected':true}}]"
            })
    void aStreamIsNotSelected(String fields) throws Exception {
        assertThat(stream(fields).isSelected()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "{'selected':true}, true",
        "{'selected':'true'}, true",
        "{'selected':false}, false",
        "{'selected':'false'}, false",
        "{}, true",
        "{'selected':null}, true",
        "{'selected-by-default':false}, false",
        "'{\"selected\":true,\"selected-by-default\":false}', true",
        "'{\"inclusion\":\"automatic\",\"selected\":false}', true",
        "'{\"inclusion\":\"unsupported\",\"selected\":true}', false",
        "'{\"inclusion\":\"available\",\"selected\":false}', false"
    })
    void aColumnIsReadAsItsMetadataSays(String metadata, boolean selected) throws Exception {
        CatalogStream stream = stream("'metadata':[{'breadcrumb':['properties','a'],'metadata':" + metadata + "}]");
        assertThat(stream.isSelected("a")).isEqualTo(selected);
    }

    @Test
    void aColumnMayBeChosenInsideItsSchema() throws Exception {
        CatalogStream stream =
                stream("'schema':{'properties':{'a':{'selected':false},'b':{'selected':'true'},'c':{}}}");
        assertThat(stream.isSelected("a")).isFalse();
        assertThat(stream.isSelected("b")).isTrue();
        assertThat(stream.isSelected("c")).isTrue();
        assertThat(stream.isSelected("new")).isTrue();
    }

    @Test
    void knownColumnsAreThoseOfSchemaAndMetadata() throws Exception {
        CatalogStream stream = stream("'schema':{'properties':{'a':{'type':'string'}}},"
                + "'metadata':[{'breadcrumb':['properties','b'],'metadata':{'sql-datatype':'text'}},"
                + "{'breadcrumb':['properties','a'],'metadata':{}}]");
        assertThat(stream.columnNames()).containsExactly("a", "b");
        assertThat(stream.knows("a")).isTrue();
        assertThat(stream.knows("b")).isTrue();
        assertThat(stream.knows("c")).isFalse();
        assertThat(stream.sqlDatatype("b")).contains("text");
        assertThat(stream.sqlDatatype("a")).isEmpty();
        assertThat(stream.columnSchema("a")).isPresent();
        assertThat(stream.columnSchema("b")).isEmpty();
    }

    @Test
    void namesAndPlaces() throws Exception {
        CatalogStream full = stream("'stream':'orders','table_name':'t',"
                + "'metadata':[{'breadcrumb':[],'metadata':{'database-name':'d','schema-name':'s'}}]");
        assertThat(full.id()).isEqualTo("id");
        assertThat(full.name()).isEqualTo("orders");
        assertThat(full.tableName()).contains("t");
        assertThat(full.schemaName()).contains("s");
        assertThat(full.database()).contains("d");
        assertThat(stream("'table':'t'").tableName()).contains("t");
        assertThat(stream("'metadata':[{'breadcrumb':[],'metadata':{'table-name':'t'}}]")
                        .tableName())
                .contains("t");
        CatalogStream bare = stream("'stream':''");
        assertThat(bare.name()).isEqualTo("id");
        assertThat(bare.tableName()).isEmpty();
        assertThat(bare.schemaName()).isEmpty();
        assertThat(bare.database()).isEmpty();
    }

    /** Only the very shape that PipelineWise's tap writes: id without a database, the bare table as the stream. */
    @ParameterizedTest
    @CsvSource({
        "public-orders, orders, orders, public, public-orders",
        "a-b-c, b-c, b-c, a, a-b-c",
        "a-b-c, c, c, a-b, a-b-c",
        "shop-public-orders, orders, orders, public, orders",
        "public-orders, sales, orders, public, sales",
        "public-orders, orders, orders, other, orders",
        "public-orders, Orders, orders, public, Orders"
    })
    void theNameHasTheSchemaWherePipelineWiseWroteTheBareTable(
            String id, String written, String table, String schema, String name) throws Exception {
        String document = "{'tap_stream_id':'" + id + "','stream':'" + written + "','table_name':'" + table
                + "','metadata':[{'breadcrumb':[],'metadata':{'schema-name':'" + schema + "'}}]}";
        assertThat(new CatalogStream((ObjectNode) Json.parse(document.replace('\'', '"'))).name())
                .isEqualTo(name);
    }

    @Test
    void methodsAreReadFromMetadataFirst() throws Exception {
        assertThat(stream("'replication_method':'FULL_TABLE',"
                                + "'metadata':[{'breadcrumb':[],'metadata':{'replication-method':'incremental'}}]")
                        .replicationMethod())
                .contains("INCREMENTAL");
        assertThat(stream("'replication_method':'full-table'").replicationMethod())
                .contains("FULL_TABLE");
        assertThat(stream("'metadata':[{'breadcrumb':[],'metadata':{'forced-replication-method':'FULL_TABLE'}}]")
                        .replicationMethod())
                .contains("FULL_TABLE");
        assertThat(stream("'replication_method':''").replicationMethod()).isEmpty();
        assertThat(stream("'replication_method':null").replicationMethod()).isEmpty();
        assertThat(stream("'replication_key':'a'").replicationKey()).contains("a");
        assertThat(stream("'replication_key':'a','metadata':[{'breadcrumb':[],'metadata':{'replication-key':'b'}}]")
                        .replicationKey())
                .contains("b");
        assertThat(stream("'replication_key':null").replicationKey()).isEmpty();
    }

    @Test
    void keys() throws Exception {
        CatalogStream stream = stream("'key_properties':['k'],'metadata':[{'breadcrumb':[],"
                + "'metadata':{'view-key-properties':['v','w'],'table-key-properties':['t']}}]");
        assertThat(stream.keyProperties()).containsExactly("k");
        assertThat(stream.viewKey()).containsExactly("v", "w");
        assertThat(stream.discoveredKey()).containsExactly("t");
        CatalogStream bare = stream("'key_properties':null");
        assertThat(bare.keyProperties()).isEmpty();
        assertThat(bare.viewKey()).isEmpty();
        assertThat(bare.discoveredKey()).isNull();
    }

    @Test
    void oddMetadataIsNoChoice() throws Exception {
        CatalogStream stream = stream("'schema':[],'metadata':[{'breadcrumb':['properties']},"
                + "{'breadcrumb':['other','a'],'metadata':{'selected':false}},"
                + "{'breadcrumb':['properties','a','items'],'metadata':{'selected':false}},"
                + "{'breadcrumb':[],'metadata':[]}]");
        assertThat(stream.isSelected()).isFalse();
        assertThat(stream.isSelected("a")).isTrue();
        assertThat(stream.knows("a")).isFalse();
        assertThat(stream.columnNames()).isEmpty();
    }

    private static CatalogStream stream(String fields) throws Exception {
        String document = "{'tap_stream_id':'id'," + fields + "}";
        return new CatalogStream((ObjectNode) Json.parse(document.replace('\'', '"')));
    }
}
