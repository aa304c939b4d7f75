package dev.followup.crm.session;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
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

    /// The most ids in one call. The CRM hands out 250 entities on a page, but each id takes some 32 bytes of
    /// the URL (brackets are sent encoded), and many servers refuse a request line of more than 8 KB.
    /// Source: nginx documentation, `large_client_header_buffers`; read 2026-11-21.
    public static final int IDS_IN_A_CALL = 100;

    private static final Logger LOG = Logger.getLogger(Page.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PAGE = Pattern.compile("[?&]page=([0-9]{1,9})(?![0-9])");

    /// The empty page, for an answer without content.
    public static <T> Page<T> empty() {
        return new Page<>(null, null);
    }

    public List<T> items() {
        return embedded == null || embedded.items() == null ? List.of() : embedded.items();
    }

    /// The same page with its items read one by one. An item that cannot be read is left out and logged, so that it
    /// does not cost the others.
    ///
    /// @param call the call that the page answers
    /// @param model what an item is read as
    /// @param mapping makes our type of it
    public static <M, R> Page<R> read(
            @Nullable Page<JsonNode> page, CrmCall call, Class<M> model, Function<M, R> mapping) {
        if (page == null) {
            return empty();
        }
        var readable = new ArrayList<R>();
        String unreadable = null;
        for (var item : page.items()) {
            try {
                if (!item.isObject()) {
                    throw new IllegalArgumentException("found " + item.getNodeType() + ", expected an object");
                }
                readable.add(mapping.apply(JSON.treeToValue(item, model)));
            } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
                unreadable = item.path("id").asText("?") + ": " + e.getClass().getSimpleName();
            }
        }
        if (unreadable != null) {
            LOG.errorf(
                    "%s: %d of %d items in the answer to %s cannot be read and are left out, the last is %s."
                            + " Report this to the developers",
                    call.session().account().name(),
                    page.items().size() - readable.size(),
                    page.items().size(),
                    call.request(),
                    unreadable);
        }
        return new Page<>(new Embedded<>(readable), page.links);
    }

    /// Whether no page follows.
    public boolean isLast() {
        return next().isEmpty();
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
            @JsonAlias({
                "tasks",
                "leads",
                "contacts",
                "companies",
                "customers",
                "users",
                "events",
                "pipelines",
                "custom_fields",
                "webhooks"
            })
            @Nullable
            List<T> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Links(@Nullable Link next) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Link(@Nullable String href) {}
}
