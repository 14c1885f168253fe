package com.tappostgres.types;

import static com.tappostgres.types.ReplicationKeyFit.NONE;
import static com.tappostgres.types.ReplicationKeyFit.PLAIN;
import static com.tappostgres.types.ReplicationKeyFit.WITH_INFINITY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.types.TypeOptions.OutOfRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Chooses what a column's type becomes; the only place that does. */
public final class TypeMappings {
    /** The bytes that PostgreSQL adds to a declared length: varchar(10) has the modifier 14. */
    private static final int LENGTH_HEADER = 4;

    private static final long MAX_OID = 4294967295L;

    /** Those of 256 bits, in hexadecimal. */
    private static final int HASH_DIGITS = 64;

    private final TypeRegistry registry;
    private final TypeOptions options;

    public TypeMappings(TypeRegistry registry, TypeOptions options) {
        this.registry = registry;
        this.options = options;
    }

    /**
     * The mapping of one column.
     *
     * @param report where its encoder counts what it had to alter
     */
    public TypeMapping of(ColumnType column, ColumnReport report) {
        PgType type = registry.get(column.typeOid());
        return switch (type.kind()) {
            case DOMAIN ->
                of(
                        new ColumnType(
                                type.element(),
                                type.modifier(),
                                Math.max(type.dimensions(), column.dimensions()),
                                column.nullable()),
                        report);
            case ARRAY -> array(type, column, report);
            case COMPOSITE -> composite(type, report);
            case ENUM, RANGE -> valid(text(NONE), report);
            case SCALAR -> scalar(type, column, report);
        };
    }

    /**
     * The mapping of a column that is masked; its schema says so.
     *
     * @param report as of one that is not
     */
    public TypeMapping masked(Masking masking, ColumnType column, ColumnReport report) {
        TypeMapping own = of(column, report);
        return switch (masking) {
            // Its own type, so that a loader need not alter what it made for the values.
            case NULL -> mapping(() -> marked(own.schema().get(), masking), own.encoder(), NONE);
            case SHA256 ->
                mapping(
                        () -> marked(Schemas.string().put("maxLength", HASH_DIGITS), masking),
                        ScalarEncoders.PLAIN,
                        NONE);
            case FIXED -> mapping(() -> marked(Schemas.string(), masking), ScalarEncoders.TEXT, NONE);
        };
    }

    private static ObjectNode marked(ObjectNode schema, Masking masking) {
        return schema.put("masked", masking.word());
    }

    /** What the attributes of a type are called and hold; empty where it has none. */
    public String attributes(long typeOid) {
        return registry.attributes(typeOid);
    }

    /** The oids of the composite types among a type and those within it. */
    public Set<Long> composites(long typeOid) {
        return registry.composites(typeOid);
    }

    private TypeMapping scalar(PgType type, ColumnType column, ColumnReport report) {
        if (!type.isBuiltIn()) {
            return valid(extension(type.name()), report);
        }
        // Any byte is a value of "char", whatever the encoding.
        return type.name().equals("char")
                ? mapping(Schemas::string, new SingleByteEncoder(registry.encoding()), NONE)
                : valid(builtIn(type.name(), column.modifier(), report), report);
    }

    /** Makes sure of UTF-8 where the server does not. */
    private TypeMapping valid(TypeMapping mapping, ColumnReport report) {
        return registry.encoding() != null
                ? mapping
                : new TypeMapping(
                        mapping.schema(),
                        new Utf8Repair(mapping.encoder(), report),
                        mapping.alwaysNullable(),
                        mapping.replicationKey());
    }

    private TypeMapping array(PgType type, ColumnType column, ColumnReport report) {
        ColumnType elementColumn = new ColumnType(type.element(), column.modifier(), 0, true);
        TypeMapping element = of(elementColumn, report);
        ArrayEncoder encoder = new ArrayEncoder(
                element.encoder(), registry.get(type.element()).delimiter(), Math.max(1, column.dimensions()), report);
        return new TypeMapping(() -> encoder.schema(element.schema().get()), encoder, false, NONE);
    }

    private TypeMapping composite(PgType type, ColumnReport report) {
        List<TypeMapping> attributes = new ArrayList<>();
        for (PgType.Attribute attribute : type.attributes()) {
            attributes.add(of(attribute.type(), report));
        }
        CompositeEncoder encoder = new CompositeEncoder(type, attributes);
        return mapping(encoder::schema, encoder, NONE);
    }

    /** Whether a driver that is told nothing else would decode values of that type: bytea, and domains over it. */
    public boolean isBytea(long typeOid) {
        PgType type = registry.get(typeOid);
        return type.kind() == PgType.Kind.DOMAIN
                ? isBytea(type.element())
                : type.isBuiltIn() && type.name().equals("bytea");
    }

    /** Types that extensions bring have no oid of their own, and any schema may hold them. */
    private static TypeMapping extension(String name) {
        return switch (name) {
            case "citext" -> text(PLAIN);
            case "hstore" -> mapping(Schemas::hstore, new HstoreEncoder(), NONE);
            // pgvector: the text of both is a JSON array already.
            case "vector", "halfvec" -> mapping(Schemas::numbers, ScalarEncoders.DIGITS, NONE);
            default -> text(NONE);
        };
    }

    private TypeMapping builtIn(String name, int modifier, ColumnReport report) {
        return switch (name) {
            case "int2" -> integer(Short.MIN_VALUE, Short.MAX_VALUE);
            case "int4" -> integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "int8" -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
            case "oid", "xid", "cid" ->
                mapping(() -> Schemas.integer(0, MAX_OID), ScalarEncoders.DIGITS, name.equals("oid") ? PLAIN : NONE);
            case "xid8" -> mapping(() -> Schemas.ofType("integer").put("minimum", 0), ScalarEncoders.DIGITS, PLAIN);
            case "float4", "float8" -> number(new NumberEncoder(report, false));
            case "numeric" ->
                options.decimalsAsText()
                        ? mapping(Schemas::string, new NumberEncoder(report, true), WITH_INFINITY)
                        : number(new NumberEncoder(report, false));
            case "bool" -> mapping(() -> Schemas.ofType("boolean"), ScalarEncoders.BOOLEAN, NONE);
            case "bit" ->
                modifier == 1 ? mapping(() -> Schemas.ofType("boolean"), ScalarEncoders.BIT, NONE) : text(NONE);
            case "bytea" ->
                mapping(() -> Schemas.string().put("contentEncoding", "base64"), ScalarEncoders.BYTEA, NONE);
            case "date" -> dated("date", new DateEncoder(report, options.outOfRange()), WITH_INFINITY);
            case "timestamp" ->
                dated("date-time", new TimestampEncoder(report, options.outOfRange(), false), WITH_INFINITY);
            case "timestamptz" ->
                dated("date-time", new TimestampEncoder(report, options.outOfRange(), true), WITH_INFINITY);
            case "time" -> dated("time", new TimeEncoder(report, options.outOfRange()), PLAIN);
            case "uuid" -> mapping(() -> Schemas.stringOfFormat("uuid"), ScalarEncoders.PLAIN, PLAIN);
            case "varchar", "bpchar" -> declaredText(modifier);
            // Infinite intervals exist since 17.
            case "interval" -> text(WITH_INFINITY);
            case "text", "name", "timetz", "pg_lsn" -> text(PLAIN);
            case "json", "jsonb" ->
                options.jsonAsText() ? text(NONE) : mapping(Schemas::anything, ScalarEncoders.JSON, NONE);
            default -> text(NONE);
        };
    }

    private static TypeMapping mapping(
            Supplier<ObjectNode> schema, ValueEncoder encoder, ReplicationKeyFit replicationKey) {
        return new TypeMapping(schema, encoder, false, replicationKey);
    }

    private static TypeMapping text(ReplicationKeyFit replicationKey) {
        return mapping(Schemas::string, ScalarEncoders.TEXT, replicationKey);
    }

    private static TypeMapping declaredText(int modifier) {
        return modifier < LENGTH_HEADER
                ? text(PLAIN)
                : mapping(
                        () -> Schemas.string().put("maxLength", modifier - LENGTH_HEADER), ScalarEncoders.TEXT, PLAIN);
    }

    private static TypeMapping integer(long minimum, long maximum) {
        return mapping(() -> Schemas.integer(minimum, maximum), ScalarEncoders.DIGITS, PLAIN);
    }

    private static TypeMapping number(ValueEncoder encoder) {
        return new TypeMapping(() -> Schemas.ofType("number"), encoder, true, WITH_INFINITY);
    }

    /** Without its format where the server's own text of an odd date may come through. */
    private TypeMapping dated(String format, ValueEncoder encoder, ReplicationKeyFit replicationKey) {
        Supplier<ObjectNode> schema =
                options.outOfRange() == OutOfRange.TEXT ? Schemas::string : () -> Schemas.stringOfFormat(format);
        return new TypeMapping(schema, encoder, options.outOfRange() == OutOfRange.NULL, replicationKey);
    }
}
