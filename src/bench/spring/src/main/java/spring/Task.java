package spring;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// A task as the CRM takes it.
record Task(
        String text,
        @JsonProperty("complete_till") long due,
        @JsonProperty("task_type_id") int type,
        @JsonProperty("entity_type") String entityType,
        @JsonProperty("entity_id") long entityId,
        @JsonProperty("responsible_user_id") long responsible) {

    /// The task for the lead of a webhook.
    static Task of(String webhook) {
        var lead = fields(webhook);
        return new Task(
                "Call the new lead: " + lead.get("leads[add][0][name]"),
                Instant.now().plus(Duration.ofMinutes(15)).getEpochSecond(),
                1,
                "leads",
                Long.parseLong(lead.get("leads[add][0][id]")),
                Long.parseLong(lead.get("leads[add][0][responsible_user_id]")));
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> decoded(field[0]), field -> decoded(field[1])));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
