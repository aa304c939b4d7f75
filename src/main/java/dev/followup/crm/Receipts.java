package dev.followup.crm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The thin answer to adding or editing tasks. An edit of one task is answered without the list around it.
@JsonIgnoreProperties(ignoreUnknown = true)
record Receipts(
        @JsonProperty("_embedded") @Nullable Embedded embedded,
        @JsonProperty("validation-errors") @Nullable JsonNode validationErrors) {

    /// What "no content" stands for.
    static final Receipts EMPTY = new Receipts(null, null);

    List<Receipt> tasks() {
        return embedded == null || embedded.tasks() == null ? List.of() : embedded.tasks();
    }

    /// What it refused although it answered well.
    List<Problem.Item> refused() {
        return validationErrors == null ? List.of() : Problem.items(validationErrors);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Embedded(@Nullable List<Receipt> tasks) {}

    /// What became of one item.
    ///
    /// @param id the task's id
    /// @param requestId which item of the request it was; empty if the CRM does not say
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Receipt(
            long id, @JsonProperty("request_id") @Nullable String requestId) {}
}
