package com.tappostgres.proof;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the writers do to the table. */
enum Change {
    /** Moves money between rows. */
    TRANSFER(100),
    /** Gives some neighbours another text, shorter or longer. */
    REWRITE(50),
    /** Adds a pair of rows. */
    INSERT(50),
    /** Deletes a pair of rows. */
    DELETE(25),
    /** Deletes a row and inserts another in its place. */
    REPLACE(25),
    /** Gives a row another key. */
    REKEY(25),
    VACUUM(5),
    /** Marks rows as old, which must not hide that they are new since an older snapshot. */
    VACUUM_FREEZE(5),
    /** Moves every row to a new file. */
    VACUUM_FULL(2),
    /** TRUNCATE and the same rows again, in one transaction: nobody may see the table empty. */
    REFILL(2),
    /** Adds a column, or drops it again. */
    ALTER(2);

    /** Those after which a load goes on, as the table stays in its file and keeps its shape. */
    static final Set<Change> IN_PLACE = EnumSet.range(TRANSFER, VACUUM_FREEZE);

    /** All of which a loader that upserts sees the whole effect: no row goes away. */
    static final Set<Change> KEEPING =
            EnumSet.of(TRANSFER, REWRITE, INSERT, VACUUM, VACUUM_FREEZE, VACUUM_FULL, REFILL, ALTER);

    /** Those that lock everybody out, and that a snapshot from before them does not see. */
    static final Set<Change> REWRITING = EnumSet.range(VACUUM_FULL, ALTER);

    static final Set<Change> ALL = EnumSet.allOf(Change.class);

    private final int share;

    Change(int share) {
        this.share = share;
    }

    /** Each as often as it should be drawn. */
    static List<Change> bag(Set<Change> changes) {
        return bag(changes, 1);
    }

    /**
     * Each as often as it should be drawn, but for those after which a load starts anew.
     *
     * @param rarity how many times less often than usual those are drawn
     */
    static List<Change> bag(Set<Change> changes, int rarity) {
        List<Change> bag = new ArrayList<>();
        for (Change change : changes) {
            int times = IN_PLACE.contains(change) ? change.share * rarity : change.share;
            for (int i = 0; i < times; i++) {
                bag.add(change);
            }
        }
        return bag;
    }
}
