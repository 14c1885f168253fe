package com.tappostgres.copy;

import com.tappostgres.copy.Chunk.Split;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns the sizes of a stream's heaps into chunks of about the same size. */
public final class ChunkPlanner {
    /** At most so many a stream, and one a heap. */
    public static final int MOST_CHUNKS = 4096;

    private final boolean scansRangesOfBlocks;
    private final long chunkBytes;

    /**
     * @param scansRangesOfBlocks whether the server reads a range of ctid without reading the rest (14 and newer)
     * @param chunkBytes about how large a chunk should be
     */
    public ChunkPlanner(boolean scansRangesOfBlocks, long chunkBytes) {
        this.scansRangesOfBlocks = scansRangesOfBlocks;
        this.chunkBytes = chunkBytes;
    }

    /**
     * Plans a stream.
     *
     * @param heaps all that hold rows of it
     * @param finished the ranges of some of them that were read under an older snapshot, by oid
     */
    public List<Chunk> plan(List<Heap> heaps, Map<Long, RangeSet> finished) {
        long bytes = heaps.stream().mapToLong(Heap::bytes).sum();
        long size = Math.max(chunkBytes, (bytes + MOST_CHUNKS - 1) / MOST_CHUNKS);
        List<Chunk> chunks = new ArrayList<>();
        for (Heap heap : heaps) {
            RangeSet done = finished.getOrDefault(heap.oid(), new RangeSet());
            for (NumberRange range : done.complement()) {
                split(heap, range, false, size, chunks);
            }
        }
        // Last, as none of it counts as progress: a run that ends in between reads it all again.
        for (Heap heap : heaps) {
            for (NumberRange range :
                    finished.getOrDefault(heap.oid(), new RangeSet()).ranges()) {
                split(heap, range, true, size, chunks);
            }
        }
        return chunks;
    }

    private void split(Heap heap, NumberRange range, boolean onlyNew, long size, List<Chunk> chunks) {
        Split split = heap.key().isPresent() ? Split.KEY : Split.BLOCKS;
        boolean splittable = split == Split.KEY || scansRangesOfBlocks;
        long least = split == Split.KEY ? heap.key().orElseThrow().least() : 0;
        long greatest = split == Split.KEY ? heap.key().orElseThrow().greatest() : heap.blocks() - 1;
        long first = Math.max(least, range.from());
        long last = Math.min(greatest, range.to() == NumberRange.OPEN ? greatest : range.to() - 1);
        // The keys of a table may span more than a long can count.
        BigInteger numbers = count(first, last);
        BigInteger all = count(least, greatest).max(BigInteger.ONE);
        long bytes =
                BigInteger.valueOf(heap.bytes()).multiply(numbers).divide(all).longValueExact();
        long parts = splittable
                ? Math.max(
                        1,
                        numbers.min(BigInteger.valueOf((bytes + size - 1) / size))
                                .longValueExact())
                : 1;
        long from = range.from();
        for (long part = 1; part <= parts; part++) {
            long to = part == parts
                    ? range.to()
                    : numbers.multiply(BigInteger.valueOf(part))
                            .divide(BigInteger.valueOf(parts))
                            .add(BigInteger.valueOf(first))
                            .longValueExact();
            chunks.add(new Chunk(heap, split, new NumberRange(from, to), onlyNew, bytes / parts));
            from = to;
        }
    }

    private static BigInteger count(long first, long last) {
        return last < first
                ? BigInteger.ZERO
                : BigInteger.valueOf(last).subtract(BigInteger.valueOf(first)).add(BigInteger.ONE);
    }
}
