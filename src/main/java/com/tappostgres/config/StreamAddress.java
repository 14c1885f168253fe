package com.tappostgres.config;

/**
 * The names by which a pattern finds a stream.
 *
 * @param stream its name in messages
 * @param id its {@code tap_stream_id}
 */
public record StreamAddress(String database, String schema, String table, String stream, String id) {
    /** The pattern of this stream alone: {@code public.orders}. */
    public String pattern() {
        return quoted(schema, schema.indexOf('-') >= 0) + "." + quoted(table, false);
    }

    /** The same with its database in front: {@code shop/public.orders}. */
    public String patternWithDatabase() {
        return quoted(database, false) + "/" + pattern();
    }

    /** The name of a column as the last part of a pattern. */
    public static String quoted(String name) {
        return quoted(name, false);
    }

    /** A name as a part of a pattern. */
    static String quoted(String name, boolean ambiguous) {
        boolean plain = !name.isEmpty()
                && name.equals(name.strip())
                && name.chars().noneMatch(each -> "*?./\"!,".indexOf(each) >= 0);
        return plain && !ambiguous ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
