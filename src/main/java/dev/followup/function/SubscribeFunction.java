package dev.followup.function;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.crm.HookAddress;
import io.quarkus.funqy.Funq;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells the CRM which hooks the rules need, or only what it would tell. Run by hand, it calls the CRM without a
/// lane: the one function that does.
public class SubscribeFunction {

    private final Accounts accounts;
    private final Registration registration;

    SubscribeFunction(Accounts accounts, Registration registration) {
        this.accounts = accounts;
        this.registration = registration;
    }

    /// Subscribes a hook. What cannot be done is in the answer, and its secret never is.
    @Funq("subscribe")
    public SubscribeReply subscribe(SubscribeRequest request) {
        try {
            var account = account(request.account());
            var address = address(account, request.address());
            return SubscribeReply.of(registration.subscription(account, address, request.apply()));
        } catch (RefusedException refused) {
            return SubscribeReply.refused(refused);
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
                .orElseThrow(() -> new RefusedException(
                        "account",
                        "found " + (name == null ? "none" : name) + ", expected one that is served here: "
                                + all.stream().map(Account::name).collect(Collectors.joining(", "))));
    }

    private static @Nullable HookAddress address(Account account, @Nullable String written) {
        if (written == null) {
            return null;
        }
        var address = read(written);
        if (!address.account().equals(account.name())) {
            throw new RefusedException(
                    "address", "found another end than /" + account.name() + ": by it hooks find the account");
        }
        if (address.place().isLoopback() && !account.isLoopback()) {
            throw new RefusedException("address", "found this machine, which the CRM cannot reach");
        }
        return address;
    }

    private static HookAddress read(String written) {
        try {
            return HookAddress.of(written);
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException("address", String.valueOf(wrong.getMessage()));
        }
    }
}
