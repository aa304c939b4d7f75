package dev.followup.crm.session;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of any list of the CRM's API.
@JsonIgnoreProperties(ignoreUnknown = true)
public record Page<T>(
        @JsonProperty("_embedded") @Nullable Embedded<T> embedded,
        @JsonProperty("_links") @Nullable Links links) {

    /// The largest page that the CRM hands out.
    /// Source: CRM documentation, "Tasks List", "Leads List" and "Contacts List", GET parameter `limit`; read
    /// 2026-11-21.
    public static final int LARGEST = 250;

    private static final Pattern PAGE = Pattern.compile("[?&]page=([0-9]{1,9})(?![0-9])");

    /// The empty page, for an answer without content.
    public static <T> Page<T> empty() {
        return new Page<>(null, null);
    }

    public List<T> items() {
        return embedded == null || embedded.items() == null ? List.of() : embedded.items();
    }

    /// The same page with its items mapped.
    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(new Embedded<>(items().stream().map(mapping).toList()), links);
    }

    /// The number of the next page; empty on the last. Only the number is taken from the link: the host is
    /// always the account's own.
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
