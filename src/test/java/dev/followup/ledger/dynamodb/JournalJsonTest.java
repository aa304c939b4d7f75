package dev.followup.ledger.dynamodb;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.JournalEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalJsonTest {

    /// A text that cannot be compressed well.
    private static String noise(int length) {
        var random = new Random(1);
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    private static JournalEntry stored(Map<String, Object> lead) {
        var entry = JournalEntry.of(event("a", Map.of("lead", lead)), NOON, false, "digest");
        var bytes = JournalJson.write(entry);
        assertThat(bytes.length).isLessThan(390 * 1024);
        return JournalJson.read(bytes);
    }

    @Test
    void facts_over_300_kb_are_cut_and_say_so() {
        var entry = stored(Map.of("id", 501L, "name", "Roof", "note", noise(400_000)));
        assertThat(entry.isCut()).isTrue();
        assertThat(entry.event().facts().at("lead.name")).contains("Roof");
        assertThat(entry.event().facts().at("lead.note").map(Object::toString).map(String::length))
                .isEqualTo(Optional.of(501));
    }

    @Test
    void of_very_many_facts_the_ids_are_left() {
        var lead = new HashMap<String, Object>(Map.of("id", 501L, "pipeline_id", 7L));
        for (int i = 0; i < 2_000; i++) {
            lead.put("field" + i, noise(400));
        }
        var entry = stored(lead);
        assertThat(entry.isCut()).isTrue();
        assertThat(entry.event().facts().document()).isEqualTo(Map.of("lead", Map.of("id", 501L, "pipeline_id", 7L)));
    }

    @Test
    void smaller_facts_are_kept_whole() {
        var lead = Map.<String, Object>of("id", 501L, "note", noise(250_000));
        assertThat(stored(lead).event().facts().document()).isEqualTo(Map.of("lead", lead));
        assertThat(stored(lead).isCut()).isFalse();
    }
}
