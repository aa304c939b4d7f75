package dev.followup.crm.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.CallSubject;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.ErrorBody;
import dev.followup.crm.session.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/// The client for an account's webhook subscriptions. A refusal or failure of the CRM is a result, never an
/// exception. No result holds the secret of a webhook outside a [WebhookUrl].
@ApplicationScoped
public class CrmWebhooks {

    private final WebhooksApi api;

    CrmWebhooks(@RestClient WebhooksApi api) {
        this.api = api;
    }

    /// All webhooks of the account whose addresses have the form of ours.
    public CrmResult<List<Webhook>> all(CrmSession session) {
        try {
            var call = new CrmCall(session, CallSubject.QUERY);
            var answer = call.<@Nullable Page<JsonNode>>call(() -> api.list(session.host()));
            return new CrmResult.All<>(
                    Page.read(answer, call, WebhookModel.class, WebhookModel::toWebhook).items().stream()
                            .flatMap(Optional::stream)
                            .toList());
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// Subscribes an address to these keys and no others, and enables it.
    ///
    /// @param keys all keys that are wanted: the CRM does not document whether it adds them to the
    /// former ones or replaces those
    /// @return the webhook as the CRM has it now; as it was requested, if the answer does not contain
    /// it
    public CrmResult<Webhook> subscribe(CrmSession session, WebhookUrl address, SortedSet<String> keys) {
        var input = new WebhookRequest(address.uri(), keys);
        try {
            var answer = new CrmCall(session, CallSubject.QUERY).call(() -> api.subscribe(session.host(), input));
            return new CrmResult.All<>(Optional.ofNullable(answer)
                    .flatMap(WebhookModel::toWebhook)
                    .filter(webhook -> !webhook.keys().isEmpty())
                    .orElseGet(() -> new Webhook(0, address, keys, false)));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure(address.masked(words(failure))));
        }
    }

    /// The reason of a failure. The CRM may repeat the address in it, with its secret.
    private static String words(CrmException failure) {
        var items = failure instanceof CrmException.Invalid invalid ? invalid.items() : List.<ErrorBody.Item>of();
        return Stream.concat(
                        Stream.of(String.valueOf(failure.getMessage())),
                        items.stream().map(ErrorBody.Item::words))
                .collect(Collectors.joining(": "));
    }
}
