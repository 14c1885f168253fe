package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import com.tappostgres.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds a value of the kernels that most rows pass; run by {@code ./bench --kernels}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-XX:+UseSerialGC")
public class KernelBenchmark {
    /** A type and a value of it, as the server prints it. */
    @Param({
        "int8=1234567890",
        "numeric=12345.67",
        "date=2024-01-31",
        "timestamptz=2024-01-31 12:00:00.123456+00",
        "uuid=a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "text=short text",
        "text=A text of sixty-four plain bytes, as names and addresses may be.",
        "text=He said \"no\",\nand left: a text of sixty-four bytes with escapes.",
        "jsonb={\"id\": 12345, \"name\": \"Ada\", \"tags\": [\"a\", \"b\"], \"active\": true, \"score\": 1.5}",
        "bytea=\\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "_int4={1,2,3,NULL,5}"
    })
    private String value;

    private final JsonBuffer out = new JsonBuffer();
    private byte[] text;
    private ValueEncoder encoder;

    /** Chooses the encoder as a sync does. */
    @Setup(Level.Trial)
    public void choose() {
        String name = value.substring(0, value.indexOf('='));
        text = value.substring(value.indexOf('=') + 1).getBytes(StandardCharsets.UTF_8);
        PgType integer = new PgType(1, "pg_catalog", "int4", PgType.Kind.SCALAR, 0, -1, 0, ',');
        PgType type = name.equals("_int4")
                ? new PgType(2, "pg_catalog", name, PgType.Kind.ARRAY, 1, -1, 0, ',')
                : new PgType(2, "pg_catalog", name, PgType.Kind.SCALAR, 0, -1, 0, ',');
        encoder = new TypeMappings(new TypeRegistry(List.of(integer, type)), TypeOptions.DEFAULT)
                .of(new ColumnType(2, -1, 0, true), new ColumnReport("c", false))
                .encoder();
    }

    /** Prints one value as JSON. */
    @Benchmark
    public int encode() {
        out.truncate(0);
        encoder.encode(text, 0, text.length, out);
        return out.length();
    }

    /** Tells whether one value is UTF-8, as for databases with the encoding SQL_ASCII. */
    @Benchmark
    public boolean validate() {
        return Utf8.isValid(text, 0, text.length);
    }
}
