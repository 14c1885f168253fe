package com.tappostgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkPlannerTest {
    private static final long BLOCK = 8192;
    private static final long MB = 1 << 20;

    private final ChunkPlanner newer = new ChunkPlanner(true, 64 * MB);
    private final ChunkPlanner older = new ChunkPlanner(false, 64 * MB);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8192})
    void aSmallTableIsOneChunk(long blocks) {
        List<Chunk> chunks = newer.plan(List.of(heap(blocks, blocks * BLOCK)), Map.of());

        assertThat(chunks).singleElement().satisfies(chunk -> {
            assertThat(chunk.isWhole()).isTrue();
            assertThat(chunk.condition()).isEmpty();
        });
    }

    @Test
    void aLargerTableIsSplitByBlocksAndTheLastChunkIsOpen() {
        List<Chunk> chunks = newer.plan(List.of(heap(20_000, 20_000 * BLOCK)), Map.of());

        assertThat(chunks)
                .extracting(Chunk::condition)
                .containsExactly(
                        "ctid < '(6666,0)'::tid",
                        "ctid >= '(6666,0)'::tid AND ctid < '(13333,0)'::tid",
                        "ctid >= '(13333,0)'::tid");
    }

    @Test
    void toastCounts() {
        assertThat(newer.plan(List.of(heap(100, 6400 * MB)), Map.of())).hasSize(100);
        assertThat(newer.plan(List.of(heap(10, 6400 * MB)), Map.of()))
                .as("no chunk without a block")
                .hasSize(10);
    }

    @Test
    void aHugeTableHasNoMoreChunksThanTheLimit() {
        long terabytes = 10L << 40;
        assertThat(newer.plan(List.of(heap(terabytes / BLOCK, terabytes)), Map.of()))
                .hasSize(ChunkPlanner.MOST_CHUNKS);
    }

    @Test
    void beforeVersion14AnIntegerKeySplits() {
        Heap heap = new Heap(
                new TableName("public", "t"), 1, 1, 16_384, 128 * MB, Optional.of(new Heap.IntegerKey("Id", -10, 9)));

        assertThat(older.plan(List.of(heap), Map.of()))
                .extracting(Chunk::condition)
                .containsExactly("\"Id\" < 0", "\"Id\" >= 0");
    }

    @Test
    void keysMaySpanMoreThanALongCounts() {
        Heap heap = new Heap(
                new TableName("public", "t"),
                1,
                1,
                16_384,
                256 * MB,
                Optional.of(new Heap.IntegerKey("id", Long.MIN_VALUE, Long.MAX_VALUE)));

        assertThat(older.plan(List.of(heap), Map.of()))
                .extracting(Chunk::condition)
                .containsExactly(
                        "\"id\" < -4611686018427387904",
                        "\"id\" >= -4611686018427387904 AND \"id\" < 0",
                        "\"id\" >= 0 AND \"id\" < 4611686018427387904",
                        "\"id\" >= 4611686018427387904");
    }

    @Test
    void withoutKeyNothingSplitsBeforeVersion14() {
        assertThat(older.plan(List.of(heap(1_000_000, 1_000_000 * BLOCK)), Map.of()))
                .singleElement()
                .matches(Chunk::isWhole);
    }

    @Test
    void whatIsFinishedIsReadForItsNewRowsOnly() {
        RangeSet finished = RangeSet.parse("..8192,16384..20000");
        List<Chunk> chunks = newer.plan(List.of(heap(40_000, 40_000 * BLOCK)), Map.of(1L, finished));

        assertThat(chunks.stream().filter(chunk -> !chunk.onlyNew()))
                .extracting(Chunk::condition)
                .containsExactly(
                        "ctid >= '(8192,0)'::tid AND ctid < '(16384,0)'::tid",
                        "ctid >= '(20000,0)'::tid AND ctid < '(26666,0)'::tid",
                        "ctid >= '(26666,0)'::tid AND ctid < '(33333,0)'::tid",
                        "ctid >= '(33333,0)'::tid");
        assertThat(chunks.stream().filter(Chunk::onlyNew))
                .extracting(Chunk::condition)
                .containsExactly("ctid < '(8192,0)'::tid", "ctid >= '(16384,0)'::tid AND ctid < '(20000,0)'::tid");
    }

    /** Of what was finished nothing counts as progress: it would be read in vain by each run that is cut behind it. */
    @Test
    void whatNobodyReadComesFirst() {
        List<Heap> heaps = List.of(
                heap(10, 10 * BLOCK), new Heap(new TableName("public", "u"), 2, 2, 10, 10 * BLOCK, Optional.empty()));

        List<Chunk> chunks = newer.plan(heaps, Map.of(1L, RangeSet.parse("..")));

        assertThat(chunks).extracting(Chunk::onlyNew).containsExactly(false, true);
    }

    /** Of a table that shrank, a range may lie behind its end. */
    @Test
    void rangesBehindTheEndAreKept() {
        RangeSet finished = RangeSet.parse("100..200");
        List<Chunk> chunks = newer.plan(List.of(heap(10, 10 * BLOCK)), Map.of(1L, finished));

        assertThat(chunks)
                .extracting(Chunk::condition)
                .containsExactly(
                        "ctid < '(100,0)'::tid",
                        "ctid >= '(200,0)'::tid",
                        "ctid >= '(100,0)'::tid AND ctid < '(200,0)'::tid");
    }

    /** Whatever is finished: the chunks cover every number once. */
    @ParameterizedTest
    @ValueSource(strings = {"..1", "5..", "0..1,2..3,4..5", "3..9000,9001..70000", "..", "-5..5,40000..50000"})
    void theChunksCoverEverythingOnce(String text) {
        List<Chunk> chunks = newer.plan(List.of(heap(60_000, 60_000 * BLOCK)), Map.of(1L, RangeSet.parse(text)));

        for (long number : new long[] {-6, -1, 0, 1, 2, 3, 4, 5, 8999, 9000, 9001, 39_999, 40_000, 59_999, 70_000}) {
            assertThat(chunks.stream()
                            .filter(chunk -> chunk.range().from() <= number
                                    && number < chunk.range().to()))
                    .as("%s of %s", number, text)
                    .hasSize(1);
        }
    }

    private static Heap heap(long blocks, long bytes) {
        return new Heap(new TableName("public", "t"), 1, 1, blocks, bytes, Optional.empty());
    }
}
