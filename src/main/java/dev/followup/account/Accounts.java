package dev.followup.account;

import dev.followup.config.FollowupConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// The accounts that are served: today the one that `CRM_HOST` names.
@ApplicationScoped
public class Accounts {

    private final Account only;

    /// @throws IllegalArgumentException with what was found and what is expected
    Accounts(FollowupConfig config) {
        this.only = read(config.crm());
    }

    /// The account that hooks and lanes call so; empty if it is not served here.
    public Optional<Account> find(String name) {
        return Optional.of(only).filter(account -> account.name().equals(name));
    }

    /// All of them.
    public List<Account> all() {
        return List.of(only);
    }

    /// Refuses settings that name no account, or one that must not be called.
    private static Account read(FollowupConfig.Crm crm) {
        var written = crm.host()
                .orElseThrow(() -> new IllegalArgumentException(
                        "CRM_HOST is not set, expected the account's host, such as demo.amocrm.ru or demo.kommo.com"));
        var host = host(written);
        var account = new Account(crm.account().orElseGet(() -> firstLabel(host)), host);
        if (account.isLoopback() && !crm.loopback()) {
            throw new IllegalArgumentException("CRM_HOST is " + written
                    + ", this machine itself, which is allowed for a sandbox only (followup.crm.loopback)");
        }
        return account;
    }

    private static URI host(String written) {
        try {
            return new URI(written.contains("://") ? written : "https://" + written);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "CRM_HOST is " + written + ", expected a host such as demo.amocrm.ru", e);
        }
    }

    private static String firstLabel(URI host) {
        var name = host.getHost();
        return name == null ? "" : name.split("\\.", 2)[0];
    }
}
