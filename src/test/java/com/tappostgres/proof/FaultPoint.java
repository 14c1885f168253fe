package com.tappostgres.proof;

import com.tappostgres.testing.FaultProxy.Fault;
import com.tappostgres.testing.FaultProxy.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What befalls a connection behind the byte {@code offset} that one side sends. */
record FaultPoint(Phase phase, Side sender, long offset, Fault fault) {
    /** Seeded points: each phase, direction and fault has the same share. */
    static List<FaultPoint> seeded(Landmarks landmarks, int count, long seed) {
        Random random = new Random(seed);
        Phase[] phases = Phase.values();
        Side[] senders = Side.values();
        Fault[] faults = {Fault.CUT, Fault.RESET, Fault.BLACK_HOLE, Fault.SLOW};
        List<FaultPoint> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Phase phase = phases[i % phases.length];
            Side sender = senders[i / phases.length % senders.length];
            Fault fault = faults[i / phases.length / senders.length % faults.length];
            points.add(new FaultPoint(phase, sender, landmarks.offset(phase, sender, random), fault));
        }
        return points;
    }
}
