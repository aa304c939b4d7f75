package dev.followup.crm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of a list of tasks.
@JsonIgnoreProperties(ignoreUnknown = true)
record TaskPage(
        @JsonProperty("_embedded") @Nullable Embedded embedded,
        @JsonProperty("_links") @Nullable Links links) {

    /// What "no content" stands for.
    static final TaskPage EMPTY = new TaskPage(null, null);

    private static final Pattern PAGE = Pattern.compile("[?&]page=([0-9]{1,9})(?![0-9])");

    List<TaskModel> tasks() {
        return embedded == null || embedded.tasks() == null ? List.of() : embedded.tasks();
    }

    /// The number of the next page; empty on the last. Only the number is taken from the link: where it leads is for
    /// the account to say.
    OptionalInt next() {
        if (links == null || links.next() == null || links.next().href() == null) {
            return OptionalInt.empty();
        }
        var page = PAGE.matcher(links.next().href());
        return page.find() ? OptionalInt.of(Integer.parseInt(page.group(1))) : OptionalInt.empty();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Embedded(@Nullable List<TaskModel> tasks) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Links(@Nullable Link next) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Link(@Nullable String href) {}
}
