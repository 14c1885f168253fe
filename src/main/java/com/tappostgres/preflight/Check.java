package com.tappostgres.preflight;

import java.util.Locale;

/** What is looked at; each has a name that machines can rely on. */
public enum Check {
    CONFIG(Group.SETTINGS),
    LATE_COMMITS(Group.SETTINGS),
    REACHABLE(Group.CONNECTION),
    ENCRYPTION(Group.CONNECTION),
    TUNNEL(Group.CONNECTION),
    VERSION(Group.CONNECTION),
    ROLE(Group.CONNECTION),
    RECOVERY(Group.CONNECTION),
    STANDBY_CANCELS(Group.CONNECTION),
    REPLAY(Group.CONNECTION),
    TIME_OUTS(Group.SERVER),
    POOLER(Group.SERVER),
    CONNECTIONS(Group.SERVER),
    DATABASE(Group.DATABASE),
    CONNECT(Group.DATABASE),
    ENCODING(Group.DATABASE),
    CATALOG(Group.STREAM),
    PRIVILEGES(Group.STREAM),
    ROW_SECURITY(Group.STREAM),
    STRUCTURE(Group.STREAM),
    SHAPING(Group.STREAM),
    LOAD(Group.STREAM),
    PLAN(Group.STREAM),
    METHOD(Group.STREAM),
    NEW_COLUMN(Group.STREAM),
    LOST_COLUMN(Group.STREAM),
    OTHER_TYPE(Group.STREAM),
    OTHER_KEY(Group.STREAM),
    NO_KEY(Group.STREAM),
    KEY_INDEX(Group.STREAM),
    KEY_NULLS(Group.STREAM),
    KEY_NULLABLE(Group.STREAM),
    KEY_SEQUENCE(Group.STREAM),
    KEY_TIME_ZONE(Group.STREAM),
    KEY_COLLATION(Group.STREAM),
    NOT_A_NUMBER(Group.STREAM),
    STATISTICS(Group.STREAM),
    UNLOGGED(Group.STREAM),
    NOT_POPULATED(Group.STREAM),
    VIEW(Group.STREAM),
    FOREIGN(Group.STREAM),
    INHERITANCE(Group.STREAM),
    COMPUTED(Group.STREAM),
    HUGE_VALUES(Group.STREAM);

    private final Group group;

    Check(Group group) {
        this.group = group;
    }

    /** What the findings of a check stand under. */
    public enum Group {
        SETTINGS,
        CONNECTION,
        SERVER,
        DATABASE,
        STREAM;

        /** As JSON has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Group group() {
        return group;
    }

    /** As JSON has it: {@code key-index}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
