package com.tappostgres.testing;

import java.util.List;

/** The PostgreSQL releases that tests run against; the build puts an archive of each tested one into {@code target/servers}. */
public enum PostgresVersion {
    V9_3("9.3", "9.3.5", 90300, "Linux-x86_64.tbz"),
    V9_5("9.5", "9.5.3", 90500, "Linux-x86_64.txz"),
    V9_6("9.6", "9.6.24", 90600, ".txz"),
    V10("10", "10.23", 100000, ".txz"),
    V11("11", "11.22", 110000, ".txz"),
    V12("12", "12.22", 120000, ".txz"),
    V13("13", "13.23", 130000, ".txz"),
    V14("14", "14.24", 140000, ".txz"),
    V15("15", "15.19", 150000, ".txz"),
    V16("16", "16.15", 160000, ".txz"),
    V17("17", "17.11", 170000, ".txz"),
    V18("18", "18.6", 180000, ".txz");

    /** Set by the profile "matrix", which also fetches the archives that the usual build leaves out. */
    private static final boolean MATRIX = Boolean.getBoolean("tap.test.matrix");

    private static final List<PostgresVersion> USUAL = List.of(V9_3, V9_6, V12, V15, V18);

    private final String label;
    private final String release;
    private final int number;
    private final String archiveEnding;

    PostgresVersion(String label, String release, int number, String archiveEnding) {
        this.label = label;
        this.release = release;
        this.number = number;
        this.archiveEnding = archiveEnding;
    }

    /** The releases of this run: all of them with {@code mvn verify -Pmatrix}, otherwise five from the oldest to the newest. */
    public static List<PostgresVersion> tested() {
        return MATRIX ? List.of(values()) : USUAL;
    }

    /** The major version as people write it: 9.3, 18. */
    public String label() {
        return label;
    }

    /** The exact release of the embedded binaries: 9.3.5, 18.6. */
    public String release() {
        return release;
    }

    /** The first {@code server_version_num} of this major version: 90300, 180000. */
    public int number() {
        return number;
    }

    /** The jar in {@code target/servers} that holds the archive of the binaries. */
    String jarName() {
        return "postgres-" + release + ".jar";
    }

    /** How the archive's entry in that jar ends; the oldest jar holds several platforms. */
    String archiveEnding() {
        return archiveEnding;
    }

    @Override
    public String toString() {
        return label;
    }
}
