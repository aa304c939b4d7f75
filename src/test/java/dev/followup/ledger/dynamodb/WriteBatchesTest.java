package dev.followup.ledger.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WriteBatchesTest {

    /// Two commands of one event that change the same task end together: DynamoDB refuses a transaction with two
    /// writes of one item.
    @Test
    void two_writes_of_one_item_are_in_different_transactions_though_they_belong_together() {
        assertThat(WriteBatches.of(List.of(writes("task", "first", "task", "second", "end")), 100))
                .containsExactly(writes("task", "first"), writes("task", "second", "end"));
    }

    @Test
    void what_belongs_together_stays_together_if_there_is_room() {
        assertThat(WriteBatches.of(List.of(writes("a", "b"), writes("c", "d"), writes("a")), 3))
                .containsExactly(writes("a", "b"), writes("c", "d", "a"));
    }

    private static List<ConditionalWrite> writes(String... names) {
        return Stream.of(names)
                .map(name -> ConditionalWrite.delete(new ItemKey("A#demo", name)))
                .toList();
    }
}
