package dev.followup.crm.session;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of a list that the CRM hands out, whatever it is a list of.
@JsonIgnoreProperties(ignoreUnknown = true)
public record Page<T>(
        @JsonProperty("_embedded") @Nullable Embedded<T> embedded,
        @JsonProperty("_links") @Nullable Links links) {

    /// The largest that the CRM hands out.
    /// Source: CRM documentation, "Tasks List", "Leads List" and "Contacts List", GET parameter `limit`; read
    /// 2026-11-21.
    public static final int LARGEST = 250;

    private static final Pattern PAGE = Pattern.compile("[?&]page=([0-9]{1,9})(?![0-9])");

    /// What "no content" stands for.
    public static <T> Page<T> empty() {
        return new Page<>(null, null);
    }

    public List<T> items() {
        return embedded == null || embedded.items() == null ? List.of() : embedded.items();
    }

    /// The same page of what its items stand for.
    public <R> Page<R> map(Function<T, R> meaning) {
        return new Page<>(new Embedded<>(items().stream().map(meaning).toList()), links);
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
    record Embedded<T>(
            @JsonAlias({"tasks", "leads", "contacts", "companies", "events", "pipelines", "webhooks"}) @Nullable
            List<T> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Links(@Nullable Link next) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Link(@Nullable String href) {}
}
