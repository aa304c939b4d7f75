package dev.followup.crm.webhook;

import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.ErrorBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// The way to the hooks that the CRM sends for an account. Never throws for what the CRM does or fails to do: it
/// answers, and its answers hold no secret of a hook but in a [WebhookUrl].
@ApplicationScoped
public class CrmWebhooks {

    private final WebhooksApi api;

    CrmWebhooks(@RestClient WebhooksApi api) {
        this.api = api;
    }

    /// All hooks of the account whose addresses are made as ours are.
    public CrmResult<List<Webhook>> all(CrmSession session) {
        try {
            var page = new CrmCall(session).call(() -> api.list(session.host()));
            var models = page == null ? List.<WebhookModel>of() : page.items();
            return new CrmResult.All<>(
                    models.stream().flatMap(model -> model.toWebhook().stream()).toList());
        } catch (CrmException trouble) {
            return new CrmResult.Failed<>(trouble.toFailure());
        }
    }

    /// Subscribes an address to these keys and no others, and switches it on.
    ///
    /// @param keys all that are wanted: whether the CRM adds them to what was there or puts them in its
    /// place, it does not say
    /// @return the hook as the CRM has it now, or as it was asked for where the answer does not say
    public CrmResult<Webhook> subscribe(CrmSession session, WebhookUrl address, SortedSet<String> keys) {
        var input = new WebhookRequest(address.uri(), keys);
        try {
            var answer = new CrmCall(session).call(() -> api.subscribe(session.host(), input));
            return new CrmResult.All<>(Optional.ofNullable(answer)
                    .flatMap(WebhookModel::toWebhook)
                    .filter(webhook -> !webhook.keys().isEmpty())
                    .orElseGet(() -> new Webhook(0, address, keys, false)));
        } catch (CrmException trouble) {
            return new CrmResult.Failed<>(trouble.toFailure(address.masked(words(trouble))));
        }
    }

    /// The CRM may repeat the address in its words, which hold a secret then.
    private static String words(CrmException trouble) {
        var items = trouble instanceof CrmException.Invalid invalid ? invalid.items() : List.<ErrorBody.Item>of();
        return Stream.concat(
                        Stream.of(String.valueOf(trouble.getMessage())),
                        items.stream().map(ErrorBody.Item::words))
                .collect(Collectors.joining(": "));
    }
}
