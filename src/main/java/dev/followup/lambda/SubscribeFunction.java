package dev.followup.lambda;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.subscription.SubscriptionException;
import dev.followup.subscription.WebhookRegistrar;
import io.quarkus.funqy.Funq;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells the CRM which hooks the rules need, or only what it would tell. Run by hand, it calls the CRM without a
/// lane: the one function that does.
public class SubscribeFunction {

    private final Accounts accounts;
    private final WebhookRegistrar registration;

    SubscribeFunction(Accounts accounts, WebhookRegistrar registration) {
        this.accounts = accounts;
        this.registration = registration;
    }

    /// Subscribes a hook. What cannot be done is in the answer, and its secret never is.
    @Funq("subscribe")
    public SubscribeResponse subscribe(SubscribeRequest request) {
        try {
            var account = account(request.account());
            var address = address(account, request.address());
            return SubscribeResponse.of(registration.subscription(account, address, request.apply()));
        } catch (SubscriptionException refused) {
            return SubscribeResponse.refused(refused);
        }
    }

    private Account account(@Nullable String name) {
        var all = accounts.all();
        if (name == null && all.size() == 1) {
            return all.getFirst();
        }
        return all.stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SubscriptionException(
                        "account",
                        "found " + (name == null ? "none" : name) + ", expected one that is served here: "
                                + all.stream().map(Account::name).collect(Collectors.joining(", "))));
    }

    private static @Nullable WebhookUrl address(Account account, @Nullable String written) {
        if (written == null) {
            return null;
        }
        var address = read(written);
        if (!address.account().equals(account.name())) {
            throw new SubscriptionException(
                    "address", "found another end than /" + account.name() + ": by it hooks find the account");
        }
        if (address.place().isLoopback() && !account.isLoopback()) {
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
}
