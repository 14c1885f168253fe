package com.tappostgres.testing;

/** The PostgreSQL releases that the tests run against; the build puts an archive of each into {@code target/servers}. */
public enum PostgresVersion {
    V9_3("9.3", "9.3.5", 90300, "Linux-x86_64.tbz"),
    V9_6("9.6", "9.6.24", 90600, ".txz"),
    V12("12", "12.22", 120000, ".txz"),
    V15("15", "15.19", 150000, ".txz"),
    V18("18", "18.6", 180000, ".txz");

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
