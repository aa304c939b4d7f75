package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.subscription.SubscriptionException;
import dev.followup.subscription.SubscriptionReport;
import dev.followup.subscription.WebhookRegistrar;
import io.quarkus.funqy.Funq;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The function `subscribe`: subscribes the webhooks that the rules need, or only reports what it would change. It is
/// invoked by a person, and calls the CRM outside the account's message group, as `directory` and `explain` do.
public class SubscribeFunction {

    private final Accounts accounts;
    private final WebhookRegistrar registrar;

    SubscribeFunction(Accounts accounts, WebhookRegistrar registrar) {
        this.accounts = accounts;
        this.registrar = registrar;
    }

    /// Subscribes a webhook. The answer holds what cannot be done, and never the webhook's secret.
    @Funq("subscribe")
    public Response subscribe(Request request) {
        try {
            var account = account(request.account());
            var address = address(account, request.address());
            return Response.of(registrar.subscription(account, address, request.apply()));
        } catch (SubscriptionException refused) {
            return Response.refused(refused);
        }
    }

    private Account account(@Nullable String name) {
        return accounts.findOrOnly(name)
                .orElseThrow(() -> new SubscriptionException("account", accounts.notServed(name)));
    }

    private static @Nullable WebhookUrl address(Account account, @Nullable String written) {
        if (written == null) {
            return null;
        }
        var address = read(written);
        if (!address.account().equals(account.name())) {
            throw new SubscriptionException(
                    "address", "found another end than /" + account.name() + ", by which webhooks find the account");
        }
        if (address.baseUrl().isLoopback() && !account.isLoopback()) {
            throw new SubscriptionException("address", "found this machine, which the CRM cannot reach");
        }
        return address;
    }

    private static WebhookUrl read(String written) {
        try {
            return WebhookUrl.of(written);
        } catch (IllegalArgumentException wrong) {
            throw new SubscriptionException("address", String.valueOf(wrong.getMessage()));
        }
    }

    /// What is to be subscribed.
    ///
    /// @param account the name of the account; `null` if only one is served
    /// @param address the webhook's URL with its secret, such as
    /// `https://abc.example/v1/hooks/<secret>/demo`; `null` for the one that is subscribed below
    /// `FOLLOWUP_WEBHOOK_BASE_URL`
    /// @param apply whether to change the subscription; otherwise the answer only reports what would change
    public record Request(
            @Nullable String account, @Nullable String address, boolean apply) {

        /// Without the address, since it holds a secret.
        @Override
        public String toString() {
            return "Request[account=" + account + ", apply=" + apply + "]";
        }
    }

    /// The result of subscribing.
    ///
    /// @param subscription its fields are those of the answer; `null` if it was refused
    /// @param refused what was wrong with the request, or what the CRM refused; absent if nothing was
    public record Response(
            @JsonUnwrapped @Nullable SubscriptionReport subscription,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refused) {

        static Response of(SubscriptionReport subscription) {
            return new Response(subscription, List.of());
        }

        static Response refused(SubscriptionException refused) {
            return new Response(null, List.of(new Refusal(refused.where(), refused.reason())));
        }
    }
}
