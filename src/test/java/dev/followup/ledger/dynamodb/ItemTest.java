package dev.followup.ledger.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.telemetry.LogCapture;
import org.junit.jupiter.api.Test;

class ItemTest {

    @Test
    void an_item_that_cannot_be_read_is_logged_once_until_it_changes() {
        var circuit = Item.of(ItemKey.circuit("logged-once")).with("since", "yesterday");
        var corrected = circuit.with("since", "today");
        try (var log = LogCapture.of(Item.class)) {
            assertThat(circuit.read(item -> item.time("since"))).isEmpty();
            assertThat(circuit.read(item -> item.time("since"))).isEmpty();
            assertThat(log.lines()).hasSize(1);
            assertThat(corrected.read(item -> item.time("since"))).isEmpty();
            assertThat(log.lines()).hasSize(2);
        }
    }
}
