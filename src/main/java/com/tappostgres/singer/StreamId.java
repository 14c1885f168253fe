package com.tappostgres.singer;

/**
 * What identifies a stream: where its table lives, and the name it has in messages.
 *
 * @param streamName made from the {@code stream_name} template
 */
public record StreamId(String database, String schema, String table, String streamName) {
    /**
     * The identity of a table's stream.
     *
     * @param template holds {database}, {schema} and {table}
     */
    public static StreamId of(String database, String schema, String table, String template) {
        StringBuilder name = new StringBuilder();
        int from = 0;
        // Not one replace after the other: a schema may be called "{table}".
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            name.append(template, from, open);
            name.append(
                    switch (template.substring(open + 1, close)) {
                        case "database" -> database;
                        case "schema" -> schema;
                        default -> table;
                    });
            from = close + 1;
        }
        return new StreamId(
                database, schema, table, name.append(template.substring(from)).toString());
    }

    /** The {@code tap_stream_id}. */
    @Override
    public String toString() {
        return database + "-" + schema + "-" + table;
    }
}
